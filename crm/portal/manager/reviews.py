"""The weekly review of caseloads: the team's sheet, one person's sheet, and what is decided there line by line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from crm.accounts.models import Role, User
from crm.accounts.policy import Scope
from crm.caseload import queries, services
from crm.caseload.models import Decision, ReviewDecision
from crm.caseload.queries import Member
from crm.caseload.rules import Flag, flags, monday
from crm.core.errors import Forbidden, Refusal
from crm.portal.manager.caseloads import load_bar, review_scope
from crm.portal.manager.lists import paged
from crm.portal.manager.review_trend import draw_trend
from crm.portal.reader import reader
from crm.portal.sheets import Columns, asked_format, table_answer

SHEET_SIZE = 100
#: Files and persons of a team up to which its trend is counted with the page; beyond, when it is asked for.
TREND_AT_ONCE = 5000


def _asked_week(request: HttpRequest, this_week: date) -> date:
    """The Monday of the week of the address; this week when there is none, or one to come."""
    try:
        asked = parse_date(request.GET.get("semaine", "").replace("\x00", ""))
    except ValueError:
        asked = None
    return min(monday(asked), this_week) if asked and asked.year > 1 else this_week


@dataclass(frozen=True, slots=True)
class TeamLine:
    """One person at a glance, and how much was decided this week."""

    member: Member
    to_review: queries.ToReview
    decided: int


COLUMNS: Columns = (
    (gettext_lazy("Membre de l’équipe"), lambda row: row.member.name),
    (gettext_lazy("Rôle"), lambda row: Role(row.member.role).label),
    (gettext_lazy("Dossiers, personnes"), lambda row: row.member.in_hand),
    (gettext_lazy("Besoins, plans"), lambda row: row.member.work),
    (gettext_lazy("Suivis en retard"), lambda row: row.member.overdue),
    (gettext_lazy("Sans prochaine étape"), lambda row: row.to_review.no_step),
    (gettext_lazy("Permis à échéance"), lambda row: row.to_review.permits),
    (gettext_lazy("Âge médian, en jours"), lambda row: row.member.median_age),
    (gettext_lazy("Décisions de la semaine"), lambda row: row.decided),
)
DECISION_COLUMNS: Columns = (
    (gettext_lazy("Semaine du"), lambda row: row.week),
    (gettext_lazy("Membre de l’équipe"), lambda row: row.member.name),
    (gettext_lazy("Dossier"), lambda row: row.subject),
    (gettext_lazy("Décision"), lambda row: row.get_decision_display()),
    (gettext_lazy("Note"), lambda row: row.note),
    (gettext_lazy("Par"), lambda row: row.by.name),
    (gettext_lazy("Le"), lambda row: row.at),
)


@require_safe
def team_sheet(request: HttpRequest) -> HttpResponseBase:
    """The week's sheet of the team; of a past week, what was decided."""
    scope, today = review_scope(request), timezone.localdate()
    this_week = monday(today)
    week = _asked_week(request, this_week)
    decided = queries.decisions_of(reader(request), week)
    context: dict[str, Any] = {
        "week": week,
        "is_past": week < this_week,
        "decisions": decided,
        "past": queries.past_weeks(reader(request), before=this_week),
    }
    if week < this_week:
        if asked_format(request):
            return table_answer(request, _("revue"), decided, DECISION_COLUMNS)
        return render(request, "manager/review.html", context)
    team = queries.team_of(scope.direction_ids, today)
    lines = _team_lines(scope, team.members, decided, today)
    if asked_format(request):
        return table_answer(request, _("revue"), lines, COLUMNS)
    context |= {"lines": lines}
    if "tendance" in request.GET or sum(m.in_hand for m in team.members) <= TREND_AT_ONCE:
        weeks = queries.trend_of({m.user_id for m in team.members}, scope.direction_ids, today)
        context["trend"] = draw_trend(weeks, sum(m.reference for m in team.members))
    return render(request, "manager/review.html", context)


def _team_lines(
    scope: Scope, members: list[Member], decided: list[ReviewDecision], today: date
) -> list[TeamLine]:
    found = queries.to_review(scope.direction_ids, today)
    numbers: dict[int, int] = {}
    for one in decided:
        numbers[one.member_id] = numbers.get(one.member_id, 0) + 1
    nothing = queries.ToReview()
    return [TeamLine(m, found.get((m.role, m.user_id), nothing), numbers.get(m.user_id, 0)) for m in members]


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A file or a person, why it is looked at, and what is decided of it."""

    key: str
    subject: Any
    address: str
    age: int
    flags: tuple[Flag, ...]
    decision: str
    note: str


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, user_id: int) -> HttpResponseBase:
    """The week's sheet of one person; of a past week, what was decided."""
    scope, today = review_scope(request), timezone.localdate()
    this_week = monday(today)
    week = _asked_week(request, this_week)
    member = _member(scope, user_id, today)
    owner = get_object_or_404(User, pk=user_id)
    decided = queries.decisions_of(reader(request), week, member_id=user_id)
    if asked_format(request):
        return table_answer(request, _("revue"), decided, DECISION_COLUMNS)
    context: dict[str, Any] = {
        "member": member,
        "bar": load_bar(member),
        "week": week,
        "is_past": week < this_week,
        "decisions": decided,
        "past": queries.past_weeks(reader(request), before=this_week, member_id=user_id),
    }
    if context["is_past"]:
        return render(request, "manager/review_sheet.html", context)
    all_lines = "tous" in request.GET
    held = queries.sheet_lines(owner, member.role, scope.direction_ids, today, all_lines=all_lines)
    refused = ""
    if request.method == "POST":
        refused = _record(request, owner, member, held)
        if not refused:
            return redirect(request.get_full_path())
    listed = paged(request, held, size=SHEET_SIZE)
    lines = _lines(request, listed["page"], member.role, queries.standing(decided), today)
    trend = draw_trend(queries.trend_of([user_id], scope.direction_ids, today), member.reference)
    context |= {
        **listed,
        "lines": lines,
        "decision_choices": Decision.choices,
        "all_lines": all_lines,
        "to_move": [line for line in lines if line.decision == Decision.REASSIGN],
        "refused": refused,
        "sheet_note": request.POST.get("sheet-note", ""),
        "trend": trend,
        "today": today,
    }
    return render(request, "manager/review_sheet.html", context, status=422 if refused else 200)


def _member(scope: Scope, user_id: int, today: date) -> Member:
    """Whoever works here, or left work behind here."""
    team = queries.team_of(scope.direction_ids, today, of=user_id)
    found = next((m for m in [*team.members, *team.departed] if m.user_id == user_id), None)
    if found is None:
        raise Http404
    return found


def _lines(
    request: HttpRequest, page: Iterable[Any], role: str, stood: dict[Any, ReviewDecision], today: date
) -> list[SheetLine]:
    """The lines of a page; what was typed and refused stays as it was typed."""
    made = []
    for one in page:
        is_file = role == Role.ADVISOR
        standing = stood.get((one.pk, None) if is_file else (None, one.pk))
        key = f"{one.pk}"
        made.append(
            SheetLine(
                key=key,
                subject=one,
                address=reverse("file" if is_file else "person", args=[one.pk]),
                age=(today - (one.opened_on if is_file else one.registered_on)).days,
                flags=flags(
                    today,
                    next_follow_up=one.next_follow_up,
                    spoken=one.spoken if is_file else None,
                    permit=one.permit,
                ),
                decision=request.POST.get(f"decision-{key}", standing.decision if standing else ""),
                note=request.POST.get(f"note-{key}", standing.note if standing else ""),
            )
        )
    return made


def _typed(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\x00", "").strip()


def _record(request: HttpRequest, owner: User, member: Member, held: Any) -> str:
    """Keep what was decided of the lines that were sent; the words of a refusal, empty when all is kept."""
    keys = [name.removeprefix("decision-") for name in request.POST if name.startswith("decision-")]
    ids = [int(key) for key in keys if key.isdecimal() and len(key) < 12][:SHEET_SIZE]
    field = "file" if member.role == Role.ADVISOR else "candidate"
    lines = [
        services.Line(
            decision=_typed(request, f"decision-{one.pk}"),
            note=_typed(request, f"note-{one.pk}"),
            **{field: one},
        )
        for one in held.filter(pk__in=ids)
        if _typed(request, f"decision-{one.pk}")
    ]
    if _typed(request, "sheet-note"):
        lines.append(services.Line(decision=Decision.NOTE, note=_typed(request, "sheet-note")))
    try:
        made = services.record_decisions(member=owner, lines=lines, by=reader(request), now=timezone.now())
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    except Refusal as refusal:
        return str(refusal.message)
    messages.success(request, _("Décisions gardées : %(number)s.") % {"number": len(made)})
    return ""
