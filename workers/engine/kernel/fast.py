"""The accelerated path: many needs against pools of people, block by block, with the memory of one block."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np

from workers.engine.kernel import shapes as s
from workers.engine.kernel.asked import asked_of, people_of, sealed, worth_of
from workers.engine.kernel.best import finish_all
from workers.engine.kernel.blocks import run_block
from workers.engine.kernel.bounds import RowKeys, VectorKeys
from workers.engine.kernel.conditions import REASONS
from workers.engine.kernel.near import near_people
from workers.engine.kernel.pool import Pool
from workers.engine.kernel.ranking import VERDICTS, Kept, Ranking, in_order, named, rank_by_arrays
from workers.engine.kernel.shapes import Asked, Best, Block, People, Scratch, Uses
from workers.engine.kernel.tables import Offer, Tables
from workers.engine.kernel.ties import room_for
from workers.engine.results import Verdict
from workers.engine.snapshot.columns import Array
from workers.engine.snapshot.postings import BLOCK

#: How many times the number kept are in hand, by their upper bounds, until the exact scores are worked out.
IN_HAND = 2


class Rankings(Sequence[Ranking]):
    """The rankings of many needs, kept as arrays: each is made when it is asked for."""

    def __init__(
        self, offers: Sequence[Offer], pools: Sequence[Pool], tables: Tables, best: Sequence[Best], k: int
    ) -> None:
        self.offers, self.pools, self.tables, self.best, self.k = offers, pools, tables, best, k

    def __len__(self) -> int:
        return len(self.offers)

    @overload
    def __getitem__(self, at: int) -> Ranking: ...

    @overload
    def __getitem__(self, at: slice) -> list[Ranking]: ...

    def __getitem__(self, at: int | slice) -> Ranking | list[Ranking]:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        if any(of_pool.numbers[at, s.UNSURE] for of_pool in self.best):
            return rank_by_arrays(self.offers[at], self.pools, self.tables, self.k)
        numbers = sum(of_pool.numbers[at] for of_pool in self.best)
        counts = [int(many) for many in numbers[s.COUNT : s.COUNT + 3]]
        kept = [
            one
            for place, verdict in enumerate(VERDICTS)
            for pool in range(len(self.pools))
            for one in self._kept(at, pool, place, verdict)
        ]
        need = self.offers[at].id
        return Ranking(
            need=need,
            counts=(counts[0], counts[1], counts[2]),
            blocked_by=named(numbers[s.ALONE :]),
            kept=tuple(kept) if len(self.pools) == 1 else in_order(kept, need, self.k),
        )

    def _kept(self, at: int, pool: int, place: int, verdict: Verdict) -> Iterator[Kept]:
        of_pool, ids = self.best[pool], self.pools[pool]["ids"]
        for score, row in of_pool.pairs[at, place, : of_pool.numbers[at, s.MANY + place]].tolist():
            yield Kept(pool=pool, row=row, person=bytes(ids[row]).decode(), verdict=verdict, score=score)


def rank_by_kernel(offers: Sequence[Offer], pools: Sequence[Pool], tables: Tables, k: int) -> Rankings:
    """Each need's ranking, in the order of the needs."""
    best = [_no_best(len(offers), k) for _ in pools]
    if offers:
        asked, levels = asked_of(offers, tables)
        for pool, of_pool in zip(pools, best, strict=True):
            _Run(offers, asked, levels, pool, tables, of_pool, k).everyone()
    return Rankings(offers, pools, tables, best, k)


def _no_best(needs: int, k: int) -> Best:
    room = IN_HAND * k + max(8, k)
    pairs = np.zeros((needs, 3, room, 2), np.int32)
    numbers = np.zeros((needs, s.ALONE + len(REASONS)), np.int64)
    numbers[:, s.LEAST : s.LEAST + 3] = -1
    return Best(pairs=pairs, numbers=numbers)


class _Run:
    """All needs against one pool."""

    def __init__(
        self,
        offers: Sequence[Offer],
        asked: Asked,
        levels: list[int],
        pool: Pool,
        tables: Tables,
        best: Best,
        k: int,
    ) -> None:
        self.offers, self.asked, self.pool, self.tables = offers, asked, pool, tables
        self.best, self.k = best, k
        self.people: People = people_of(pool)
        self.worth = worth_of(pool, levels)
        self.rows = RowKeys(pool, tables)
        self.blocked = np.array([self.rows.blocked(offer) for offer in offers], np.int64)
        self.missing = np.array([self.rows.missing(offer) for offer in offers], np.int64)
        self.groups = self._groups()
        self.scratch = self._scratch(min(BLOCK, pool.count))

    def _groups(self) -> list[tuple[VectorKeys, Uses]]:
        """The needs of each set of weights, and the vectors that they share."""
        needs: dict[tuple[int, ...], list[int]] = defaultdict(list)
        for at, offer in enumerate(self.offers):
            needs[offer.weights].append(at)
        groups = []
        for weights, places in needs.items():
            vectors = VectorKeys(self.tables, weights)
            numbers = np.array([vectors.numbers(self.offers[at]) for at in places], np.int64)
            uses = Uses(
                need=np.array(places, np.int64),
                blocked=self.blocked[places],
                missing=self.missing[places],
                vectors=numbers,
            )
            groups.append((vectors, uses))
        return groups

    def _scratch(self, people: int) -> Scratch:
        words = -(-people // 64)
        return Scratch(
            bound=np.zeros(words * 64, np.int16),
            words=np.zeros((6, words), np.uint64),
            gains=np.zeros(self.worth.shape[2], np.int16),
            place=np.full(self.tables.codes.size("skill"), -1, np.int64),
            scores=np.zeros(self.best.pairs.shape[2], np.int32),
            ties=np.zeros(self.best.pairs.shape[2], np.uint64),
            steps=np.zeros(170, np.int64),
            highest=np.zeros(words, np.int16),
            order=np.zeros(words, np.int64),
            hashing=room_for(self.asked.ids, self.people.ids),
        )

    def everyone(self) -> None:
        """Score every need against every block, and put the best in order."""
        for number in self.pool.blocks:
            self.block(number)
        finish_all(self.asked, self.people, self.worth, self.scratch, self.best, self.k)

    def block(self, number: int) -> None:
        """Score every need against one block, the needs of one set of weights at a time."""
        part = self.pool.block(number)
        words = -(-part.count // 64)
        rows = self.rows.keys.arrays(part, words, np.uint64)
        near = near_people(
            self.asked,
            sealed(part["history_code"]),
            sealed(part["history_months"]),
            sealed(part.owner("history")),
            part.count,
        )
        scratch = self.scratch._replace(bound=self.scratch.bound[: words * 64])
        for vectors, uses in self.groups:
            bounds = vectors.keys.arrays(part, words * 64, np.int16)
            block = self._block(number, rows, bounds, near)
            run_block(self.asked, self.people, block, uses, self.worth, scratch, self.best, IN_HAND * self.k)

    def _block(self, number: int, rows: Array, vectors: Array, near: tuple[Array, Array]) -> Block:
        words = slice(number * BLOCK // 64, number * BLOCK // 64 + rows.shape[1])
        return Block(
            first=number * BLOCK,
            covered=self.pool["bits_covered"].view(np.ndarray)[:, words],
            absent=self.pool["bits_absent"].view(np.ndarray)[:, words],
            rows=rows,
            vectors=vectors,
            edges=sealed(self.pool["post_block"][:, number : number + 2]),
            near=near[1],
            near_edges=near[0],
        )
