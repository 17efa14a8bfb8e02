"""What a plan is made from, and what it answers. Ids are opaque; points are hundredths, as in the engine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from workers.engine.plan.fair_share import DEFAULT_FAIR_SHARE, FairShare
from workers.engine.results import Result, Verdict


class InvalidPlan(ValueError):
    """Inputs that no reading gives a meaning: an id listed twice, a negative number, an index out of range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanNeed:
    """A need as the plan sees it. `employees`: people the employer employs at least (None: never asked)."""

    id: str
    employer: str
    region: str
    mrc: str
    openings: int = 1
    employees: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairs:
    """Scored pairs as columns of equal length; no inadmissible pair enters, no pair enters twice.

    `needs` and `persons` are positions in the lists of the problem, `scores` hundredths of a point (0–10,000),
    `to_verify` whether the verdict is "to verify" rather than admissible.
    """

    needs: NDArray[np.int32]
    persons: NDArray[np.int32]
    scores: NDArray[np.int32]
    to_verify: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Problem:
    """Everything a plan depends on; the same problem in any order of lists gives the same plan.

    `locks` and `forbidden`: (need, person). `caps`: (employer, most places). `together`: sets of persons who
    all asked to be placed in one MRC or not at all; what joins them is not known here.
    `allow_to_verify` lets pairs "to verify" in. Raises `InvalidPlan`.
    """

    needs: tuple[PlanNeed, ...]
    persons: tuple[str, ...]
    pairs: Pairs
    locks: tuple[tuple[str, str], ...] = ()
    forbidden: tuple[tuple[str, str], ...] = ()
    caps: tuple[tuple[str, int], ...] = ()
    together: tuple[frozenset[str], ...] = ()
    fair_share: FairShare = field(default=DEFAULT_FAIR_SHARE)
    allow_to_verify: bool = False

    def __post_init__(self) -> None:
        _refuse_twice([need.id for need in self.needs], "need")
        _refuse_twice(self.persons, "person")
        _refuse_twice([employer for employer, _ in self.caps], "cap")
        if any(need.openings < 0 for need in self.needs) or any(cap < 0 for _, cap in self.caps):
            raise InvalidPlan("openings and caps are 0 or more")
        _check_pairs(self.pairs, len(self.needs), len(self.persons))


def _refuse_twice(ids: Iterable[str], what: str) -> None:
    listed = list(ids)
    if len(set(listed)) != len(listed):
        raise InvalidPlan(f"a {what} is listed twice")


def _check_pairs(pairs: Pairs, needs: int, persons: int) -> None:
    columns = (pairs.needs, pairs.persons, pairs.scores, pairs.to_verify)
    if len({len(column) for column in columns}) != 1:
        raise InvalidPlan("the columns of the pairs differ in length")
    if not len(pairs.needs):
        return
    for column, size in ((pairs.needs, needs), (pairs.persons, persons), (pairs.scores, 10_001)):
        if column.min() < 0 or column.max() >= size:
            raise InvalidPlan("a pair names no need or no person of the lists, or its score is out of bounds")
    keys = pairs.persons.astype(np.int64) * needs + pairs.needs
    keys.sort()
    if bool((keys[1:] == keys[:-1]).any()):
        raise InvalidPlan("a pair is listed twice")


def pairs_of(results: Iterable[Result], needs: tuple[PlanNeed, ...], persons: tuple[str, ...]) -> Pairs:
    """The columns of scored pairs; inadmissible ones are left out. Raises `KeyError` for an unknown id."""
    need_at = {need.id: position for position, need in enumerate(needs)}
    person_at = {person: position for position, person in enumerate(persons)}
    rows = [
        (need_at[row.need], person_at[row.person], row.score, row.verdict is Verdict.TO_VERIFY)
        for row in results
        if row.verdict is not Verdict.INADMISSIBLE
    ]
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    return Pairs(
        needs=np.array(columns[0], np.int32),
        persons=np.array(columns[1], np.int32),
        scores=np.array(columns[2], np.int32),
        to_verify=np.array(columns[3], np.bool_),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Why no plan can obey what is asked: a code of docs/plan.md, the ids that it is about, its numbers."""

    code: str
    needs: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    employers: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()


class InfeasiblePlan(ValueError):
    """What is asked cannot be obeyed; `issues` says why, each by name."""

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        super().__init__(", ".join(sorted({issue.code for issue in issues})))
        self.issues = issues


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One place: the pair, its unchanged score, and whether a person locked it."""

    need: str
    person: str
    score: int
    to_verify: bool = False
    locked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareLine:
    """The fair share of one employer: places it fills, those that count, the bonus of each, and in all."""

    employer: str
    kinds: tuple[str, ...]
    filled: int
    counted: int
    bonus_each: int
    bonus: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Placements:
    """One way to fill openings. `separated`: groups that it places in part or apart (a plan has none)."""

    assignments: tuple[Assignment, ...]
    score: int
    fair_share: int
    share_lines: tuple[ShareLine, ...]
    separated: int = 0

    @property
    def total(self) -> int:
        """Hundredths of a point: the scores and, apart from them, the fair-share term."""
        return self.score + self.fair_share


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The plan, what nobody can beat, and what the two usual ways would have given.

    `bound`: no plan that obeys what is asked has a total above it. `groups_apart`: groups not placed.
    `prices`: (need, hundredths) of the openings that are short: what one more of them would be worth at most.
    """

    placements: Placements
    bound: int
    groups_apart: tuple[tuple[str, ...], ...]
    prices: tuple[tuple[str, int], ...]
    first_come: Placements | None = None
    one_by_one: Placements | None = None

    @property
    def proved_optimal(self) -> bool:
        """Whether the total reaches the bound."""
        return self.placements.total == self.bound

    @property
    def gap_per_million(self) -> int:
        """How far the total may be from the best, in millionths of the bound, rounded up."""
        if not self.bound:
            return 0
        return -((self.placements.total - self.bound) * 1_000_000 // self.bound)
