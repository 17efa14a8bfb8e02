"""Writing what the plan's computation answered. What a manager locked or forbade stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from crm.candidates.models import Candidate
from crm.candidates.services import hold_matching_consents
from crm.matching.models import MatchingPlan, PairKind, PlanNeed, PlanPair, PlanState

#: What a computation says of a locked pair anew.
COMPUTED = (
    "score",
    "to_verify",
    "need_revision",
    "candidate_revision",
    "first_come_need_id",
    "first_come_score",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPair:
    """One place: hundredths of a point; where first come first served would have put the person, if anywhere."""

    need_id: int
    candidate_id: int
    score: int
    to_verify: bool
    candidate_revision: int
    first_come: tuple[int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedNeed:
    """What a need gets: positions free, filled here and by first come; why some stay empty, about how many persons."""

    need_id: int
    revision: int
    openings: int
    placed: int
    first_come: int
    small: bool
    remote: bool
    empty_reason: str = ""
    people: int = 0
    obstacle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanVersions:
    """What a plan was computed with."""

    engine: str
    weights: str
    fair_share: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanResult:
    """A plan computed: points in hundredths, `bound` proved over every plan, `figures` of it and of the others."""

    computed_at: datetime
    versions: PlanVersions
    persons: int
    score: int
    bonus: int
    bound: int
    figures: Mapping[str, Any]
    needs: Sequence[PlannedNeed]
    pairs: Sequence[PlannedPair]


def _awaited(plan_id: int, revision: int) -> MatchingPlan | None:
    """The plan, locked, when it still awaits this computation."""
    waiting = MatchingPlan.objects.select_for_update().filter(
        pk=plan_id, revision=revision, state=PlanState.COMPUTING
    )
    return waiting.first()


@transaction.atomic
def store_plan(*, plan_id: int, revision: int, result: PlanResult) -> MatchingPlan | None:
    """Store the computation that a plan awaits; another one was asked, or it was set aside meanwhile: None.

    Whoever took their consent back while the engine worked is left out.
    """
    plan = _awaited(plan_id, revision)
    if plan is None:
        return None
    plan.state, plan.computed_at, plan.issues = PlanState.PROPOSED, result.computed_at, []
    plan.engine_version, plan.weights_version = result.versions.engine, result.versions.weights
    plan.fair_share_version = result.versions.fair_share
    plan.persons, plan.figures = result.persons, dict(result.figures)
    plan.score, plan.bonus, plan.bound = result.score, result.bonus, result.bound
    plan.save()
    plan.needs.all().delete()
    PlanNeed.objects.bulk_create([_need(plan, row) for row in result.needs])
    _store_pairs(plan, result)
    return plan


def _need(plan: MatchingPlan, row: PlannedNeed) -> PlanNeed:
    return PlanNeed(
        plan=plan,
        need_id=row.need_id,
        need_revision=row.revision,
        openings=row.openings,
        placed=row.placed,
        first_come=row.first_come,
        small=row.small,
        remote=row.remote,
        empty_reason=row.empty_reason,
        people=row.people,
        obstacle=row.obstacle,
    )


def _store_pairs(plan: MatchingPlan, result: PlanResult) -> None:
    persons = {row.candidate_id for row in result.pairs}
    hold_matching_consents(persons)
    day = timezone.localdate(result.computed_at)
    standing = set(Candidate.objects.scorable(day).filter(pk__in=persons).values_list("pk", flat=True))
    revisions = {row.need_id: row.revision for row in result.needs}
    plan.pairs.filter(kind=PairKind.PROPOSED).delete()
    locked = {(pair.need_id, pair.candidate_id): pair for pair in plan.pairs.filter(kind=PairKind.LOCKED)}
    places = {(row.need_id, row.candidate_id): row for row in result.pairs if row.candidate_id in standing}
    PlanPair.objects.bulk_create(
        _pair(PlanPair(plan=plan), row, revisions[row.need_id])
        for key, row in places.items()
        if key not in locked
    )
    PlanPair.objects.bulk_update(
        [_pair(pair, places[key], revisions[key[0]]) for key, pair in locked.items() if key in places],
        COMPUTED,
    )


def _pair(pair: PlanPair, row: PlannedPair, need_revision: int) -> PlanPair:
    pair.need_id, pair.candidate_id = row.need_id, row.candidate_id
    pair.score, pair.to_verify = row.score, row.to_verify
    pair.need_revision, pair.candidate_revision = need_revision, row.candidate_revision
    pair.first_come_need_id, pair.first_come_score = row.first_come or (None, None)
    return pair


@transaction.atomic
def store_impossible(
    *, plan_id: int, revision: int, issues: Sequence[Mapping[str, Any]], now: datetime
) -> MatchingPlan | None:
    """Say why no plan can obey the choices: codes of docs/plan.md with their ids. What was proposed before is gone."""
    plan = _awaited(plan_id, revision)
    if plan is None:
        return None
    plan.state, plan.issues, plan.computed_at = PlanState.IMPOSSIBLE, [dict(one) for one in issues], now
    plan.save()
    plan.needs.all().delete()
    plan.pairs.filter(kind=PairKind.PROPOSED).delete()
    return plan
