"""A matching plan: the open needs of a direction, everyone who may be scored, the choices of its manager."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from django.utils import timezone

from crm.matching.plan_queries import PlanAsked, agreed_together, person_revisions, plan_asked
from crm.matching.services.plan_results import store_impossible, store_plan
from workers.bridge.needs import read_scored_needs
from workers.bridge.people import everyone
from workers.bridge.plan_answer import Answer, Solved, issue_rows, result_of
from workers.bridge.tables import current_setting
from workers.engine.kernel.delta import People
from workers.engine.kernel.ranking import Ranking
from workers.engine.plan.fair_share import DEFAULT_FAIR_SHARE, NO_FAIR_SHARE
from workers.engine.plan.types import InfeasiblePlan, Pairs, PlanNeed, Problem
from workers.engine.results import Verdict
from workers.engine.scoring import Setting, score
from workers.engine.types import Need

#: By (need, person): hundredths of a point, and whether the pair is still to verify.
Scores = dict[tuple[str, str], tuple[int, bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Everyone ranked for every need: the rankings, each pair that a plan may use, who is locked and may be scored."""

    rankings: Sequence[Ranking]
    scores: Scores
    persons: int
    locked: frozenset[str] = frozenset()


def plan_matches(plan_id: int, revision: int, *, now: datetime) -> None:
    """Compute what a plan awaits and store it, or why it cannot be made; nothing when it awaits nothing."""
    found = plan_asked(plan_id, revision)
    if found is None:
        return
    day = timezone.localdate(now)
    asked = replace(found, together=agreed_together(day))
    using = current_setting(day)
    revisions = person_revisions(day)
    scored = _scored(asked, using)
    try:
        solved = _solve(asked, _problem(asked, scored))
    except InfeasiblePlan as refused:
        store_impossible(plan_id=plan_id, revision=revision, issues=issue_rows(refused.issues), now=now)
        return
    answer = Answer(asked=asked, rankings=scored.rankings, persons=scored.persons, solved=solved)
    result = result_of(answer, revisions=revisions, weights=using.weights.version, now=now)
    store_plan(plan_id=plan_id, revision=revision, result=result)


def _scored(asked: PlanAsked, using: Setting) -> Scored:
    needs = [value for _row, value in read_scored_needs([need.id for need in asked.needs])]
    if not needs:
        return Scored(rankings=(), scores={}, persons=0)
    people = everyone(using)
    rankings = people.rank_needs(needs, _enough(asked))
    scores: Scores = {
        (ranking.need, one.person): (one.score, one.verdict is Verdict.TO_VERIFY)
        for ranking in rankings
        for one in ranking.kept
        if one.verdict is not Verdict.INADMISSIBLE and int(one.person) not in asked.spoken_for
    }
    kept = [(need, person) for need, person in asked.locked if person not in asked.spoken_for]
    return Scored(
        rankings=rankings,
        scores=scores | _locked(kept, needs, people, using) | _of_groups(asked, needs, people, using),
        persons=people.count,
        locked=frozenset(key for _need, key in _ids(kept) if people.person(key) is not None),
    )


def _enough(asked: PlanAsked) -> int:
    """How many of the best of each need suffice for an exact plan.

    A person below the first N of a need, N openings in all, can always give way to one of these N whom no other
    opening took. Whoever is kept out, of a need or of the plan, makes room for one more;
    so does whoever a group may hold.
    """
    kept_out = Counter(need for need, _person in asked.set_aside | asked.forbidden)
    grouped = {person for pair in asked.together for person in pair}
    most = max(kept_out.values(), default=0) + len(asked.spoken_for | grouped)
    return sum(need.openings for need in asked.needs) + most


def _locked(
    locked: Collection[tuple[int, int]], needs: Sequence[Need], people: People, using: Setting
) -> Scores:
    """The locked pairs, wherever they stand in their ranking; an inadmissible one is left out, and so refused."""
    by_id, found = {need.id: need for need in needs}, {}
    for need_id, candidate_id in locked:
        need, person = by_id.get(str(need_id)), people.person(str(candidate_id))
        if need is None or person is None:
            continue
        result = score(need, person, using)
        if result.verdict is not Verdict.INADMISSIBLE:
            found[need.id, person.id] = (result.score, result.verdict is Verdict.TO_VERIFY)
    return found


def _of_groups(asked: PlanAsked, needs: Sequence[Need], people: People, using: Setting) -> Scores:
    """Whoever asked to be placed with another, for every need: a group may have to go where each stands low."""
    members = {person for pair in asked.together for person in pair} - asked.spoken_for
    return _locked([(int(need.id), person) for need in needs for person in members], needs, people, using)


def groups_of(pairs: Collection[tuple[int, int]]) -> tuple[frozenset[str], ...]:
    """The sets of persons whom these pairs join, one way or through others, each as opaque keys."""
    group: dict[int, set[int]] = {}
    for one, two in sorted(pairs):
        joined = group.get(one, {one}) | group.get(two, {two})
        group |= dict.fromkeys(joined, joined)
    found = {min(members): members for members in group.values()}
    return tuple(frozenset(str(key) for key in found[first]) for first in sorted(found))


def _problem(asked: PlanAsked, scored: Scored) -> Problem:
    """The plan's problem. Who asked to go together enters as sets of keys: they bind places and move no score."""
    groups = groups_of(asked.together)
    needs = tuple(
        PlanNeed(
            id=str(need.id),
            employer=str(need.employer_id),
            region=need.region,
            mrc=need.mrc,
            openings=need.openings,
            employees=need.employees,
        )
        for need in asked.needs
    )
    persons = tuple(
        sorted({person for _need, person in scored.scores} | scored.locked | frozenset().union(*groups))
    )
    employers = sorted({need.employer for need in needs})
    return Problem(
        needs=needs,
        persons=persons,
        pairs=_columns(scored.scores, needs, persons),
        locks=_ids(asked.locked),
        forbidden=_ids(asked.forbidden | asked.set_aside),
        together=groups,
        caps=() if asked.cap is None else tuple((employer, asked.cap) for employer in employers),
        fair_share=DEFAULT_FAIR_SHARE if asked.fair_share else NO_FAIR_SHARE,
        allow_to_verify=asked.to_verify,
    )


def _ids(pairs: Collection[tuple[int, int]]) -> tuple[tuple[str, str], ...]:
    return tuple((str(need), str(person)) for need, person in sorted(pairs))


def _columns(scores: Scores, needs: Sequence[PlanNeed], persons: Sequence[str]) -> Pairs:
    need_at = {need.id: place for place, need in enumerate(needs)}
    person_at = {person: place for place, person in enumerate(persons)}
    return Pairs(
        needs=np.array([need_at[need] for need, _person in scores], np.int32),
        persons=np.array([person_at[person] for _need, person in scores], np.int32),
        scores=np.array([points for points, _doubt in scores.values()], np.int32),
        to_verify=np.array([doubt for _points, doubt in scores.values()], np.bool_),
    )


def _solve(asked: PlanAsked, problem: Problem) -> Solved:
    """The plan, and beside it the plans without the fair share and without the manager's choices and cap."""
    # Loaded only where it is used: OR-tools weighs more than all the rest.
    from workers.engine.plan.solve import make_plan  # noqa: PLC0415

    plan = make_plan(problem)
    unshared = free = None
    if problem.fair_share is not NO_FAIR_SHARE:
        unshared = make_plan(replace(problem, fair_share=NO_FAIR_SHARE), compared=False).placements
    if asked.locked or asked.forbidden or asked.cap:
        unbound = replace(problem, locks=(), caps=(), forbidden=_ids(asked.set_aside))
        free = make_plan(unbound, compared=False).placements
    return Solved(problem=problem, plan=plan, unshared=unshared, free=free)
