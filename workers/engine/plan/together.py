"""Groups as equalities of flow: in each MRC, as many places for one member as for the next of the group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from workers.engine.plan.field import Field, Flags, Ints

#: A relaxation in floats divides a group when more than this part of it is elsewhere.
WHOLE_WITHIN = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ties:
    """`rows` × pairs matrix of −1, 0, 1: a flow keeps every group together exactly when rows @ flow is 0.

    `group` and `mrc` of each pair: its person's group (-1: none) and its MRC. `sizes`: members by group.
    """

    rows: sp.csr_array
    group: Ints
    mrc: Ints
    sizes: Ints


def ties_of(field: Field) -> Ties:
    """One row for each two consecutive members of a group and each MRC where one of them may go."""
    group = np.full(len(field.persons), -1, np.int64)
    order = np.zeros(len(field.persons), np.int64)
    last = np.zeros(len(field.persons), np.bool_)
    for number, members in enumerate(field.groups):
        group[list(members)] = number
        order[list(members)] = np.arange(len(members))
        last[list(members[-1:])] = True
    mrc = field.mrc[field.need]
    member = np.flatnonzero(group[field.person] >= 0)
    left = member[~last[field.person[member]]]
    right = member[order[field.person[member]] > 0]
    wide = int(field.mrc.max(initial=0)) + 1
    tall = int(order.max(initial=0)) + 1
    keys = np.concatenate(
        [
            (group[field.person[at]] * tall + order[field.person[at]] - shift) * wide + mrc[at]
            for at, shift in ((left, 0), (right, 1))
        ]
    )
    kinds, row = np.unique(keys, return_inverse=True)
    values = np.concatenate([np.ones(len(left)), -np.ones(len(right))])
    shape = (len(kinds), len(field.person))
    rows = sp.csr_array(sp.coo_array((values, (row.reshape(-1), np.concatenate([left, right]))), shape=shape))
    sizes = np.array([len(members) for members in field.groups], np.int64)
    return Ties(rows=rows, group=group[field.person], mrc=mrc, sizes=sizes)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Places:
    """For each group, the MRC where a relaxation uses its pairs most, and how much of the group (0–1)."""

    mrc: Ints
    share: NDArray[np.float64]

    @classmethod
    def of(cls, ties: Ties, mass: NDArray[np.float64]) -> Places:
        """From the use of each pair; an equal use is decided by the order of the MRCs."""
        wide = int(ties.mrc.max(initial=0)) + 1
        tied = ties.group >= 0
        keys = ties.group[tied] * wide + ties.mrc[tied]
        used = np.bincount(keys, mass[tied], minlength=len(ties.sizes) * wide).reshape(-1, wide)
        share = used.max(axis=1, initial=0.0) / np.maximum(ties.sizes, 1)
        return cls(mrc=used.argmax(axis=1).astype(np.int64), share=share)

    def least_whole(self, ties: Ties, mass: NDArray[np.float64]) -> int | None:
        """The group that the relaxation most divides between an MRC and elsewhere; None when all are whole."""
        tied = ties.group >= 0
        used = np.bincount(ties.group[tied], mass[tied], minlength=len(ties.sizes)) / np.maximum(
            ties.sizes, 1
        )
        divided = np.maximum(np.minimum(self.share, 1 - self.share), used - self.share)
        worst = int(divided.argmax()) if len(divided) else 0
        return worst if len(divided) and divided[worst] > WHOLE_WITHIN else None


def separated(field: Field, chosen: Flags) -> list[int]:
    """Groups that the chosen pairs place in part, or in several MRCs."""
    places: dict[int, list[int]] = {}
    for at in np.flatnonzero(chosen).tolist():
        places.setdefault(int(field.person[at]), []).append(int(field.mrc[field.need[at]]))
    return [
        number
        for number, members in enumerate(field.groups)
        if len({tuple(places.get(member, ())) for member in members}) > 1
    ]
