"""The interface of the kernel: of each need, the best of each verdict in the published order, and the counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from workers.engine.kernel.conditions import REASONS
from workers.engine.kernel.dense import Scored, score_everyone
from workers.engine.kernel.pool import Pool
from workers.engine.kernel.tables import Offer, Tables
from workers.engine.rank import tie_break
from workers.engine.results import Verdict
from workers.engine.snapshot.columns import Array

VERDICTS = (Verdict.ADMISSIBLE, Verdict.TO_VERIFY, Verdict.INADMISSIBLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A person kept for a need: which pool and row, the id, the verdict, the score."""

    pool: int
    row: int
    person: str
    verdict: Verdict
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """A need's ranking: how many of each verdict, what alone blocked how many, the best of each verdict in order."""

    need: str
    counts: tuple[int, int, int]
    blocked_by: dict[str, int]
    kept: tuple[Kept, ...]

    def places(self) -> Iterator[tuple[Kept, int]]:
        """Each person kept with their place in the whole ranking, from 1: a verdict follows all of those before."""
        before = dict(zip(VERDICTS, accumulate((0, *self.counts)), strict=False))
        for one in self.kept:
            before[one.verdict] += 1
            yield one, before[one.verdict]


def in_order(kept: Sequence[Kept], need: str, k: int) -> tuple[Kept, ...]:
    """The best `k` of each verdict, in the published order."""
    ranked = sorted(
        kept, key=lambda one: (VERDICTS.index(one.verdict), -one.score, tie_break(need, one.person))
    )
    taken = dict.fromkeys(VERDICTS, 0)
    best = []
    for one in ranked:
        taken[one.verdict] += 1
        if taken[one.verdict] <= k:
            best.append(one)
    return tuple(best)


def rank_by_arrays(offer: Offer, pools: Sequence[Pool], tables: Tables, k: int) -> Ranking:
    """The NumPy path: score everyone of every pool, keep the best."""
    kept: list[Kept] = []
    counts, alone = np.zeros(3, np.int64), np.zeros(len(REASONS), np.int64)
    for number, pool in enumerate(pools):
        scored = score_everyone(offer, pool, tables)
        counts += np.bincount(scored.verdict[pool.alive], minlength=3)
        for place in range(len(REASONS)):
            alone[place] += np.count_nonzero(scored.blocked[pool.alive] == 1 << place)
        kept += _best(scored, pool, number, k)
    return Ranking(
        need=offer.id,
        counts=(int(counts[0]), int(counts[1]), int(counts[2])),
        blocked_by=named(alone),
        kept=in_order(kept, offer.id, k),
    )


def named(alone: Array) -> dict[str, int]:
    """How many each reason blocks alone, by its code; reasons that block nobody alone are left out."""
    return {code: int(many) for code, many in zip(REASONS, alone, strict=True) if many}


def _best(scored: Scored, pool: Pool, number: int, k: int) -> list[Kept]:
    """The first `k` of each verdict by score, and whoever equals the last of them."""
    ids = pool["ids"]
    kept = []
    for place, verdict in enumerate(VERDICTS):
        rows = np.flatnonzero(pool.alive & (scored.verdict == place))
        if len(rows) > k:
            least = np.partition(scored.score[rows], len(rows) - k)[len(rows) - k]
            rows = rows[scored.score[rows] >= least]
        kept += [
            Kept(
                pool=number,
                row=int(row),
                person=bytes(ids[row]).decode(),
                verdict=verdict,
                score=int(scored.score[row]),
            )
            for row in rows
        ]
    return kept
