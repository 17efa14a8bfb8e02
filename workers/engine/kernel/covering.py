"""What each way of covering a needed skill is worth: one small table for each skill of a need."""

from __future__ import annotations

import numpy as np

from workers.engine import criteria
from workers.engine.snapshot.columns import Array, Columns
from workers.engine.snapshot.postings import HELD, NEAR


def cover_values(people: Columns, level: int) -> tuple[Array, Array]:
    """By way of covering: per-mille earned, and per-mille by which it changes what is undocumented.

    Undocumented is counted from nothing for those whose list was gone through, from the whole for others.
    `level` 0: any level will do.
    """
    kind, value = people["cover_kind"], people["cover_value"].astype(np.int64)
    held, near = kind == HELD, kind == NEAR
    if level:
        share = 1000 - criteria.PRESENCE_SHARE
        by_itself = criteria.PRESENCE_SHARE + share * np.minimum(value, level) // level
        documented_held = np.where(value > 0, 1000, criteria.PRESENCE_SHARE)
        by_near = criteria.NEAR_SHARE * value // 1000
    else:
        by_itself, documented_held, by_near = np.full_like(value, 1000), np.full_like(value, 1000), value
    earned = np.where(held, by_itself, np.where(near, by_near, 0))
    documented = np.where(held, documented_held, np.where(people["cover_known"] != 0, 1000, earned))
    change = np.where(people["cover_asked"] != 0, 1000 - documented, -documented)
    return earned, change
