"""SciPy: the skills of many needs as one product of sparse matrices, the rest as NumPy vectors."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.exact import Case, Found, Run, best_rows
from workers.engine.criteria import WHOLE
from workers.engine.kernel import tables as t
from workers.engine.kernel.covering import cover_values
from workers.engine.kernel.dense import score_everyone
from workers.engine.kernel.tables import Offer
from workers.engine.snapshot.columns import Array


def sparse(case: Case) -> Run:
    """SciPy: skills as a product of sparse matrices for a batch of needs, the rest as NumPy vectors."""
    from scipy.sparse import csr_matrix

    people, pool = case.people, case.people.pools[0]
    ways = len(pool["cover_kind"])
    columns = pool["own_skill"].astype(np.int64) * ways + pool["own_cover"]
    width = people.tables.codes.size("skill") * ways
    covers = csr_matrix((np.ones(len(columns), np.int64), columns, pool["own_start"]), (pool.count, width))

    def run(rows: range) -> Found:
        found = []
        for first in range(rows.start, rows.stop, 64):
            offers = case.offers(range(first, min(first + 64, rows.stop)))
            earned, change = (covers @ matrix for matrix in worth(case, offers, width))
            earned, change = earned.tocsc(), change.tocsc()
            for place, offer in enumerate(offers):
                sums = (_column(earned, place, pool.count), _column(change, place, pool.count))
                found.append(_with_skills(case, offer, *sums))
        return found

    return run


def worth(case: Case, offers: list[Offer], width: int) -> tuple[Any, Any]:
    """What each way of covering each skill is worth to each need: earned, and the change of what is undocumented."""
    from scipy.sparse import csc_matrix

    tables, columns = case.people.tables, case.people.pools[0].columns
    ways = len(columns["cover_kind"])
    cells: list[tuple[int, ...]] = []
    for place, offer in enumerate(offers):
        for code, essential, level in offer.skills:
            values = (tables.skill_weight(code, essential) * one for one in cover_values(columns, level))
            both = zip(*values, strict=True)
            cells += [(code * ways + way, place, *map(int, pair)) for way, pair in enumerate(both)]
    rows, places, earned, change = np.array(cells, np.int64).reshape(-1, 4).T
    shape = (width, len(offers))
    return csc_matrix((earned, (rows, places)), shape), csc_matrix((change, (rows, places)), shape)


def _column(matrix: Any, place: int, count: int) -> Array:
    column = np.zeros(count, np.int64)
    span = slice(matrix.indptr[place], matrix.indptr[place + 1])
    column[matrix.indices[span]] = matrix.data[span]
    return column


def _with_skills(case: Case, offer: Offer, earned: Array, change: Array) -> list[tuple[str, int, int]]:
    """The ranking of a need, from the sums of its skills and vectors of all the rest."""
    pool, tables = case.people.pools[0], case.people.tables
    rest = score_everyone(replace(offer, skills=()), pool, tables)
    verdict, score = rest.verdict, rest.score
    if offer.skills:
        total = sum(tables.skill_weight(code, essential) for code, essential, _ in offer.skills)
        asked = pool["skills_asked"] != 0
        undocumented = WHOLE - (total * 1000 - np.where(asked, 0, total * 1000) - change) * 1000 // total
        weight, neutral = offer.weights[t.SKILLS], int(tables.neutral[t.SKILLS])
        share = (earned * 1000 // total) * 1000 + undocumented * neutral
        score = score + weight * share // (WHOLE * 1000)
        known = np.logical_and.reduce([asked | pool.having("absent", code) for code, _e, _l in offer.skills])
        verdict = np.where(earned > 0, verdict, np.where(known, 2, np.maximum(verdict, 1)))
    return best_rows(case, offer, verdict, score)
