"""What every page's shell needs: navigation for the reader's roles, scope in words, demo mark."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.accounts.demo_door import is_demo
from crm.accounts.models import Posting, Role, User
from crm.accounts.policy import Permission, Scope, scope_of


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
    scope: str = ""
    nav: tuple[Group, ...] = field(default=())


def shell(request: HttpRequest) -> dict[str, Any]:
    """Template context `shell`; strangers get the frame of a public page."""
    user = getattr(request, "user", None)
    now = timezone.now()
    if not isinstance(user, User):
        return {"shell": Shell(demo=is_demo(), now=now)}
    scope = scope_of(user)
    return {
        "shell": Shell(
            demo=is_demo(), now=now, search=scope.is_staff, scope=_scope_words(user, scope), nav=_nav(request, scope)
        )
    }


def _scope_words(user: User, scope: Scope) -> str:
    if not scope.is_staff:
        return _("Espace entreprise")
    posting = Posting.objects.on(timezone.localdate()).filter(user=user).select_related("service_point__municipality", "direction").first()
    if posting is None:
        return ""
    place = posting.service_point.place if posting.service_point else str(posting.direction or "")
    return f"{Role(posting.role).label.capitalize()}, {place}" if place else str(Role(posting.role).label).capitalize()


def _places(scope: Scope) -> Iterable[tuple[str, list[tuple[str, str, str]]]]:
    may = scope.may
    main, work, steer = [], [], []
    if scope.is_staff:
        main.append((_("Aujourd’hui"), "today", "home"))
    if may(Permission.WORK_FILES):
        main += [(_("Entreprises"), "files", "building"), (_("Besoins"), "needs", "briefcase")]
    if may(Permission.WORK_PERSONS):
        main.append((_("Personnes"), "persons", "people"))
    if may(Permission.DECIDE_MATCHES) or may(Permission.WORK_PERSONS):
        main.append((_("Jumelages"), "matches", "bridge"))
    if may(Permission.WORK_PERSONS):
        work.append((_("Rendez-vous"), "appointments", "calendar"))
    if may(Permission.SEE_FIGURES):
        work += [(_("Partenaires"), "partners", "heart"), (_("Ententes"), "agreements", "agreement")]
        steer.append((_("Tableau régional"), "dashboard", "map"))
    if may(Permission.REVIEW_CASELOADS):
        steer.append((_("Charges de travail"), "caseloads", "bars"))
    if may(Permission.SEE_FIGURES):
        steer.append((_("Bilan"), "bilan", "report"))
    if may(Permission.READ_JOURNAL):
        steer += [(_("Journal des accès"), "read-journal", "shield"), (_("Communications"), "releases", "out")]
    if may(Permission.RUN_INSTALLATION):
        steer += [(_("Comptes"), "users", "person")]
    if not scope.is_staff:
        main += [(_("Mes besoins"), "employer-home", "briefcase")]
    return (("", main), (_("Travail"), work), (_("Pilotage"), steer))


def _nav(request: HttpRequest, scope: Scope) -> tuple[Group, ...]:
    return tuple(
        Group(title, tuple(_entry(request, *place) for place in places)) for title, places in _places(scope) if places
    )


def _entry(request: HttpRequest, label: str, name: str, icon: str) -> Entry:
    url = reverse(name)
    return Entry(label, url, icon, current=request.path == url or (url != "/" and request.path.startswith(url)))
