"""Who of a block held an occupation near to each of several, in machine code."""

from __future__ import annotations

from typing import Any

import numpy as np

from workers.engine.kernel import shapes as s
from workers.engine.kernel import tables as t
from workers.engine.kernel.blocks import FAR
from workers.engine.kernel.compiled import bare, compiled
from workers.engine.kernel.shapes import Asked
from workers.engine.snapshot.columns import Array


@compiled
def near_people(asked: Asked, codes: Array, months: Array, owner: Array, people: int) -> tuple[Array, Array]:
    """For each row of `asked.near`: where its people begin, then (person, per-mille, months; -1 - months: unknown), and
    what the per-mille was made from.

    Given are the occupations held, person by person. Whoever is in no list is not nearer than `FAR` and has no month
    that counts. All is rounded up.
    """
    edges = np.zeros(len(asked.near) + 1, np.int64)
    found = np.empty((max(people, people * len(asked.near) // 8), 4), np.int32)
    filled = 0
    for row in range(len(asked.near)):
        if filled + people > len(found):
            found = np.concatenate((found, np.empty_like(found)))
        filled = _near_row(asked, row, codes, months, owner, found, filled)
        edges[row + 1] = filled
    return edges, found[:filled]


@bare
def _near_row(
    asked: Asked, row: int, codes: Array, months: Array, owner: Array, found: Array, filled: int
) -> int:
    """Write down the people of one row; where the next one's begin."""
    near_to, relevant = asked.near[row], asked.published[s.RELEVANT]
    far, last, first = min(FAR, relevant - 1), -1, filled
    for held in range(len(codes)):
        near = near_to[codes[held]]
        if near > far:
            if owner[held] != last:
                last = owner[held]
                found[filled, 0], found[filled, 1], found[filled, 2], found[filled, 3] = last, 0, 0, 0
                filled += 1
            _join(asked, found, filled - 1, np.int64(near), np.int64(months[held]))
    neutral = asked.published[s.NEUTRAL + t.OCCUPATION]
    for at in range(first, filled):
        earned = max(found[at, 1], FAR * 1000)
        most = earned * 1000 + max(found[at, 3] - earned, 0) * neutral
        found[at, 1] = (most + 999_999) // 1_000_000
    return filled


@bare
def _join(asked: Asked, found: Array, at: int, near: Any, months: Any) -> None:
    """Add an occupation to what is known of a person."""
    share, full = asked.published[s.HELD_SHARE], asked.published[s.FULL_MONTHS]
    relevant = near >= asked.published[s.RELEVANT]
    low = near * (share + (1000 - share) * min(max(months, 0), full) // full)
    found[at, 1] = max(found[at, 1], low)
    found[at, 3] = max(found[at, 3], near * 1000 if months < 0 else low)
    before = found[at, 2]
    counted = (before if before >= 0 else -1 - before) + (
        (near * max(months, 0) + 999) // 1000 if relevant else 0
    )
    found[at, 2] = -1 - counted if before < 0 or (relevant and months < 0) else counted
