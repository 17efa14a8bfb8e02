"""Methods that do not compute the score: vectors of skills and occupations, compared whole; and lines of this CPU.

Each keeps the 50 people whose vector is the most like the need's; recall is the share found of the 50 best scores.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from benchmarks.exact import KEPT, MOST_ASKED, Case, Found, Run
from workers.engine.kernel.dense import score_everyone
from workers.engine.snapshot.columns import Array

RECALL_NEEDS = 20
_found: dict[str, list[list[str]]] = {}


@lru_cache(maxsize=1)
def vectors(case: Case) -> tuple[Array, Array]:
    """People and needs as dense vectors: idf of the skills, and the nearness of occupations by broad group."""
    people, pool = case.people, case.people.pools[0]
    weights = people.tables.skill_weights().astype(np.float32) / 1000
    skills = len(weights)
    groups = np.array([int(word[:1]) for word in people.tables.codes.words("occupation")])
    of_people = np.zeros((pool.count, skills + 10), np.float32)
    of_people[pool.owner("held"), pool["held_code"]] = weights[pool["held_code"]]
    of_people[pool.owner("history"), skills + groups[pool["history_code"]]] = 5
    offers = case.offers(range(min(case.needs, MOST_ASKED)))
    of_needs = np.zeros((len(offers), skills + 10), np.float32)
    for row, offer in enumerate(offers):
        for code, _essential, _level in offer.skills:
            of_needs[row, code] = weights[code]
        of_needs[row, skills + groups[offer.facts["occupation"]]] = 5
    return _normal(of_people), _normal(of_needs)


def _normal(vectors: Array) -> Array:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def faiss_flat(case: Case) -> Run:
    """faiss, inner products without an index, one thread."""
    import faiss

    faiss.omp_set_num_threads(1)
    people, asked = vectors(case)
    index = faiss.IndexFlatIP(people.shape[1])
    index.add(people)

    def run(rows: range) -> Found:
        _distance, found = index.search(asked[rows.start : rows.stop], KEPT)
        _note("faiss flat", case, found)
        return []

    return run


def cosine(case: Case) -> Run:
    """scikit-learn, cosine similarity of sparse vectors."""
    from scipy.sparse import csr_matrix
    from sklearn.metrics.pairwise import cosine_similarity

    people, asked = (csr_matrix(one) for one in vectors(case))

    def run(rows: range) -> Found:
        found = []
        for first in range(rows.start, rows.stop, 16):
            alike = cosine_similarity(asked[first : min(first + 16, rows.stop)], people)
            found.append(np.argpartition(-alike, KEPT - 1, axis=1)[:, :KEPT])
        _note("scikit-learn cosine", case, np.concatenate(found))
        return []

    return run


def sgemm(case: Case) -> Run:
    """The line of this CPU for dense products: nothing is kept of them. Recall is that of the best products."""
    people, asked = vectors(case)
    alike = asked[:RECALL_NEEDS] @ people.T
    _note("dense sgemm line", case, np.argpartition(-alike, KEPT - 1, axis=1)[:, :KEPT])

    def run(rows: range) -> Found:
        for first in range(rows.start, rows.stop, 64):
            asked[first : min(first + 64, rows.stop)] @ people.T
        return []

    return run


def scatter_add(case: Case) -> Run:
    """The line of this CPU for postings: the idf of each skill needed added to whoever holds it, nothing else."""
    import numba

    pool = case.people.pools[0]
    order = np.argsort(pool["held_code"], kind="stable")
    holders = pool.owner("held")[order]
    edges = np.searchsorted(pool["held_code"][order], np.arange(case.people.tables.codes.size("skill") + 1))
    weights = case.people.tables.skill_weights().astype(np.int32)
    offers = case.offers(range(min(case.needs, MOST_ASKED)))
    starts = np.cumsum([0, *(len(offer.skills) for offer in offers)])
    codes = np.array([code for offer in offers for code, _essential, _level in offer.skills])

    @numba.njit(nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
    def add(first: int, last: int, sums: Array) -> None:
        for need in range(first, last):
            sums[:] = 0
            for place in range(starts[need], starts[need + 1]):
                for holder in range(edges[codes[place]], edges[codes[place] + 1]):
                    sums[holders[holder]] += weights[codes[place]]

    def run(rows: range) -> Found:
        add(rows.start, rows.stop, np.zeros(pool.count, np.int32))
        return []

    return run


def _note(name: str, case: Case, found: Array) -> None:
    if len(found) >= RECALL_NEEDS:
        _found[name] = [[case.ids[row] for row in rows] for rows in found[:RECALL_NEEDS]]


def recalls(case: Case) -> dict[str, float]:
    """Of each method that was run, the share of the 50 best scores that it finds."""
    shares: dict[str, list[float]] = {name: [] for name in _found}
    for place, offer in enumerate(case.offers(range(RECALL_NEEDS))):
        scored = score_everyone(offer, case.people.pools[0], case.people.tables).score
        best = {case.ids[row] for row in np.argsort(-scored, kind="stable")[:KEPT]}
        for name, found in _found.items():
            shares[name].append(len(best & set(found[place])) / len(best))
    return {name: float(np.mean(found)) for name, found in shares.items()}
