"""What the plan's computation answered, as the rows of a matching plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm.matching.plan_queries import OpenNeed, PlanAsked
from crm.matching.services.plan_results import PlannedNeed, PlannedPair, PlanResult, PlanVersions
from workers.engine import ENGINE_VERSION
from workers.engine.kernel.ranking import Ranking
from workers.engine.plan.fair_share import DEFAULT_FAIR_SHARE
from workers.engine.plan.types import Issue, Placements, Plan, Problem
from workers.engine.results import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """The problem, its plan, and what it would give without the fair share, or without locks and cap."""

    problem: Problem
    plan: Plan
    unshared: Placements | None
    free: Placements | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was asked, how everyone ranks for each need, how many persons that is, and what was solved."""

    asked: PlanAsked
    rankings: Sequence[Ranking]
    persons: int
    solved: Solved


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty:
    """Why positions stay empty, about how many persons; `obstacle`: what alone keeps most of them out."""

    reason: str = ""
    people: int = 0
    obstacle: str = ""


def issue_rows(issues: Sequence[Issue]) -> list[dict[str, Any]]:
    """Each reason for which no plan exists, with the keys of what it names; who is out of the plan is told once."""
    out = {(issue.needs, issue.persons) for issue in issues if issue.code.startswith("unknown")}
    return [
        {
            "code": issue.code,
            "needs": [int(key) for key in issue.needs],
            "persons": [int(key) for key in issue.persons],
            "employers": [int(key) for key in issue.employers],
            "numbers": list(issue.numbers),
        }
        for issue in issues
        if issue.code != "lock_inadmissible" or (issue.needs, issue.persons) not in out
    ]


def result_of(answer: Answer, *, revisions: Mapping[int, int], weights: str, now: datetime) -> PlanResult:
    """The plan as it is stored; `revisions` of the persons as they were read."""
    solved = answer.solved
    placements = solved.plan.placements
    return PlanResult(
        computed_at=now,
        versions=PlanVersions(
            engine=str(ENGINE_VERSION),
            weights=weights,
            fair_share=solved.problem.fair_share.version,
        ),
        persons=answer.persons,
        score=placements.score,
        bonus=placements.fair_share,
        bound=solved.plan.bound,
        figures=_figures(answer.asked, solved),
        needs=_needs(answer),
        pairs=_pairs(solved.plan, revisions),
    )


def _pairs(plan: Plan, revisions: Mapping[int, int]) -> list[PlannedPair]:
    usual = plan.first_come.assignments if plan.first_come else ()
    first = {place.person: (int(place.need), place.score) for place in usual}
    return [
        PlannedPair(
            need_id=int(place.need),
            candidate_id=int(place.person),
            score=place.score,
            to_verify=place.to_verify,
            candidate_revision=revisions.get(int(place.person), 0),
            first_come=first.get(place.person),
        )
        for place in plan.placements.assignments
    ]


def _figures(asked: PlanAsked, solved: Solved) -> dict[str, Any]:
    ways = {
        "plan": solved.plan.placements,
        "first_come": solved.plan.first_come,
        "one_by_one": solved.plan.one_by_one,
        "unshared": solved.unshared,
        "free": solved.free,
    }
    rule = solved.problem.fair_share
    return {
        **{way: _figures_of(asked, placed) for way, placed in ways.items() if placed is not None},
        "together": {
            "groups": len(solved.problem.together),
            "apart": len(solved.plan.groups_apart),
        },
        "rule": {"small": rule.small, "remote": rule.remote, "places": rule.places},
    }


def _figures_of(asked: PlanAsked, placed: Placements) -> dict[str, int]:
    """Of one way to fill the openings: places, points in hundredths, employers served, places by kind of employer."""
    needs = {str(need.id): need for need in asked.needs}
    filled = [needs[place.need] for place in placed.assignments]
    return {
        "places": len(filled),
        "score": placed.score,
        "bonus": placed.fair_share,
        "employers": len({need.employer_id for need in filled}),
        "small": sum("small" in _kinds(need) for need in filled),
        "remote": sum("remote" in _kinds(need) for need in filled),
    }


def _kinds(need: OpenNeed) -> tuple[str, ...]:
    """Small, remote: told of each need even when the plan gives no fair share."""
    return DEFAULT_FAIR_SHARE.kinds(need.employees, need.region, need.mrc)


def _needs(answer: Answer) -> list[PlannedNeed]:
    asked, plan = answer.asked, answer.solved.plan
    filled = Counter(int(place.need) for place in plan.placements.assignments)
    first = Counter(int(place.need) for place in (plan.first_come.assignments if plan.first_come else ()))
    employers = Counter(need.employer_id for need in asked.needs for _ in range(filled[need.id]))
    by_need = {ranking.need: ranking for ranking in answer.rankings}
    rows = []
    for need in asked.needs:
        full = asked.cap is not None and employers[need.employer_id] >= asked.cap
        short = filled[need.id] < need.openings
        empty = _empty(asked, need, by_need.get(str(need.id)), full=full) if short else Empty()
        rows.append(
            PlannedNeed(
                need_id=need.id,
                revision=need.revision,
                openings=need.openings,
                placed=filled[need.id],
                first_come=first[need.id],
                small="small" in _kinds(need),
                remote="remote" in _kinds(need),
                empty_reason=empty.reason,
                people=empty.people,
                obstacle=empty.obstacle,
            )
        )
    return rows


def _empty(asked: PlanAsked, need: OpenNeed, ranking: Ranking | None, *, full: bool) -> Empty:
    """Why a need keeps an opening."""
    if ranking is None:
        return Empty(reason="no_occupation")
    usable = {Verdict.ADMISSIBLE, Verdict.TO_VERIFY} if asked.to_verify else {Verdict.ADMISSIBLE}
    able = {int(one.person) for one in ranking.kept if one.verdict in usable}
    barred = {person for key, person in asked.set_aside | asked.forbidden if key == need.id}
    barred = able & (barred | asked.spoken_for)
    if able == barred:
        return _nobody(ranking, len(barred), asked.to_verify)
    if full:
        return Empty(reason="cap_reached", people=len(able - barred))
    return Empty(reason="placed_elsewhere", people=len(able - barred))


def _nobody(ranking: Ranking, barred: int, to_verify: bool) -> Empty:
    """Nobody may be placed: all kept out by people, all still to verify, or nobody admissible."""
    if barred:
        return Empty(reason="kept_out", people=barred)
    if ranking.counts[1] and not to_verify:
        return Empty(reason="only_to_verify", people=ranking.counts[1])
    worst = max(ranking.blocked_by.items(), key=lambda row: (row[1], row[0]), default=("", 0))
    return Empty(reason="nobody_admissible", people=worst[1], obstacle=worst[0])
