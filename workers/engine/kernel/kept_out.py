"""Whom one condition alone keeps out of a need: everyone of them, not the best few."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workers.engine.kernel.conditions import REASONS
from workers.engine.kernel.dense import score_everyone
from workers.engine.kernel.pool import Pool
from workers.engine.kernel.tables import Offer, Tables
from workers.engine.snapshot.columns import Array

#: Persons, as numbers, and their scores in hundredths of a point.
Listed = tuple[list[int], list[int]]


def near_misses(offer: Offer, pools: Sequence[Pool], tables: Tables) -> dict[str, Listed]:
    """By the code of the only condition that blocks: everyone whom it keeps out, best score first, equals by number."""
    scored = [score_everyone(offer, pool, tables) for pool in pools]
    alive = [pool.alive for pool in pools]

    def column(columns: Sequence[Array]) -> Array:
        return np.concatenate([one[keep] for one, keep in zip(columns, alive, strict=True)])

    people = column([pool["ids"] for pool in pools]).astype(np.int64)
    blocked, score = column([one.blocked for one in scored]), column([one.score for one in scored])
    found = {}
    for place, code in enumerate(REASONS):
        rows = np.flatnonzero(blocked == 1 << place)
        if len(rows):
            rows = rows[np.lexsort((people[rows], -score[rows]))]
            found[code] = (people[rows].tolist(), score[rows].tolist())
    return found
