"""Matching plans: the list and the demand, one plan beside first come first served, the plan as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Q, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from crm.accounts.policy import Permission, scope_of
from crm.core.errors import Forbidden, Refusal
from crm.matching.models import MatchingPlan, PairKind, PlanNeed, PlanPair
from crm.matching.plan_queries import issues_seen, lines_of, needs_seen, pairs_seen, plans_seen
from crm.matching.services.planning import ask_for_plan
from crm.portal import plan_words
from crm.portal.formatting import points
from crm.portal.manager.lists import paged
from crm.portal.manager.plan_forms import AskPlanForm, ForbidForm, OptionsForm, SignForm, options_of
from crm.portal.plan_rows import PairRow, pair_rows
from crm.portal.reader import reader
from crm.portal.sheets import Answer, asked_format, sheet_answer
from crm.territory.models import Direction

DIFFERENT = "autres"


def may_plan(request: HttpRequest) -> bool:
    """Whether the reader asks for plans and signs them."""
    return scope_of(request.user).may(Permission.SIGN_PLANS)


def find_plan(request: HttpRequest, pk: int) -> MatchingPlan:
    """The plan as the reader may see it; 404 otherwise."""
    plan: MatchingPlan = get_object_or_404(plans_seen(request.user), pk=pk)
    return plan


def _ask_form(request: HttpRequest) -> AskPlanForm:
    here = Direction.objects.filter(pk__in=scope_of(request.user).direction_ids)
    return AskPlanForm(request.POST or None, directions=here)


def _asked(request: HttpRequest, form: AskPlanForm) -> MatchingPlan | None:
    """The plan promised to a valid form; a refusal is shown beside its field."""
    try:
        return ask_for_plan(
            direction=form.cleaned_data["direction"],
            options=form.options(),
            by=reader(request),
            now=timezone.now(),
        )
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    except Refusal as refusal:
        form.refuse(refusal)
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def plans(request: HttpRequest) -> HttpResponse:
    """The plans that the reader sees; a manager asks for another one."""
    scope = scope_of(request.user)
    if not scope.is_staff:
        raise Http404
    if not (may_plan(request) or scope.may(Permission.DECIDE_MATCHES)):
        raise PermissionDenied(_("Les plans de jumelage sont signés par les gestionnaires."))
    if request.method == "POST" and not may_plan(request):
        raise PermissionDenied(_("Les plans de jumelage sont demandés par les gestionnaires."))
    form = _ask_form(request)
    if form.is_valid() and (made := _asked(request, form)):
        return redirect("matching-plan", pk=made.pk)
    context = {
        "form": form,
        "may_plan": may_plan(request),
        "directions": len(scope.direction_ids),
        **paged(request, plans_seen(request.user)),
    }
    return render(request, "manager/plans.html", context, status=422 if form.errors else 200)


@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse | Answer:
    """One plan; while it is computed the page asks again, and is read anew once the worker has answered."""
    found = find_plan(request, pk)
    if asked_format(request):
        lines = _lines(found, pairs_seen(found, request.user).placed(), needs_seen(found, request.user))
        return sheet_answer(request, found.reference, lines, headings=0)
    if "HX-Request" in request.headers:
        waits = found.state == "computing"
        return HttpResponse(status=204) if waits else HttpResponse(headers={"HX-Refresh": "true"})
    return show_plan(request, found)


def show_plan(
    request: HttpRequest, found: MatchingPlan, forms: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The page of a plan; `forms`: those that come back with an error."""
    seen = pairs_seen(found, request.user)
    placed = seen.placed()
    different = placed.exclude(first_come_need=F("need"))
    view = request.GET.get("vue", "")
    listed = paged(request, different if view == DIFFERENT else placed)
    acts = may_plan(request) and found.is_open
    chosen = pair_rows(lines_of(seen.chosen()))
    context = {
        "plan": found,
        "view": view,
        **listed,
        "rows": pair_rows(lines_of(listed["page"])),
        "placed": placed.count(),
        "different": different.count(),
        "locked": [row for row in chosen if row.pair.kind == PairKind.LOCKED],
        "forbidden": [row for row in chosen if row.pair.kind == PairKind.FORBIDDEN],
        "acts": acts,
        "may_set_aside": may_plan(request) and found.set_aside_at is None,
        "forbidding": asked_row(request, found, request.GET.get("interdire", "")) if acts else None,
        "forbid_form": ForbidForm(),
        "options_form": OptionsForm(initial=options_of(found)),
        "sign_form": SignForm(),
        **_told(request, found),
        **(forms or {}),
    }
    return render(request, "manager/plan.html", context, status=status)


def _told(request: HttpRequest, found: MatchingPlan) -> dict[str, Any]:
    """What is said of a computed plan: the comparison, the proof, the openings left empty, why it cannot be made."""
    needs = needs_seen(found, request.user)
    counts = needs.aggregate(
        all=Sum("openings", default=0),
        small=Sum("openings", filter=Q(small=True), default=0),
        remote=Sum("openings", filter=Q(remote=True), default=0),
        employers=Count("need__file__employer", distinct=True),
    )
    empty = [(row, plan_words.empty_words(row)) for row in needs.filter(placed__lt=F("openings"))]
    return {
        "counts": counts,
        "lede": plan_words.lede(found.figures),
        "comparison": plan_words.compared(found.figures, counts),
        "proof": plan_words.proof_words(found),
        "together": plan_words.together_words(found.figures),
        "effects": plan_words.effects(found.figures),
        "empty": empty,
        "left": sum(row.empty for row, _why in empty),
        "issues": [
            plan_words.issue_words(issue) for issue in issues_seen(found, request.user, timezone.localdate())
        ],
    }


def asked_row(request: HttpRequest, found: MatchingPlan, key: str | int) -> PairRow | None:
    """The pair whose forbidding the reader is about to give a reason for."""
    if not str(key).isdecimal() or len(str(key)) > 12:
        return None
    seen = pairs_seen(found, request.user).placed().filter(pk=int(key))
    return next(iter(pair_rows(lines_of(seen))), None)


def _more_columns() -> list[str]:
    return [_("Choix"), _("Premier arrivé"), _("À savoir")]


def _lines(
    found: MatchingPlan, pairs: QuerySet[PlanPair], needs: QuerySet[PlanNeed]
) -> Iterator[list[object]]:
    yield [_("Plan de jumelage"), found.reference, str(found.get_state_display())]
    yield [_("Direction"), found.direction.name]
    if found.computed_at:
        yield [_("Calculé le"), timezone.localtime(found.computed_at).isoformat(timespec="seconds")]
        yield [_("Preuve du plan"), plan_words.proof_words(found)]
    yield []
    yield [_("Personne"), _("Besoin"), _("Poste"), _("Entreprise"), _("Score"), *_more_columns()]
    for row in pair_rows(lines_of(pairs)):
        pair = row.pair
        yield [
            pair.candidate.reference,
            pair.need.reference,
            pair.need.title,
            str(pair.need.file.employer),
            points(pair.score),
            str(pair.get_kind_display()),
            row.usual,
            "; ".join(row.notes),
        ]
    yield []
    yield [_("Besoin"), _("Poste"), _("Entreprise"), _("Postes laissés ouverts"), _("Pourquoi")]
    for left in needs.filter(placed__lt=F("openings")):
        need = left.need
        yield [need.reference, need.title, str(need.file.employer), left.empty, plan_words.empty_words(left)]
