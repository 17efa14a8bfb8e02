"""Planning week by week: people and openings come and leave, and a place once given is given.

Each week the best plan of those present is made. A pair of it is committed when one side will be gone next
week, or when its score reaches what has lately been worth waiting for; the others wait, to be planned again.
The policy knows only the weeks already seen. `replay` compares it with the plan that knew everything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from workers.engine.plan.fair_share import NO_FAIR_SHARE
from workers.engine.plan.field import Flags, Ints
from workers.engine.plan.solve import make_plan
from workers.engine.plan.types import InvalidPlan, Pairs, Placements, Problem


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Season:
    """A problem whose needs and persons are present from a week to a week, both included, one of each a row.

    No locks, groups or caps: they are set by people, on a plan of the week. Raises `InvalidPlan`.
    """

    problem: Problem
    need_first: Ints
    need_last: Ints
    person_first: Ints
    person_last: Ints

    def __post_init__(self) -> None:
        if self.problem.locks or self.problem.together or self.problem.caps:
            raise InvalidPlan("a season has no locks, groups or caps")
        needs, persons = len(self.problem.needs), len(self.problem.persons)
        sizes = [len(self.need_first), len(self.need_last), len(self.person_first), len(self.person_last)]
        if sizes != [needs, needs, persons, persons]:
            raise InvalidPlan("each need and each person has a first and a last week")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How the weeks are committed.

    `reserve`: the per-mille of past commitments that a pair must equal to be committed before its last week
    (0: at once; 1000: never before). `least_seen`: commitments to have seen before reserving anything.
    """

    reserve: int = 900
    least_seen: int = 30


#: Commit the week's whole plan, every week: what is done when nothing is reserved.
AT_ONCE = Policy(reserve=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What a policy placed (position of the pair, week), the weeks that people waited, and the hindsight."""

    committed: tuple[tuple[int, int], ...]
    total: int
    hindsight: int
    weeks_waited: int

    @property
    def share_per_mille(self) -> int:
        """The policy's total as a share of the plan that knew everything, in thousandths, rounded down."""
        return 1000 * self.total // self.hindsight if self.hindsight else 1000


class Weeks:
    """The state of a season as its weeks go by: who is free, what is open, what was committed."""

    def __init__(self, season: Season, policy: Policy) -> None:
        self.season, self.policy = season, policy
        self.openings = np.array([need.openings for need in season.problem.needs], np.int64)
        self.free = np.ones(len(season.problem.persons), np.bool_)
        self.seen: list[int] = []
        self.committed: list[tuple[int, int]] = []

    def live(self, week: int) -> None:
        """Plan those present and commit what should not wait."""
        season, pairs = self.season, self.season.problem.pairs
        present = (season.need_first <= week) & (week <= season.need_last) & (self.openings > 0)
        here = (season.person_first <= week) & (week <= season.person_last) & self.free
        at = np.flatnonzero(present[pairs.needs] & here[pairs.persons])
        for pair in self._planned(at):
            need, person, score = (int(column[pair]) for column in (pairs.needs, pairs.persons, pairs.scores))
            leaving = week in (season.need_last[need], season.person_last[person])
            if leaving or score >= self._reserved():
                self.openings[need] -= 1
                self.free[person] = False
                self.seen.append(score)
                self.committed.append((pair, week))

    def _planned(self, at: Ints) -> list[int]:
        """The pairs of the week's plan, by their position, the best first."""
        problem, pairs = self.season.problem, self.season.problem.pairs
        needs = tuple(
            replace(need, openings=left)
            for need, left in zip(problem.needs, self.openings.tolist(), strict=True)
        )
        week = replace(problem, needs=needs, pairs=_some(pairs, at), fair_share=NO_FAIR_SHARE)
        chosen = positions_of(week, make_plan(week, compared=False).placements)
        return sorted(at[chosen].tolist(), key=lambda pair: (-int(pairs.scores[pair]), pair))

    def _reserved(self) -> int:
        """The score to wait for, from the commitments of the weeks seen."""
        if len(self.seen) < self.policy.least_seen:
            return 0 if not self.policy.reserve else 10_001
        ranked = sorted(self.seen)
        return ranked[min(len(ranked) * self.policy.reserve // 1000, len(ranked) - 1)]


def replay(season: Season, policy: Policy) -> Replay:
    """The season lived with the policy, beside the proved optimum of those who were ever there together."""
    weeks = Weeks(season, policy)
    ends = (season.need_last, season.person_last)
    for week in range(max((int(last.max(initial=-1)) for last in ends), default=-1) + 1):
        weeks.live(week)
    problem, pairs = season.problem, season.problem.pairs
    met = np.flatnonzero(_met(season))
    known = replace(problem, pairs=_some(pairs, met), fair_share=NO_FAIR_SHARE)
    waited = sum(week - int(season.person_first[pairs.persons[pair]]) for pair, week in weeks.committed)
    return Replay(
        committed=tuple(weeks.committed),
        total=sum(int(pairs.scores[pair]) for pair, _ in weeks.committed),
        hindsight=make_plan(known, compared=False).bound,
        weeks_waited=waited,
    )


def _met(season: Season) -> Flags:
    """Whether both sides of each pair are ever there in the same week."""
    needs, persons = season.problem.pairs.needs, season.problem.pairs.persons
    first = np.maximum(season.need_first[needs], season.person_first[persons])
    return first <= np.minimum(season.need_last[needs], season.person_last[persons])


def _some(pairs: Pairs, at: Ints) -> Pairs:
    return Pairs(
        needs=pairs.needs[at],
        persons=pairs.persons[at],
        scores=pairs.scores[at],
        to_verify=pairs.to_verify[at],
    )


def positions_of(problem: Problem, placements: Placements) -> Ints:
    """Where the pairs of the placements stand among the problem's."""
    need_at = {need.id: at for at, need in enumerate(problem.needs)}
    person_at = {person: at for at, person in enumerate(problem.persons)}
    wide = max(len(problem.needs), 1)
    keys = problem.pairs.persons.astype(np.int64) * wide + problem.pairs.needs
    order = np.argsort(keys)
    wanted = [person_at[place.person] * wide + need_at[place.need] for place in placements.assignments]
    return order[np.searchsorted(keys[order], np.array(wanted, np.int64))]
