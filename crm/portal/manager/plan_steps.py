"""The gestures on a matching plan and on its pairs: each posts here, calls one service, and comes back to the plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from crm.accounts.models import User
from crm.core.errors import Forbidden, Refusal
from crm.matching.models import MatchingPlan, PlanPair
from crm.matching.services import planning
from crm.portal.forms import PasserelleForm
from crm.portal.manager.plan_forms import ForbidForm, OptionsForm, SignForm
from crm.portal.manager.plans import asked_row, find_plan, show_plan
from crm.portal.reader import reader

PlanGesture = Callable[[MatchingPlan, Any, User, datetime], object]
PairGesture = Callable[[PlanPair, Any, User, datetime], object]


def _compute(plan: MatchingPlan, _form: Any, by: User, now: datetime) -> object:
    return planning.compute_again(plan=plan, by=by, now=now)


def _options(plan: MatchingPlan, form: OptionsForm, by: User, now: datetime) -> object:
    return planning.compute_again(plan=plan, options=form.options(), by=by, now=now)


def _sign(plan: MatchingPlan, form: SignForm, by: User, now: datetime) -> object:
    return planning.sign_plan(plan=plan, note=form.cleaned_data["note"], by=by, now=now)


def _aside(plan: MatchingPlan, _form: Any, by: User, now: datetime) -> object:
    return planning.set_plan_aside(plan=plan, by=by, now=now)


#: By gesture: its form, the name under which the page knows it, the one domain call, what is said when it is done.
PLAN_STEPS: dict[str, tuple[type[PasserelleForm], str, PlanGesture, str | Promise]] = {
    "recalculer": (PasserelleForm, "", _compute, _("Calcul demandé.")),
    "options": (OptionsForm, "options_form", _options, _("Calcul demandé.")),
    "signer": (
        SignForm,
        "sign_form",
        _sign,
        _("Plan signé. Les conseillères et conseillers le lisent avec leurs besoins."),
    ),
    "ecarter": (PasserelleForm, "", _aside, _("Plan mis de côté : il ne conseille plus personne.")),
}


def _lock(pair: PlanPair, _form: Any, by: User, now: datetime) -> object:
    return planning.lock_pair(pair=pair, by=by, now=now)


def _forbid(pair: PlanPair, form: ForbidForm, by: User, now: datetime) -> object:
    return planning.forbid_pair(pair=pair, reason=form.cleaned_data["reason"], by=by, now=now)


def _release(pair: PlanPair, _form: Any, by: User, now: datetime) -> object:
    return planning.release_pair(pair=pair, by=by, now=now)


PAIR_STEPS: dict[str, tuple[type[PasserelleForm], PairGesture, str | Promise]] = {
    "verrouiller": (PasserelleForm, _lock, _("Paire verrouillée : le prochain calcul la garde.")),
    "interdire": (ForbidForm, _forbid, _("Paire interdite : le prochain calcul ne la fait pas.")),
    "liberer": (PasserelleForm, _release, _("Choix retiré : le prochain calcul décide.")),
}


def _called(request: HttpRequest, form: PasserelleForm, call: Callable[[User, datetime], object]) -> bool:
    """Whether the gesture of a valid form was made; a refusal comes back on the form."""
    if not form.is_valid():
        return False
    try:
        call(reader(request), timezone.now())
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    return True


@require_POST
def act(request: HttpRequest, pk: int, gesture: str) -> HttpResponse:
    """Make one gesture on a plan. A refusal comes back on its page with what was typed."""
    if gesture not in PLAN_STEPS:
        raise Http404
    plan = find_plan(request, pk)
    kind, name, call, done = PLAN_STEPS[gesture]
    form = kind(request.POST)
    if _called(request, form, lambda by, now: call(plan, form, by, now)):
        messages.success(request, str(done))
        return redirect("matching-plan", pk=pk)
    plan.refresh_from_db()
    return show_plan(request, plan, {"form": form, **({name: form} if name else {})}, status=422)


@require_POST
def act_on_pair(request: HttpRequest, pk: int, pair_id: int, gesture: str) -> HttpResponse:
    """Lock, forbid or release one pair of a plan."""
    if gesture not in PAIR_STEPS:
        raise Http404
    plan = find_plan(request, pk)
    pair: PlanPair = get_object_or_404(PlanPair.objects.visible_to(request.user), pk=pair_id, plan=plan)
    kind, call, done = PAIR_STEPS[gesture]
    form = kind(request.POST)
    if _called(request, form, lambda by, now: call(pair, form, by, now)):
        messages.success(request, str(done))
        return redirect("matching-plan", pk=pk)
    back: dict[str, Any] = {"form": form, "forbid_form": form}
    if gesture == "interdire":
        back["forbidding"] = asked_row(request, plan, pair.pk)
    return show_plan(request, plan, back, status=422)
