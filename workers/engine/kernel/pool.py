"""People as the kernel reads them: the columns, and which element of a list belongs to whom."""

from __future__ import annotations

from collections.abc import Collection
from copy import copy
from functools import cached_property

import numpy as np

from workers.engine import conditions
from workers.engine.snapshot.columns import Array, Columns, owners
from workers.engine.snapshot.people import LISTS as LISTED
from workers.engine.snapshot.people import SCALARS
from workers.engine.snapshot.postings import BLOCK

SCALED = (*SCALARS, "ids")


class Pool:
    """Some people's columns, a slice of them, and who of them is alive (was neither edited nor removed since)."""

    def __init__(self, columns: Columns, alive: Array | None = None) -> None:
        # Plain views: every slice of a mapped array would look its file up again.
        self.columns = {name: column.view(np.ndarray) for name, column in columns.items()}
        self.count = len(columns["ids"])
        self.alive = np.ones(self.count, bool) if alive is None else alive
        # What the compiled path makes of the columns, kept with them.
        self.kept: dict[str, object] = {}
        self._parts: dict[int, Pool] = {}
        self._owners: dict[str, Array] = {}
        self._factors: dict[str, tuple[Array, Array]] = {}
        self._places: dict[tuple[int, int], Array] = {}

    def without(self, gone: Collection[str]) -> Pool:
        """The same people but those of these ids: what was worked out of the columns is shared."""
        if not gone:
            return self
        alive = self.alive.copy()
        alive[self.rows_of(gone)] = False
        return self._living(alive)

    def _living(self, alive: Array) -> Pool:
        twin = copy(self)
        twin.alive = alive
        twin._parts = {
            number: part._living(alive[number * BLOCK : (number + 1) * BLOCK])
            for number, part in self._parts.items()
        }
        return twin

    def rows_of(self, ids: Collection[str]) -> Array:
        """The rows of these people, of those who are here."""
        wanted = np.array(sorted(person.encode() for person in ids), dtype="S")
        ordered = self._ids[1]
        at = np.searchsorted(ordered, wanted)
        here = at < self.count
        here[here] = ordered[at[here]] == wanted[here]
        return self._ids[0][at[here]]

    @cached_property
    def _ids(self) -> tuple[Array, Array]:
        """The rows in the order of their ids, and the ids in that order."""
        order = np.argsort(self.columns["ids"], kind="stable")
        return order, self.columns["ids"][order]

    def __getitem__(self, column: str) -> Array:
        return self.columns[column]

    def owner(self, name: str) -> Array:
        """The person of each element of a list."""
        if name not in self._owners:
            self._owners[name] = owners(self.columns[f"{name}_start"])
        return self._owners[name]

    def factor(self, name: str) -> tuple[Array, Array]:
        """The distinct values of a column, and the place among them of each person's."""
        if name not in self._factors:
            self._factors[name] = np.unique(self.columns[name], return_inverse=True)
        return self._factors[name]

    def place_shares(self, place: tuple[int, int]) -> Array:
        """Each person's per-mille for a place (region, MRC), -1 for those whose wishes were never asked."""
        if place not in self._places:
            share = np.where(self.columns["anywhere"] != 0, conditions.ANYWHERE_SHARE, 0)
            for name, code in zip(("regions", "mrcs"), place, strict=True):
                owner = self.owner(name)
                found = np.flatnonzero(self.columns[f"{name}_code"] == code)
                rank = found - self.columns[f"{name}_start"][owner[found]]
                shares = np.array(conditions.RANK_SHARES)[np.minimum(rank, len(conditions.RANK_SHARES) - 1)]
                # A code listed twice counts at its first place, which is its best.
                np.maximum.at(share, owner[found], shares)
            known = self.columns["mobility_known"] != 0
            self._places[place] = np.where(known, share, -1).astype(np.int16)
        return self._places[place]

    def anyone(self, name: str, matching: Array) -> Array:
        """Whether each person has an element that matches."""
        found = np.zeros(self.count, bool)
        found[self.owner(name)[matching]] = True
        return found

    @property
    def blocks(self) -> range:
        """The numbers of the blocks."""
        return range(-(-self.count // BLOCK))

    def block(self, number: int) -> Pool:
        """The people of one block, as a pool whose lists begin at its first person; made once."""
        if number not in self._parts:
            self._parts[number] = self._block(number)
        return self._parts[number]

    def _block(self, number: int) -> Pool:
        first, last = number * BLOCK, min((number + 1) * BLOCK, self.count)
        part: Columns = {}
        for name in LISTED:
            starts = self.columns[f"{name}_start"][first : last + 1]
            part |= {
                key: self.columns[key][starts[0] : starts[-1]]
                for key in self.columns
                if key.startswith(f"{name}_") and not key.endswith("_start")
            }
            part[f"{name}_start"] = starts - starts[0]
        for name in SCALED:
            part[name] = self.columns[name][first:last]
        return Pool(part, self.alive[first:last])

    @cached_property
    def employers(self) -> frozenset[int]:
        """The employers to whom somebody is tied."""
        return frozenset(np.unique(self.columns["tied"]).tolist())
