"""The one-click door of the demo. It exists only when every condition holds, each checked here."""

from __future__ import annotations

import ipaddress
from functools import cache

from django.conf import settings

from crm.accounts.models import User
from crm.core.models import Installation

LOOPBACK_NAMES = {"localhost"}


def is_demo() -> bool:
    """This database was made as a demo."""
    return Installation.objects.filter(demo=True).exists()


@cache
def frame_says_demo() -> bool:
    """The same, read once in a process for the frame of every page: the mark of a database never changes."""
    return is_demo()


def is_loopback(host: str) -> bool:
    """`localhost`, `127.0.0.1:8000`, `[::1]:8000`: this machine and no other."""
    name = host.rsplit(":", 1)[0] if host.count(":") == 1 or "]" in host else host
    name = name.strip("[]").rstrip(".")
    if name in LOOPBACK_NAMES:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def door_is_open(*, host: str, remote_address: str) -> bool:
    """Whether the sign-in page may offer the demo people in one click.

    All must hold: started by `up` on a folder that it made as a demo, the marked database, a loopback listener and
    Host, and no real account.
    """
    return (
        settings.DEMO_DOOR
        and is_loopback(host)
        and (remote_address == "" or is_loopback(remote_address))
        and is_demo()
        and not User.objects.filter(is_demo=False).exists()
    )


def demo_people() -> list[User]:
    """The demo people that the door offers, staff first."""
    return list(
        User.objects.filter(is_demo=True, is_active=True, offered_at_door__gt=0)
        .order_by("offered_at_door")
        .prefetch_related("postings__service_point__municipality", "postings__direction")
    )
