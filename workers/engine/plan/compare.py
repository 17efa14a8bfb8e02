"""The two usual ways, under the same locks, forbidden pairs, openings and caps: first come, and one by one.

Neither can look ahead, so neither keeps groups together: how many it separates is told beside its total.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from workers.engine.plan.field import Field, Ints, Ordered
from workers.engine.plan.outcome import placements_of
from workers.engine.plan.types import Placements


class Taking:
    """Places taken one at a time; a pair is refused when a person, an opening or a cap is used up."""

    def __init__(self, case: Ordered, field: Field) -> None:
        self.openings = field.openings.tolist()
        self.caps = dict(field.caps)
        self.free = [True] * len(field.persons)
        for person in case.person[field.locked].tolist():
            self.free[person] = False
        self.employer = [need.employer for need in field.needs]
        self.taken: list[int] = []

    def take(self, pair: int, need: int, person: int) -> None:
        """Take the pair when it can be."""
        employer = self.employer[need]
        if not self.free[person] or self.openings[need] <= 0 or self.caps.get(employer, 1) <= 0:
            return
        self.free[person] = False
        self.openings[need] -= 1
        if employer in self.caps:
            self.caps[employer] -= 1
        self.taken.append(pair)


def _taken_in(case: Ordered, field: Field, open_to: Field, order: Ints) -> Placements:
    taking = Taking(case, field)
    rows: Iterable[tuple[int, int, int]] = zip(
        order.tolist(), open_to.need[order].tolist(), open_to.person[order].tolist(), strict=True
    )
    for pair, need, person in rows:
        taking.take(pair, need, person)
    return placements_of(case, open_to, np.array(sorted(taking.taken), np.int64))


def first_come(case: Ordered, field: Field, open_to: Field) -> Placements:
    """Each opening, in the order listed, takes the best person still free; ties by the hash of the id."""
    listed = {need.id: at for at, need in enumerate(case.problem.needs)}
    turn = np.array([listed[need.id] for need in field.needs], np.int64)
    order = np.lexsort((open_to.person, -open_to.score, turn[open_to.need]))
    return _taken_in(case, field, open_to, order)


def one_by_one(case: Ordered, field: Field, open_to: Field) -> Placements:
    """The best pair still possible, again and again; ties by the hashes of the ids."""
    order = np.lexsort((open_to.need, open_to.person, -open_to.score))
    return _taken_in(case, field, open_to, order)
