"""Caseloads: who has what in hand, against what is expected of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from math import ceil

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from crm.accounts.models import Role, User
from crm.accounts.policy import Permission, Scope, postings_of, scope_of
from crm.caseload import queries
from crm.caseload.models import Handover
from crm.caseload.queries import Member, RoleStaff, Team
from crm.caseload.rules import AGE_BANDS, REFERENCE, shared_among
from crm.portal.formatting import day
from crm.portal.reader import reader
from crm.portal.sheets import Columns, asked_format, table_answer
from crm.territory.models import Direction

BAR_WIDTH = 260
BAR_FULL = 1300


def review_scope(request: HttpRequest) -> Scope:
    scope = scope_of(request.user)
    if not scope.may(Permission.REVIEW_CASELOADS):
        raise PermissionDenied(_("La revue des charges de travail est réservée aux gestionnaires."))
    return scope


@dataclass(frozen=True, slots=True)
class LoadBar:
    """A member's load as three segments against the reference, on a width of 260."""

    member: Member
    first: float
    second: float
    third: float
    reference: float

    @property
    def second_x(self) -> float:
        return self.first

    @property
    def third_x(self) -> float:
        return self.first + self.second


def load_bar(member: Member) -> LoadBar:
    """Tenths of a point drawn so that 130 points fill the bar; a heavier load shrinks to fit."""
    scale = BAR_WIDTH / max(BAR_FULL, member.load.index)
    load = member.load
    first, second, third, reference = (
        round(part * scale, 1)
        for part in (load.from_files, load.from_work, load.from_follow_ups, member.reference)
    )
    return LoadBar(member, first, second, third, reference)


def _age_labels() -> list[str]:
    labels = [_("Moins de %(to)s jours") % {"to": AGE_BANDS[0]}]
    for low, high in pairwise(AGE_BANDS):
        labels.append(_("%(from)s à %(to)s jours") % {"from": low, "to": high - 1})
    return [*labels, _("Un an et plus")]


def _absence(member: Member) -> str:
    away = member.absence
    if away is None:
        return ""
    return _("%(first)s au %(last)s") % {"first": day(away.starts_on), "last": day(away.ends_on)}


COLUMNS: Columns = (
    (gettext_lazy("Membre de l’équipe"), lambda row: row.name),
    (gettext_lazy("Rôle"), lambda row: Role(row.role).label),
    (gettext_lazy("Point de services"), lambda row: row.place),
    (gettext_lazy("Charge pondérée, en points"), lambda row: Decimal(row.load.index) / 10),
    (gettext_lazy("Référence, en points"), lambda row: Decimal(row.reference) / 10),
    (gettext_lazy("Dossiers, personnes"), lambda row: row.in_hand),
    (gettext_lazy("Besoins, plans"), lambda row: row.work),
    (gettext_lazy("Âge médian, en jours"), lambda row: row.median_age),
    (gettext_lazy("Sans contact"), lambda row: row.quiet if row.role == Role.ADVISOR else None),
    (gettext_lazy("Suivis en retard"), lambda row: row.overdue),
    (gettext_lazy("Absence"), _absence),
)


@require_safe
def caseloads(request: HttpRequest) -> HttpResponseBase:
    """The team's loads against the reference, the age of files, staffing against targets."""
    scope = review_scope(request)
    today = timezone.localdate()
    team = queries.team_of(scope.direction_ids, today)
    if asked_format(request):
        return table_answer(request, _("charges"), team.members, COLUMNS)
    most = max((total for total, _quiet in team.bands), default=0) or 1
    context = {
        "today": today,
        "bars": [load_bar(member) for member in team.members],
        "departed": team.departed,
        "over": sum(member.is_over for member in team.members),
        "bands": [
            (label, total, quiet, round(100 * (total - quiet) / most, 2), round(100 * quiet / most, 2))
            for label, (total, quiet) in zip(_age_labels(), team.bands, strict=True)
        ],
        "open_files": sum(total for total, _quiet in team.bands),
        "staffing": _staffing(reader(request), team, today),
        "one_more": one_more(team),
        "waiting": Handover.objects.visible_to(request.user).waiting().count(),
    }
    return render(request, "manager/caseloads.html", context)


def own_directions(user: User) -> list[Direction]:
    """The directions of the reader's postings of today."""
    here = {posting.direction_id: posting.direction for posting in postings_of(user) if posting.direction}
    return list(here.values())


#: A place to fill or filled, drawn as a box: where it begins, how wide it is, whether somebody is there.
Box = tuple[float, float, bool]
BOX_STEP, BOX_WIDTH = 31, 28


def boxes(line: RoleStaff) -> list[Box]:
    """Full-time equivalents as boxes from left to right; half a box for half of the time."""
    whole = max(line.filled, Decimal(line.target or 0))
    drawn: list[Box] = []
    for n in range(ceil(whole)):
        here = min(Decimal(1), max(Decimal(0), line.filled - n))
        there = min(Decimal(1), whole - n)
        if here:
            drawn.append((BOX_STEP * n, float(here * BOX_WIDTH), True))
        if there > here:
            drawn.append((BOX_STEP * n + float(here * BOX_WIDTH), float((there - here) * BOX_WIDTH), False))
    return drawn


def _staffing(user: User, team: Team, today: date) -> list[tuple[RoleStaff, list[Box]]]:
    """For each direction, each role in full-time equivalents against its target (rule EF-2)."""
    found = queries.staff_on(own_directions(user), today, postings=team.postings)
    return [(line, boxes(line)) for direction in found for line in direction.roles]


@dataclass(frozen=True, slots=True)
class OneMore:
    """What each full-time equivalent would carry with one more of them (rule CH-2), in tenths of a point."""

    role: str
    place: str
    full_time: Decimal
    now: int
    then: int
    reference: int

    @property
    def is_over(self) -> bool:
        return self.now > self.reference


def one_more(team: Team) -> list[OneMore]:
    """Each role of the team as a whole, then at each place where several places have somebody."""
    found = []
    for role, reference in REFERENCE.items():
        mates = [m for m in team.members if m.role == role]
        places = sorted({m.place for m in mates if m.place})
        for place in ["", *(places if len(places) > 1 else [])]:
            here = [m for m in mates if not place or m.place == place]
            index, share = sum(m.load.index for m in here), sum((m.full_time for m in here), Decimal(0))
            now, then = shared_among(index, share), shared_among(index, share + 1)
            if now is not None and then is not None:
                found.append(OneMore(role, place, share, now, then, reference))
    return found
