"""What a manager does with a matching plan: asks for it, locks and forbids pairs, signs it or sets it aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require, scope_of
from crm.core.errors import Forbidden, Refusal, TransitionRefused
from crm.core.jobs import enqueue
from crm.matching.models import MatchingPlan, PairKind, PlanPair, PlanState
from crm.matching.services.decisions import ReasonMissing
from crm.taxonomy.models import Reason
from crm.territory.models import Direction


class CapRefused(Refusal):
    """A cap of no place at all."""

    default = _("Le plafond est d’au moins une place par entreprise.")


class PlanNotCurrent(Refusal):
    """A plan is signed as it was computed: what was chosen since waits for another computation."""

    default = _("Des choix attendent le prochain calcul. Recalculez le plan, relisez-le, puis signez.")


class PlanReasonMissing(Refusal):
    """Signing asks why."""

    default = _("Dites en une phrase pourquoi vous signez ce plan.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """What a plan is asked with: the most places of one employer (None: no cap), the fair share, pairs to verify."""

    cap: int | None = None
    fair_share: bool = True
    to_verify: bool = False


def _require_here(direction_id: int, by: User) -> None:
    """Raise Forbidden unless `by` signs the plans of this direction."""
    require(by, Permission.SIGN_PLANS)
    if direction_id not in scope_of(by).direction_ids:
        raise Forbidden


def _open_plan(plan_id: int, by: User) -> MatchingPlan:
    """The plan, locked, still open to choices. Raises Forbidden, TransitionRefused."""
    plan: MatchingPlan = MatchingPlan.objects.select_for_update().get(pk=plan_id)
    _require_here(plan.direction_id, by)
    if not plan.is_open:
        raise TransitionRefused(_("Ce plan est signé ou mis de côté : demandez-en un autre."))
    return plan


def _promise(plan: MatchingPlan, *, now: datetime) -> None:
    enqueue(
        "workers.tasks.plan.make_plan",
        key=f"plan-{plan.pk}",
        now=now,
        plan_id=plan.pk,
        revision=plan.revision,
    )


@transaction.atomic
def ask_for_plan(*, direction: Direction, options: PlanOptions, by: User, now: datetime) -> MatchingPlan:
    """Promise a plan of the open needs of a direction; one asked alike and still being computed is that plan.

    Raises CapRefused, Forbidden.
    """
    _require_here(direction.pk, by)
    if options.cap is not None and options.cap < 1:
        raise CapRefused(field="cap")
    # One press after the other: the second finds the plan that the first promised.
    Direction.objects.select_for_update().get(pk=direction.pk)
    waiting: MatchingPlan | None = MatchingPlan.objects.filter(
        direction=direction,
        asked_by=by,
        state=PlanState.COMPUTING,
        revision=1,
        cap=options.cap,
        fair_share=options.fair_share,
        to_verify=options.to_verify,
    ).first()
    if waiting is not None:
        return waiting
    plan = MatchingPlan.objects.create(
        direction=direction,
        asked_by=by,
        asked_at=now,
        changed_at=now,
        cap=options.cap,
        fair_share=options.fair_share,
        to_verify=options.to_verify,
    )
    _promise(plan, now=now)
    return plan


@transaction.atomic
def compute_again(
    *, plan: MatchingPlan, by: User, now: datetime, options: PlanOptions | None = None
) -> MatchingPlan:
    """Promise the plan anew with the choices made since, and other options when given. Raises as asking does."""
    locked = _open_plan(plan.pk, by)
    if options is not None:
        if options.cap is not None and options.cap < 1:
            raise CapRefused(field="cap")
        locked.cap, locked.fair_share, locked.to_verify = options.cap, options.fair_share, options.to_verify
    locked.state, locked.revision, locked.changed_at = PlanState.COMPUTING, locked.revision + 1, now
    locked.save()
    _promise(locked, now=now)
    return locked


def _choose(pair: PlanPair, *, by: User, now: datetime) -> PlanPair:
    """The pair, locked with its plan, whose next computation is to obey the choice."""
    plan = _open_plan(pair.plan_id, by)
    plan.changed_at = now
    plan.save(update_fields=["changed_at"])
    chosen: PlanPair = PlanPair.objects.select_for_update().get(pk=pair.pk)
    chosen.chosen_by, chosen.chosen_at = by, now
    return chosen


@transaction.atomic
def lock_pair(*, pair: PlanPair, by: User, now: datetime) -> PlanPair:
    """Keep a proposed pair in every later computation. Raises TransitionRefused, Forbidden."""
    chosen = _choose(pair, by=by, now=now)
    if chosen.kind != PairKind.PROPOSED:
        raise TransitionRefused
    chosen.kind = PairKind.LOCKED
    chosen.save()
    return chosen


@transaction.atomic
def forbid_pair(*, pair: PlanPair, reason: str, by: User, now: datetime) -> PlanPair:
    """Keep a pair out of every later computation, with a coded reason. Raises ReasonMissing, Forbidden."""
    coded = Reason.objects.filter(code=reason, context=Reason.Context.MATCH).first()
    chosen = _choose(pair, by=by, now=now)
    if coded is None:
        raise ReasonMissing(field="reason")
    chosen.kind, chosen.reason = PairKind.FORBIDDEN, coded
    chosen.save()
    return chosen


@transaction.atomic
def release_pair(*, pair: PlanPair, by: User, now: datetime) -> None:
    """Take back a lock or a forbidding; the next computation decides. Raises TransitionRefused, Forbidden."""
    chosen = _choose(pair, by=by, now=now)
    if chosen.kind == PairKind.FORBIDDEN:
        chosen.delete()
        return
    if chosen.kind != PairKind.LOCKED:
        raise TransitionRefused
    chosen.kind, chosen.chosen_by, chosen.chosen_at = PairKind.PROPOSED, None, None
    chosen.save()


@transaction.atomic
def sign_plan(*, plan: MatchingPlan, note: str, by: User, now: datetime) -> MatchingPlan:
    """Sign what the plan proposes, saying why. It advises: nobody is shortlisted, presented or named by it.

    Raises PlanReasonMissing, PlanNotCurrent, TransitionRefused, Forbidden.
    """
    locked = _open_plan(plan.pk, by)
    if not note.strip():
        raise PlanReasonMissing(field="note")
    if locked.state != PlanState.PROPOSED:
        raise TransitionRefused
    if not locked.is_current:
        raise PlanNotCurrent
    locked.state, locked.signed_by, locked.signed_at, locked.note = PlanState.SIGNED, by, now, note.strip()
    locked.save()
    return locked


@transaction.atomic
def set_plan_aside(*, plan: MatchingPlan, by: User, now: datetime) -> MatchingPlan:
    """The plan advises nobody, or no more; it can still be read. Raises TransitionRefused, Forbidden."""
    locked: MatchingPlan = MatchingPlan.objects.select_for_update().get(pk=plan.pk)
    _require_here(locked.direction_id, by)
    if locked.state == PlanState.SET_ASIDE:
        raise TransitionRefused
    locked.state, locked.set_aside_by, locked.set_aside_at = PlanState.SET_ASIDE, by, now
    locked.save()
    return locked


@transaction.atomic
def drop_withdrawn(*, now: datetime, candidate_id: int | None = None) -> int:
    """Delete from every plan the rows of persons, or of one, whose consent to matching no longer stands.

    Returns how many persons left a plan. Only their number stays.
    """
    pairs = (
        PlanPair.objects.all() if candidate_id is None else PlanPair.objects.filter(candidate=candidate_id)
    )
    gone = pairs.exclude(pk__in=PlanPair.objects.consenting(timezone.localdate(now)).values("pk"))
    plans: dict[int, set[int]] = {}
    for plan, person in gone.values_list("plan_id", "candidate_id"):
        plans.setdefault(plan, set()).add(person)
    for plan in MatchingPlan.objects.select_for_update().filter(pk__in=plans).order_by("pk"):
        plan.withdrawn += len(plans[plan.pk])
        plan.issues = [one for one in plan.issues if not plans[plan.pk] & set(one["persons"])]
        plan.save(update_fields=["withdrawn", "issues"])
    gone.delete()
    return sum(len(persons) for persons in plans.values())
