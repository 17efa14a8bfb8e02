"""The page that asks for six digits before a profile opens, for an act link and for a return link alike."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from crm.notices import services
from crm.notices.models import ActLink
from crm.notices.rules import OPENED_FOR


def _session_key(link: ActLink) -> str:
    return f"profile-link-{link.pk}"


def is_opened(request: HttpRequest, link: ActLink | None, *, now: datetime) -> bool:
    """Whether this browser gave the code of this link a short while ago."""
    until = request.session.get(_session_key(link), 0) if link else 0
    return isinstance(until, int | float) and until > now.timestamp()


def forget(request: HttpRequest, link: ActLink) -> None:
    """This browser needs a code again."""
    request.session.pop(_session_key(link), None)


def take_gesture(request: HttpRequest, link: ActLink, *, now: datetime) -> None:
    """Send a code, or open the link in this browser with the one received. Raises LinkExpired, Refusal."""
    if request.POST.get("act") == "send":
        services.ask_code(link=link, now=now)
        return
    services.give_code(link=link, digits=request.POST.get("code", ""), now=now)
    request.session[_session_key(link)] = (now + OPENED_FOR).timestamp()


def code_page(
    request: HttpRequest, link: ActLink | None, address: str, *, now: datetime, error: Any = "", **more: Any
) -> HttpResponse:
    """The page that offers to send a code to `address`, or asks for the one that was sent."""
    context = {
        "address": masked(address),
        "waits": link is not None and link.codes.filter(expires_at__gt=now, used_at=None).exists(),
        "error": error,
        **more,
    }
    return render(request, "public/link_code.html", context, status=422 if error else 200)


def masked(address: str) -> str:
    """« l•••@scierie.example »: enough for its owner, too little for anyone else."""
    name, _at, domain = address.partition("@")
    return f"{name[:1]}•••@{domain}"
