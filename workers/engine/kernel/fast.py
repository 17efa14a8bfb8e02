"""The accelerated path: many needs against pools of people in machine code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np

from workers.engine.kernel import shapes as s
from workers.engine.kernel.asked import asked_of, worth_of
from workers.engine.kernel.book import people_of
from workers.engine.kernel.conditions import REASONS
from workers.engine.kernel.near import STEPS
from workers.engine.kernel.pool import Pool
from workers.engine.kernel.ranking import VERDICTS, Kept, Ranking, in_order, named
from workers.engine.kernel.rows import uses_of
from workers.engine.kernel.search import HEIGHTS, QUEUED, rank_all
from workers.engine.kernel.shapes import Asked, Best, Near, People, Scratch
from workers.engine.kernel.tables import Tables
from workers.engine.kernel.ties import room_for
from workers.engine.results import Verdict
from workers.engine.snapshot.columns import Array, Columns


class Rankings(Sequence[Ranking]):
    """The rankings of many needs, kept as arrays: each is made when it is asked for."""

    def __init__(self, ids: Array, pools: Sequence[Pool], best: Sequence[Best], k: int) -> None:
        self.ids, self.pools, self.best, self.k = ids, pools, best, k

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, at: int) -> Ranking: ...

    @overload
    def __getitem__(self, at: slice) -> list[Ranking]: ...

    def __getitem__(self, at: int | slice) -> Ranking | list[Ranking]:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        numbers = sum(of_pool.numbers[at] for of_pool in self.best)
        counts = [int(many) for many in numbers[s.COUNT : s.COUNT + 3]]
        kept = [
            one
            for place, verdict in enumerate(VERDICTS)
            for pool in range(len(self.pools))
            for one in self._kept(at, pool, place, verdict)
        ]
        need = bytes(self.ids[at]).decode()
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


def rank_by_kernel(needs: Columns, rows: range, pools: Sequence[Pool], tables: Tables, k: int) -> Rankings:
    """The ranking of each of these needs, in their order."""
    best = [_no_best(len(rows), k) for _ in pools]
    if rows:
        asked, levels = asked_of(needs, rows, tables)
        order = np.argsort(asked.facts[:-1, s.NEAR], kind="stable")
        for pool, of_pool in zip(pools, best, strict=True):
            people, uses = people_of(pool), uses_of(needs, rows, pool, tables)
            worth, near = worth_of(pool, levels), _near(pool, asked.near.shape[1])
            scratch = _scratch(asked, people, tables, k)
            rank_all(asked, order, people, uses, near, worth, scratch, of_pool, k)
    return Rankings(needs["ids"][rows.start : rows.stop], pools, best, k)


def _no_best(needs: int, k: int) -> Best:
    return Best(
        pairs=np.zeros((needs, 3, k, 2), np.int32),
        numbers=np.zeros((needs, s.ALONE + len(REASONS)), np.int64),
    )


def _near(pool: Pool, occupations: int) -> Near:
    """Room for a list of near people."""
    count = pool.count
    return Near(
        place=np.full(count, -1, np.int32),
        person=np.zeros(count, np.int32),
        parts=np.zeros((count, 4), np.int32),
        share=np.zeros(count, np.int32),
        months=np.zeros(count, np.int32),
        unknown=np.zeros(count, np.int32),
        tops=np.zeros((count // 64 + 1, 3), np.int32),
        steps=np.zeros(STEPS, np.int64),
        order=np.zeros(occupations, np.int64),
        numbers=np.zeros(2, np.int64),
    )


def _scratch(asked: Asked, people: People, tables: Tables, k: int) -> Scratch:
    count = len(people.ids)
    room = 2 * k + 8
    return Scratch(
        words=np.zeros((s.VERDICT + 3, -(-count // 64)), np.uint64),
        place=np.full(tables.codes.size("skill"), -1, np.int64),
        limits=np.zeros(s.WANTED + 1, np.int64),
        given=np.zeros(s.OF_HELP + 1 + int((people.traits[:, 0] >> 18).max(initial=0)), np.int64),
        levels=np.zeros(4, np.int64),
        gains=np.zeros((int(np.diff(asked.facts[:, s.SKILLS]).max(initial=0)), 2), np.int64),
        queue=np.zeros((QUEUED + 1, 2), np.int64),
        found=np.zeros((count, 2), np.int32),
        heights=np.zeros(HEIGHTS, np.int64),
        hand=np.zeros((3, room, 2), np.int64),
        many=np.zeros(3, np.int64),
        least=np.zeros(3, np.int64),
        ties=np.zeros(room, np.uint64),
        hashing=room_for(asked.ids, people.ids),
    )
