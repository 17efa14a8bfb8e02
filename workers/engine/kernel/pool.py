"""People as the kernel reads them: the columns, and which element of a list belongs to whom."""

from __future__ import annotations

from collections.abc import Collection
from copy import copy
from functools import cached_property

import numpy as np

from workers.engine import conditions
from workers.engine.kernel.covering import cover_values
from workers.engine.snapshot.columns import Array, Columns, owners

#: Per-mille by kind of place: kind 0 is for whoever was never asked for wishes, kind 1 for whoever does not want it.
PLACES = (0, 0, *sorted({*conditions.RANK_SHARES, conditions.ANYWHERE_SHARE}))


class Pool:
    """Some people's columns, and who of them is alive (was neither edited nor removed since)."""

    def __init__(self, columns: Columns, alive: Array | None = None) -> None:
        # Plain views: every slice of a mapped array would look its file up again.
        self.columns = {name: column.view(np.ndarray) for name, column in columns.items()}
        self.count = len(columns["ids"])
        self.alive = np.ones(self.count, bool) if alive is None else alive
        # What the compiled path makes of the columns, kept with them.
        self.kept: dict[str, object] = {}
        self._owners: dict[str, Array] = {}
        self._holders: dict[str, tuple[Array, Array]] = {}
        self._worth: dict[int, tuple[Array, Array]] = {}

    def without(self, gone: Collection[str]) -> Pool:
        """The same people but those of these ids: what was worked out of the columns is shared."""
        if not gone:
            return self
        alive = self.alive.copy()
        alive[self.rows_of(gone)] = False
        twin = copy(self)
        twin.alive = alive
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

    def holders(self, name: str) -> tuple[Array, Array]:
        """By code of a list: the rows of those who have it, between its edges; made once."""
        if name not in self._holders:
            codes = self.columns[f"{name}_code"]
            order = np.argsort(codes, kind="stable")
            edges = np.searchsorted(codes[order], np.arange(int(codes.max(initial=-1)) + 2))
            self._holders[name] = self.owner(name)[order], edges
        return self._holders[name]

    def having(self, name: str, code: int) -> Array:
        """Whether each person has this code in a list."""
        rows, edges = self.holders(name)
        found = np.zeros(self.count, bool)
        if 0 <= code < len(edges) - 1:
            found[rows[edges[code] : edges[code + 1]]] = True
        return found

    def worth(self, level: int) -> tuple[Array, Array]:
        """What each way of covering a skill is worth where this level is stated (`covering.cover_values`)."""
        if level not in self._worth:
            self._worth[level] = cover_values(self.columns, level)
        return self._worth[level]

    def place_shares(self, place: tuple[int, int]) -> Array:
        """Each person's per-mille for a place (region, MRC), -1 for those whose wishes were never asked."""
        share = np.where(self.columns["anywhere"] != 0, conditions.ANYWHERE_SHARE, 0)
        for name, code in zip(("regions", "mrcs"), place, strict=True):
            owner = self.owner(name)
            found = np.flatnonzero(self.columns[f"{name}_code"] == code)
            rank = found - self.columns[f"{name}_start"][owner[found]]
            shares = np.array(conditions.RANK_SHARES)[np.minimum(rank, len(conditions.RANK_SHARES) - 1)]
            # A code listed twice counts at its first place, which is its best.
            np.maximum.at(share, owner[found], shares)
        return np.where(self.columns["mobility_known"] != 0, share, -1).astype(np.int16)

    def place_kinds(self, place: tuple[int, int]) -> Array:
        """What kind of place (`PLACES`) a place is to each person."""
        kinds = self._place_kinds[0].copy()
        for code, (rows, edges, ranked) in zip(place, self._place_kinds[1], strict=True):
            if 0 <= code < len(edges) - 1:
                # The last one written stays: of a code listed twice, the first place, which is the best.
                span = slice(edges[code], edges[code + 1])
                found, best = rows[span][::-1], ranked[span][::-1]
                kinds[found] = np.maximum(kinds[found], best)
        return kinds

    @cached_property
    def _place_kinds(self) -> tuple[Array, list[tuple[Array, Array, Array]]]:
        """The kinds of any place that nobody names, and who names each region and MRC, with the kind it gives them."""
        anywhere = np.where(self["anywhere"] != 0, PLACES.index(conditions.ANYWHERE_SHARE), 1)
        kinds = np.where(self["mobility_known"] != 0, anywhere, 0).astype(np.uint8)
        ranked = np.array([PLACES.index(share) for share in conditions.RANK_SHARES], np.uint8)
        named = []
        for name in ("regions", "mrcs"):
            rank = np.arange(len(self[f"{name}_code"])) - self[f"{name}_start"][self.owner(name)]
            order = np.argsort(self[f"{name}_code"], kind="stable")
            given = ranked[np.minimum(rank, len(ranked) - 1)][order]
            named.append((*self.holders(name), given))
        return kinds, named

    def anyone(self, name: str, matching: Array) -> Array:
        """Whether each person has an element that matches."""
        found = np.zeros(self.count, bool)
        found[self.owner(name)[matching]] = True
        return found
