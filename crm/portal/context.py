"""What every page's shell needs: navigation for the reader's roles, scope in words, demo mark."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.accounts.demo_door import frame_says_demo
from crm.accounts.models import Role, User
from crm.accounts.policy import Permission, Scope, postings_of, scope_of
from crm.notices.queries import BELL_STOPS, waiting_for
from crm.portal.rail import GROUPS, PLACES, Place

#: In the address of a page that a notice's e-mail led to: which notice.
ABOUT = "avis"


@dataclass(frozen=True, slots=True)
class Entry:
    """One place in the rail."""

    label: str
    url: str
    icon: str
    current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame around a page."""

    demo: bool
    now: datetime
    search: bool = False
    logs: bool = False
    scope: str = ""
    #: Unread notices as the bell writes them, "" when there is none.
    bell: str = ""
    #: The notice whose e-mail led to this page, to be marked as read; None on every other page.
    notice: int | None = None
    nav: tuple[Group, ...] = field(default=())


def shell(request: HttpRequest) -> dict[str, Any]:
    """Template context `shell`; strangers get the frame of a public page."""
    user = getattr(request, "user", None)
    now = timezone.now()
    if not isinstance(user, User):
        return {"shell": Shell(demo=frame_says_demo(), now=now)}
    scope, waiting = scope_of(user), waiting_for(user)
    return {
        "shell": Shell(
            demo=frame_says_demo(),
            now=now,
            search=scope.is_staff,
            logs=scope.may(Permission.WORK_FILES),
            scope=_scope_words(user, scope),
            bell=_bell(waiting.notices),
            notice=_notice(request),
            nav=_nav(request, scope, {"handovers": waiting.handovers if scope.is_staff else 0}),
        )
    }


def _notice(request: HttpRequest) -> int | None:
    asked = request.GET.get(ABOUT, "") if request.method == "GET" else ""
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None


def _bell(unread: int) -> str:
    return f"{BELL_STOPS}+" if unread > BELL_STOPS else str(unread or "")


def _scope_words(user: User, scope: Scope) -> str:
    if not scope.is_staff:
        return _("Espace entreprise")
    posting = next(iter(postings_of(user)), None)
    if posting is None:
        return ""
    place = posting.service_point.place if posting.service_point else str(posting.direction or "")
    return (
        f"{Role(posting.role).label.capitalize()}, {place}"
        if place
        else str(Role(posting.role).label).capitalize()
    )


def _nav(request: HttpRequest, scope: Scope, waiting: dict[str, int]) -> tuple[Group, ...]:
    """The groups of the rail that hold a place open to the reader; `waiting` counts what awaits them, by place."""
    groups = []
    for key, title in GROUPS:
        entries = tuple(
            _entry(request, place, waiting.get(place.name) or None)
            for place in PLACES
            if place.group == key and place.is_open(scope)
        )
        if entries:
            groups.append(Group(str(title), entries))
    return tuple(groups)


def _entry(request: HttpRequest, place: Place, count: int | None) -> Entry:
    url = reverse(place.name)
    current = request.path == url or (url != "/" and request.path.startswith(url))
    return Entry(str(place.label), url, place.icon, current=current, count=count)
