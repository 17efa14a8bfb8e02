"""The ranking of a need, one match with its explanation, and the list of what is worth a look."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from crm.accounts.policy import Permission, scope_of
from crm.candidates.queries import officer_in_charge
from crm.matching.models import Match, MatchStage, PlanPair
from crm.matching.plan_queries import advised, is_advised, lines_with
from crm.matching.queries import with_profile
from crm.matching.ranking import NearMisses, Placed, Ranking, matches_at, ranking_of
from crm.needs.models import SCORED_STAGES, LabourNeed
from crm.portal.advisor.match_forms import (
    AcceptRequestForm,
    AnswerForm,
    AskForm,
    ConsentForm,
    DayForm,
    DeclineRequestForm,
    HireForm,
    NoteForm,
    SetAsideForm,
    ShortlistForm,
    UndoForm,
)
from crm.portal.advisor.needs import need_frame
from crm.portal.match_history import history_of
from crm.portal.match_rows import MatchRow, rows_of, with_places
from crm.portal.match_way import may_name, waits_for_name, way_of
from crm.portal.match_words import obstacle
from crm.portal.plan_rows import pair_rows
from crm.portal.reasons import CodedReasons

COMPARED_AT_MOST = 4
#: People drawn at first; the rest is one press away, nobody is cut off.
SHOWN_FIRST = 20


def find_need(request: HttpRequest, need_id: int) -> LabourNeed:
    """The need as staff may see it; 404 otherwise. Its employer reads presentations, never a ranking."""
    if not scope_of(request.user).is_staff:
        raise Http404
    needs = (
        LabourNeed.objects.visible_to(request.user)
        .annotate(is_advised=is_advised())
        .select_related(
            "file__employer", "site__municipality__mrc__region", "occupation", "licence", "other_language"
        )
    )
    need: LabourNeed = get_object_or_404(needs, pk=need_id)
    return need


def may_decide(request: HttpRequest) -> bool:
    """Whether the reader may shortlist, set aside, present."""
    return scope_of(request.user).may(Permission.DECIDE_MATCHES)


#: The gestures that each stage offers in a dialog.
OFFERED: dict[str, set[str]] = {
    MatchStage.PROPOSED: {"shortlist", "set_aside"},
    MatchStage.SHORTLISTED: {"consent", "set_aside"},
    MatchStage.CONSENTED: {"consent", "set_aside"},
    MatchStage.PRESENTED: {"withdraw", "answer", "set_aside"},
    MatchStage.MUTUAL_INTEREST: {"withdraw", "interview", "set_aside"},
    MatchStage.INTERVIEW: {"undo_interview", "offer", "set_aside"},
    MatchStage.OFFER: {"hire", "set_aside"},
    MatchStage.ACCEPTED: {"undo_hire"},
    MatchStage.SET_ASIDE: set(),
}


def step_forms(match: Match, reasons: CodedReasons) -> dict[str, Any]:
    """The empty forms of a match's next steps, their ids told apart by the match; each is made if it is drawn."""
    today = timezone.localdate()
    prefix = f"m{match.pk}"
    return {
        "shortlist": partial(ShortlistForm, auto_id=f"{prefix}-keep-%s"),
        "set_aside": partial(SetAsideForm, reasons=reasons, auto_id=f"{prefix}-aside-%s"),
        "accept": partial(AcceptRequestForm, auto_id=f"{prefix}-accept-%s", initial={"given_on": today}),
        "decline": partial(DeclineRequestForm, reasons=reasons, auto_id=f"{prefix}-decline-%s"),
        "answer": partial(AnswerForm, auto_id=f"{prefix}-answer-%s"),
        "consent": partial(ConsentForm, auto_id=f"{prefix}-consent-%s", initial={"given_on": today}),
        "withdraw": partial(UndoForm, reasons=reasons, auto_id=f"{prefix}-withdraw-%s"),
        "identity": partial(ConsentForm, auto_id=f"{prefix}-identity-%s", initial={"given_on": today}),
        "no_identity": partial(NoteForm, auto_id=f"{prefix}-no_identity-%s"),
        "undo_hire": partial(UndoForm, reasons=reasons, auto_id=f"{prefix}-undo_hire-%s"),
        "interview": partial(DayForm, auto_id=f"{prefix}-interview-%s", initial={"held_on": today}),
        "undo_interview": partial(UndoForm, reasons=reasons, auto_id=f"{prefix}-undo_interview-%s"),
        "offer": partial(DayForm, auto_id=f"{prefix}-offer-%s", initial={"held_on": today}),
        "hire": partial(
            HireForm,
            auto_id=f"{prefix}-hire-%s",
            initial={"confirmed_on": today, "wage": match.need.wage_min},
        ),
    }


def _near_group(group: NearMisses, rows: list[MatchRow]) -> dict[str, Any]:
    """People whom one condition keeps out, and what would lift it for the first of them."""
    lifts = (change.sentence for row in rows for change in row.changes if change.makes_admissible)
    return {
        "code": group.code,
        "name": obstacle(group.code),
        "total": group.total,
        "rows": rows,
        "lift": next(lifts, ""),
    }


def is_being_ranked(need: LabourNeed) -> bool:
    """Whether the newest ranking is of the need as it was before; one query, for a page that asks again and again."""
    if need.stage not in SCORED_STAGES:
        return False
    newest = need.runs.values_list("need_revision", flat=True).first()
    return newest is None or newest < need.revision


def ranking_context(request: HttpRequest, need: LabourNeed) -> dict[str, Any]:
    """What the page of a ranking shows."""
    ranking = ranking_of(need, request.user)
    planned = advised(need, request.user) if getattr(need, "is_advised", False) else []
    listed, wanted = _listed(request, ranking)
    near = [place for group in ranking.near_misses for place in group.places]
    proposed = {pair.candidate_id for pair in planned}
    shown = [place for place in ranking.places if place.candidate_id in proposed]
    found = matches_at(need, [*listed, *near, *shown, *ranking.selection, *ranking.set_aside])
    rows = rows_of(found.values(), site_region=need.site.municipality.mrc.region_id)
    by_match = {row.match.pk: row for row in rows}
    opened = by_match.get((wanted or listed[0]).pk) if listed else None
    frame = need_frame(request, need, "matches")
    return (
        frame
        | _lists_of(ranking, by_match, listed)
        | _opened(opened, ranking, frame["reasons"])
        | _planned(planned, list(found.values()))
        | {
            "scoring": need.stage in SCORED_STAGES and not ranking.is_current,
            "may_decide": may_decide(request),
            "ask_form": AskForm(),
        }
    )


def _listed(request: HttpRequest, ranking: Ranking) -> tuple[list[Placed], Placed | None]:
    """The places drawn, and the one to open: who opens a link to a person further down sees that person in the list."""
    considered = list(ranking.considered)
    listed = considered if "tous" in request.GET else considered[:SHOWN_FIRST]
    open_id = request.GET.get("open", "")
    wanted = next((place for place in considered if str(place.pk) == open_id), None)
    return ([*listed, wanted] if wanted and wanted not in listed else listed), wanted


def _lists_of(ranking: Ranking, rows: dict[int, MatchRow], listed: list[Placed]) -> dict[str, Any]:
    """Every list of the page; a pair that went since the ranking was read is left out."""

    def drawn(places: Iterable[Placed]) -> list[MatchRow]:
        return [rows[place.pk] for place in places if place.pk in rows]

    names = next(iter(rows.values())).names.regions if rows else {}
    return {
        "ranking": ranking,
        "pool": any(ranking.counts.values()),
        "rows": drawn(listed),
        "hidden": len(ranking.considered) - len(listed),
        "near": [_near_group(group, drawn(group.places)) for group in ranking.near_misses],
        "selection": drawn(ranking.selection),
        "aside": drawn(ranking.set_aside),
        "origins": [(code, names.get(code, ""), count) for code, count in ranking.origins],
        "most_from": max((count for _code, count in ranking.origins), default=1),
    }


def _opened(row: MatchRow | None, ranking: Ranking, reasons: CodedReasons) -> dict[str, Any]:
    """The pair explained in the list, with the forms of its next steps."""
    if row is None:
        return {"opened": None, "forms": {}, "drawn": set()}
    opened = with_places(row, ranking.places)
    return {
        "opened": opened,
        "forms": step_forms(opened.match, reasons),
        "drawn": OFFERED[opened.match.stage],
    }


def _planned(pairs: list[PlanPair], matches: list[Match]) -> dict[str, Any]:
    """Whom the plan signed last proposes for the need, but those set aside since."""
    rows = pair_rows(line for line in lines_with(pairs, matches) if "set_aside" not in line.stale)
    return {"planned": rows, "planned_for": {row.pair.candidate_id for row in rows}}


@require_safe
def need_matches(request: HttpRequest, need_id: int) -> HttpResponse:
    """The ranking of people for a need, one of them explained."""
    need = find_need(request, need_id)
    if "HX-Request" in request.headers:
        # The page asks again until the worker is done; then it is read anew, whole.
        waits = is_being_ranked(need)
        return HttpResponse(status=204) if waits else HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "advisor/match_ranking.html", ranking_context(request, need))


@require_safe
def match_detail(request: HttpRequest, match_id: int) -> HttpResponse:
    """One match with the whole explanation and its next steps."""
    matches = with_profile(Match.objects.visible_to(request.user)).select_related(
        "need__file__employer",
        "need__site__municipality__mrc__region",
        "need__occupation",
        "presentation_consent",
    )
    match = get_object_or_404(matches, pk=match_id)
    # A board that leads here says which step is asked for: its form stands open.
    context = match_context(request, match) | {"opens": request.GET.get("geste", "")}
    return render(request, "advisor/match.html", context)


def match_context(request: HttpRequest, match: Match) -> dict[str, Any]:
    """What the page of one match shows."""
    row = with_places(rows_of([match])[0])
    presentations = match.presentations.select_related(
        "presented_by",
        "answer_reason",
        "identity_release__consent",
        "identity_release__by",
        "release__consent",
    )
    shown = next((row for row in presentations if row.undone_at is None), None)
    names = may_name(match, request.user)
    requests = list(match.requests.select_related("asked_by", "answered_by", "reason"))
    return {
        "accord": next((row for row in requests if row.closed_at is None), None),
        "may_answer": names,
        "officer": officer_in_charge(match.candidate, today=timezone.localdate())
        if row.waits_for_accord
        else None,
        "row": row,
        "match": match,
        "need": match.need,
        "forms": step_forms(match, CodedReasons()),
        "drawn": OFFERED[match.stage],
        "history": history_of(match, presentations, requests),
        "presentations": presentations,
        "way": way_of(match, shown, asks=names) if shown else None,
        "may_name": names and waits_for_name(match, shown),
        "may_decide": may_decide(request),
    }
