"""The same people and need under two versions of the weights: who stands where, and by how much scores move."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from workers.engine.kernel.delta import People
from workers.engine.kernel.dense import INADMISSIBLE, score_everyone
from workers.engine.kernel.tables import Tables
from workers.engine.rank import tie_break
from workers.engine.results import WHOLE_SCORE
from workers.engine.scoring import score
from workers.engine.snapshot.columns import Array
from workers.engine.snapshot.needs import encode_needs
from workers.engine.types import Need, Person
from workers.engine.weights import Weights

#: Between the keys of two verdicts: more than any score.
STEP = 2 * WHOLE_SCORE


@dataclass(frozen=True, slots=True, kw_only=True)
class Reweighed:
    """One need under both versions.

    `moves`: after less before, in hundredths, of each pair not inadmissible; `verdicts`: how many verdicts differ.
    `places`: for each of the first after, the place before; `leaving`: for each who leaves the first, the places
    before and after. `lines`: (criterion, hundredths after less before) of those in the first before or after.
    """

    need: str
    verdicts: int
    moves: Array
    places: tuple[int, ...]
    leaving: tuple[tuple[int, int], ...]
    lines: tuple[tuple[str, int], ...]

    @property
    def entering(self) -> int:
        """How many enter the first places."""
        return len(self.leaving)

    @property
    def is_changed(self) -> bool:
        """Whether the first places are held by others, or in another order."""
        return any(before != place for place, before in enumerate(self.places, 1))

    @property
    def distance(self) -> int:
        """By how many places the first after have moved, in all."""
        return sum(abs(before - place) for place, before in enumerate(self.places, 1))


class TwoWeights:
    """People under the weights of their setting and under others."""

    def __init__(self, people: People, weights: Weights) -> None:
        self.people = people
        self.before, self.after = people.using, replace(people.using, weights=weights)
        self.tables = (people.tables, Tables(self.after, people.snapshot.codes))
        self.alive = [pool.alive for pool in people.pools]
        self.ids = self._joined([pool["ids"] for pool in people.pools])
        self.rows = [(pool, int(row)) for pool in people.pools for row in np.flatnonzero(pool.alive)]

    def _joined(self, columns: Iterable[Array]) -> Array:
        return np.concatenate([column[alive] for column, alive in zip(columns, self.alive, strict=True)])

    def need(self, need: Need, first: int) -> Reweighed:
        """What the other weights change for a need, above all in its first places."""
        verdicts, scores = zip(*(self._scored(need, tables) for tables in self.tables), strict=True)
        before, after = (
            _Order(need.id, verdict, score, self.ids) for verdict, score in zip(verdicts, scores, strict=True)
        )
        seen = verdicts[0] < INADMISSIBLE
        top, top_before = after.first(first), before.first(first)
        leaving = [row for row in top_before if row not in set(top)]
        return Reweighed(
            need=need.id,
            verdicts=int(np.count_nonzero(verdicts[0] != verdicts[1])),
            moves=scores[1][seen] - scores[0][seen],
            places=tuple(before.place(row) for row in top),
            leaving=tuple((before.place(row), after.place(row)) for row in leaving),
            lines=tuple(line for row in [*top, *leaving] for line in self._lines(need, row)),
        )

    def _scored(self, need: Need, tables: Tables) -> tuple[Array, Array]:
        (offer,) = tables.offers(encode_needs([need], self.people.snapshot.codes), range(1))
        scored = [score_everyone(offer, pool, tables) for pool in self.people.pools]
        return self._joined([one.verdict for one in scored]), self._joined([one.score for one in scored])

    def _lines(self, need: Need, row: int) -> list[tuple[str, int]]:
        """By how much each line of the score moves, as the plain definition says it."""
        person: Person = self.people.at(*self.rows[row])
        before, after = (
            {line.code: line.points for line in score(need, person, using).criteria}
            for using in (self.before, self.after)
        )
        return [(code, after.get(code, 0) - before.get(code, 0)) for code in {**before, **after}]


class _Order:
    """The published order of everyone for a need: verdict, then score, then the tie of the pair."""

    def __init__(self, need: str, verdict: Array, scores: Array, ids: Array) -> None:
        self.need, self.ids = need, ids
        self.keys = verdict.astype(np.int64) * STEP - scores
        self.seen = np.flatnonzero(verdict < INADMISSIBLE)

    def first(self, many: int) -> list[int]:
        """The rows of the first who are not inadmissible, in order."""
        rows = self.seen
        if len(rows) > many:
            least = np.partition(self.keys[rows], many - 1)[many - 1]
            rows = rows[self.keys[rows] <= least]
        return sorted((int(row) for row in rows), key=lambda row: (self.keys[row], self._tie(row)))[:many]

    def place(self, row: int) -> int:
        """Where a row stands, from 1."""
        key, mine = self.keys[row], self._tie(row)
        equals = np.flatnonzero(self.keys == key)
        ahead = sum(self._tie(int(other)) < mine for other in equals)
        return int(np.count_nonzero(self.keys < key)) + ahead + 1

    def _tie(self, row: int) -> bytes:
        return tie_break(self.need, bytes(self.ids[row]).decode())
