"""A snapshot with what changed since, ranked by any path: edited people override, removed ones are left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from workers.engine.kernel.dense import score_everyone
from workers.engine.kernel.kept_out import Listed, near_misses
from workers.engine.kernel.pool import Pool
from workers.engine.kernel.ranking import Ranking, rank_by_arrays
from workers.engine.kernel.ready import is_compiled
from workers.engine.kernel.tables import Offer, Tables
from workers.engine.rank import tie_break
from workers.engine.scoring import Setting
from workers.engine.snapshot.columns import Array, Columns
from workers.engine.snapshot.needs import encode_needs
from workers.engine.snapshot.people import PersonReader
from workers.engine.snapshot.store import Snapshot, snapshot_with
from workers.engine.types import Need, Person

if TYPE_CHECKING:
    from workers.engine.kernel.person import Offers

#: From so many people, or so many pairs, the compiled path is worth the memory and the time to load it.
MANY_PEOPLE, MANY_PAIRS = 20_000, 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happened since a snapshot: people as they are now, and the ids of those who left."""

    edited: Sequence[Person] = ()
    removed: Collection[str] = field(default_factory=frozenset)


class People:
    """The people of a snapshot as they are now, and its needs."""

    def __init__(self, snapshot: Snapshot, using: Setting, change: Change | None = None) -> None:
        self.snapshot, self.using = snapshot, using
        self.tables = Tables(using, snapshot.codes)
        self._ready: dict[range, Offers] = {}
        self._all = Pool(snapshot.people)
        self.pools = self._pools(change or Change())

    def changed(self, change: Change) -> People:
        """The same snapshot with another change since: what was worked out of it is shared."""
        twin = copy(self)
        twin.pools = self._pools(change)
        return twin

    def _pools(self, change: Change) -> list[Pool]:
        gone = {person.id for person in change.edited} | set(change.removed)
        pools = [self._all.without(gone)]
        if change.edited:
            later = snapshot_with(change.edited, (), self.using, self.snapshot.codes)
            pools.append(Pool(later.people))
        return pools

    @property
    def count(self) -> int:
        """How many people there are now."""
        return sum(int(pool.alive.sum()) for pool in self.pools)

    def rank(self, rows: range, k: int, *, path: str = "auto") -> Sequence[Ranking]:
        """The rankings of these needs of the snapshot.

        `path`: "arrays", "kernel", or "auto" by how much there is and whether the kernel is compiled here.
        """
        return self._rank(self.snapshot.needs, rows, k, path)

    def rank_needs(self, needs: Iterable[Need], k: int, *, path: str = "auto") -> Sequence[Ranking]:
        """The rankings of any needs."""
        columns = encode_needs(needs, self.snapshot.codes)
        return self._rank(columns, range(len(columns["ids"])), k, path)

    def near_misses(self, need: Need) -> dict[str, Listed]:
        """By condition: everyone whom it alone keeps out of a need, best score first, with the scores."""
        (offer,) = self.offers_of([need])
        return near_misses(offer, self.pools, self.tables)

    def offers_of(self, needs: Iterable[Need]) -> list[Offer]:
        """Needs as numbers, whether the snapshot holds them or not."""
        columns = encode_needs(needs, self.snapshot.codes)
        return self.tables.offers(columns, range(len(columns["ids"])))

    def _rank(self, needs: Columns, rows: range, k: int, path: str) -> Sequence[Ranking]:
        if path == "auto":
            path = "kernel" if self._is_worth_it(len(rows)) else "arrays"
        if path == "arrays":
            offers = self.tables.offers(needs, rows)
            return [rank_by_arrays(offer, self.pools, self.tables, k) for offer in offers]
        # Loaded only where it is used: numba weighs more than all the rest.
        from workers.engine.kernel.fast import rank_by_kernel  # noqa: PLC0415

        return rank_by_kernel(needs, rows, self.pools, self.tables, k)

    def _is_worth_it(self, needs: int) -> bool:
        many = self.count >= MANY_PEOPLE or self.count * needs >= MANY_PAIRS
        return many and is_compiled()

    def places(self, row: int, persons: Collection[str]) -> dict[str, int]:
        """Where these people stand in the whole ranking of a need of the snapshot, from 1."""
        return self.places_of(self.tables.offers(self.snapshot.needs, range(row, row + 1))[0], persons)

    def places_of(self, offer: Offer, persons: Collection[str]) -> dict[str, int]:
        """Where these people stand in the whole ranking of a need, from 1."""
        scored = [score_everyone(offer, pool, self.tables) for pool in self.pools]
        alive = [pool.alive for pool in self.pools]
        ids = np.concatenate([pool["ids"][keep] for pool, keep in zip(self.pools, alive, strict=True)])
        # Verdicts in order, then the score falling: one number that rises along the ranking.
        keys = np.concatenate(
            [
                one.verdict[keep].astype(np.int64) * 20_000 - one.score[keep]
                for one, keep in zip(scored, alive, strict=True)
            ]
        )
        ordered, found = np.sort(keys), {}
        wanted = {person.encode() for person in persons}
        for row in np.flatnonzero(np.isin(ids, np.array(sorted(wanted), dtype="S"))):
            person = bytes(ids[row]).decode()
            equals = [bytes(one).decode() for one in ids[keys == keys[row]]]
            mine = tie_break(offer.id, person)
            before = sum(tie_break(offer.id, other) < mine for other in equals)
            found[person] = int(np.searchsorted(ordered, keys[row])) + before + 1
        return found

    def score_person(self, row: int, needs: range, *, pool: int = 0) -> tuple[Array, Array, Array]:
        """(verdict, score, reasons that block, as bits) of one person for each of these needs."""
        from workers.engine.kernel.person import offers_ready, score_needs  # noqa: PLC0415

        if needs not in self._ready:
            self._ready[needs] = offers_ready(self.snapshot.needs, needs, self.tables)
        return score_needs(self._ready[needs], self.pools[pool], row, self.tables)

    def person(self, person: str) -> Person | None:
        """A person as scored; None for whoever is not there."""
        for pool in self.pools:
            rows = pool.rows_of([person])
            if len(rows) and pool.alive[rows[0]]:
                return self.at(pool, int(rows[0]))
        return None

    def at(self, pool: Pool, row: int) -> Person:
        """The person of a row of a pool."""
        columns: Columns = pool.columns
        return PersonReader(columns, self.snapshot.codes).person(row)
