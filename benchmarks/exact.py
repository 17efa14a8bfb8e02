"""The exact methods: each gives every need's best of each verdict with their scores."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from benchmarks import in_sql
from benchmarks.population import needs
from workers.engine.criteria import WHOLE
from workers.engine.kernel import tables as t
from workers.engine.kernel.covering import cover_values
from workers.engine.kernel.delta import People
from workers.engine.kernel.dense import score_everyone
from workers.engine.kernel.ranking import Ranking
from workers.engine.kernel.tables import Offer
from workers.engine.rank import rank, tie_break
from workers.engine.results import Result, Verdict
from workers.engine.snapshot.columns import Array
from workers.engine.types import Need, Person

KEPT = 50
Found = list[list[tuple[str, int]]]
Run = Callable[[range], Found]
#: A slow method is timed on at least so many needs.
LEAST_NEEDS = 50


def best_of_each_verdict(results: Iterable[Result], k: int) -> list[Result]:
    """The first `k` of each verdict, keeping the order given: what is stored of a ranking."""
    taken = dict.fromkeys(Verdict, 0)
    kept = []
    for result in results:
        taken[result.verdict] += 1
        if taken[result.verdict] <= k:
            kept.append(result)
    return kept


@dataclass
class Case:
    """A population and its needs."""

    people: People
    needs: int

    @property
    def persons(self) -> int:
        """How many people there are."""
        return self.people.count

    @cached_property
    def asked(self) -> list[Need]:
        """The needs as values."""
        return list(needs(self.needs))

    def values(self, most: int) -> list[Person]:
        """The first people as values."""
        pool = self.people.pools[0]
        return [self.people.at(pool, row) for row in range(min(most, pool.count))]

    def offers(self, rows: range) -> list[Offer]:
        """The needs as numbers."""
        return self.people.tables.offers(self.people.snapshot.needs, rows)


@dataclass(frozen=True)
class Method:
    """A method: how it gets ready, the library it needs, the most people and pairs it is timed on."""

    prepare: Callable[[Case], Run]
    library: str
    most_pairs: int
    most_people: int = 1_000_000

    def is_installed(self) -> bool:
        """Whether its library is there."""
        return importlib.util.find_spec(self.library) is not None

    def sample(self, case: Case) -> int:
        """How many needs it is timed on."""
        return max(min(LEAST_NEEDS, case.needs), min(case.needs, self.most_pairs // case.persons))

    def pairs(self, case: Case) -> int:
        """How many pairs that makes."""
        return self.sample(case) * min(case.persons, self.most_people)


def ours(case: Case) -> Run:
    """The product's compiled kernel."""

    def run(rows: range) -> Found:
        found = case.people.rank(rows, KEPT, path="kernel")
        # A worker hands arrays on; the lists are made for the comparison of small cases alone.
        return [pairs_of(ranking) for ranking in found] if len(rows) <= 200 else []

    return run


def pairs_of(ranking: Ranking) -> list[tuple[str, int]]:
    """The people kept for a need, with their scores."""
    return [(one.person, one.score) for one in ranking.kept]


def arrays(case: Case) -> Run:
    """The product's NumPy path."""
    return lambda rows: [pairs_of(ranking) for ranking in case.people.rank(rows, KEPT, path="arrays")]


#: The plain loop takes some 100 microseconds a pair: where there are more people, these are enough to time it.
LOOP_PEOPLE = 1_000


def python_loop(case: Case) -> Run:
    """The definition: one pair after the other."""
    persons, using = case.values(LOOP_PEOPLE), case.people.using

    def run(rows: range) -> Found:
        found = []
        for need in case.asked[rows.start : rows.stop]:
            ranked = rank(need, persons, using)
            found.append([(one.person, one.score) for one in best_of_each_verdict(ranked, KEPT)])
        return found

    return run


def sparse(case: Case) -> Run:
    """SciPy: skills as a product of sparse matrices for a batch of needs, the rest as NumPy vectors."""
    from scipy.sparse import csc_matrix, csr_matrix  # noqa: PLC0415

    people, pool = case.people, case.people.pools[0]
    ways = len(pool["cover_kind"])
    columns = pool["own_skill"].astype(np.int64) * ways + pool["own_cover"]
    width = people.tables.codes.size("skill") * ways
    covers = csr_matrix((np.ones(len(columns), np.int64), columns, pool["own_start"]), (pool.count, width))

    def worth(offers: list[Offer]) -> Any:
        rows, places, earned, change = [], [], [], []
        for place, offer in enumerate(offers):
            for code, essential, level in offer.skills:
                weight = people.tables.skill_weight(code, essential)
                values, changes = cover_values(pool.columns, level)
                rows += range(code * ways, (code + 1) * ways)
                places += [place] * ways
                earned += (weight * values).tolist()
                change += (weight * changes).tolist()
        shape = (width, len(offers))
        return csc_matrix((earned, (rows, places)), shape), csc_matrix((change, (rows, places)), shape)

    def run(rows: range) -> Found:
        found = []
        for first in range(rows.start, rows.stop, 64):
            offers = case.offers(range(first, min(first + 64, rows.stop)))
            earned, change = (covers @ matrix for matrix in worth(offers))
            earned, change = earned.tocsc(), change.tocsc()
            for place, offer in enumerate(offers):
                sums = (_column(earned, place, pool.count), _column(change, place, pool.count))
                found.append(_with_skills(case, offer, *sums))
        return found

    return run


def _column(matrix: Any, place: int, count: int) -> Array:
    column = np.zeros(count, np.int64)
    span = slice(matrix.indptr[place], matrix.indptr[place + 1])
    column[matrix.indices[span]] = matrix.data[span]
    return column


def _with_skills(case: Case, offer: Offer, earned: Array, change: Array) -> list[tuple[str, int]]:
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
    kept = []
    ids = pool["ids"]
    for place in range(3):
        rows = np.flatnonzero(verdict == place)
        if len(rows) > KEPT:
            least = np.partition(score[rows], len(rows) - KEPT)[len(rows) - KEPT]
            rows = rows[score[rows] >= least]
        found = [(-int(score[row]), bytes(ids[row]).decode()) for row in rows]
        found.sort(key=lambda one: (one[0], tie_break(offer.id, one[1])))
        kept += [(person, -points) for points, person in found[:KEPT]]
    return kept


METHODS = {
    "ours": Method(ours, "numba", 2_000_000_000),
    "NumPy": Method(arrays, "numpy", 5_000_000),
    "SciPy": Method(sparse, "scipy", 5_000_000),
    "Python loop": Method(python_loop, "json", 100_000, LOOP_PEOPLE),
    "DuckDB": Method(in_sql.duckdb, "duckdb", 500_000),
    "PostgreSQL": Method(in_sql.postgresql, "psycopg", 500_000),
}
