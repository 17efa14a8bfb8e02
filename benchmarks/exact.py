"""The exact methods: each gives every need's best of each verdict with their scores."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np

from benchmarks.population import needs
from workers.engine.kernel.delta import People
from workers.engine.kernel.ranking import VERDICTS, Ranking
from workers.engine.kernel.tables import Offer
from workers.engine.rank import rank, tie_break
from workers.engine.results import Result, Verdict
from workers.engine.snapshot.columns import Array, owners
from workers.engine.snapshot.people import SCALARS
from workers.engine.types import Need, Person

KEPT = 50
#: Of each need: the id, the place of the verdict and the score of those kept, in the published order.
Found = list[list[tuple[str, int, int]]]
Run = Callable[[range], Found]
#: A slow method is timed on at least so many needs.
LEAST_NEEDS = 50
#: No slow method is timed on more.
MOST_ASKED = 2_000
#: The lists of a person as tables: those of the columns that scoring reads.
LISTS = {
    "history": ("code", "months"),
    "languages": ("code", "band"),
    "licences": ("code", "stage"),
    "regions": ("code",),
    "mrcs": ("code",),
    "limits": ("code",),
    "absent": ("code",),
}


def best_of_each_verdict(results: Iterable[Result], k: int) -> list[Result]:
    """The first `k` of each verdict, keeping the order given: what is stored of a ranking."""
    taken = dict.fromkeys(Verdict, 0)
    kept = []
    for result in results:
        taken[result.verdict] += 1
        if taken[result.verdict] <= k:
            kept.append(result)
    return kept


@dataclass(eq=False)
class Case:
    """A population and its needs, and how many of each verdict are kept of a ranking."""

    people: People
    needs: int
    kept: int = KEPT

    @property
    def persons(self) -> int:
        """How many people there are."""
        return self.people.count

    @cached_property
    def asked(self) -> list[Need]:
        """The first needs as values: as many as any slow method asks for."""
        return list(islice(needs(self.needs), MOST_ASKED))

    @cached_property
    def ids(self) -> list[str]:
        """The people's ids by row."""
        return [bytes(one).decode() for one in self.people.pools[0]["ids"]]

    @cached_property
    def tables(self) -> dict[str, dict[str, Array]]:
        """The people as tables of columns: one of scalars, one for each list, one of skills covered."""
        pool = self.people.pools[0]
        made = {"person": {"row": np.arange(pool.count)} | {name: pool[name] for name in SCALARS}}
        for name, fields in LISTS.items():
            starts = pool[f"{name}_start"]
            owner = owners(starts)
            made[name] = {"row": owner, "place": np.arange(len(owner)) - starts[owner]}
            made[name] |= {field: pool[f"{name}_{field}"] for field in fields}
        made["own"] = {
            "row": owners(pool["own_start"]),
            "skill": pool["own_skill"],
            "cover": pool["own_cover"].astype(np.int32),
        }
        return made

    def values(self, most: int) -> list[Person]:
        """So many people as values, evenly apart: those of one occupation are side by side."""
        pool = self.people.pools[0]
        rows = np.linspace(0, pool.count, min(most, pool.count), endpoint=False).astype(int)
        return [self.people.at(pool, int(row)) for row in rows]

    def offers(self, rows: range) -> list[Offer]:
        """The needs as numbers."""
        return self.people.tables.offers(self.people.snapshot.needs, rows)


@dataclass(frozen=True)
class Method:
    """A method: how it gets ready, the library it needs, the pairs it is timed on and the people it scores at most."""

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
        found = case.people.rank(rows, case.kept, path="kernel")
        # A worker hands arrays on; the lists are made for the comparison of the smallest case alone.
        return [pairs_of(ranking) for ranking in found] if case.kept != KEPT else []

    return run


def pairs_of(ranking: Ranking) -> list[tuple[str, int, int]]:
    """The people kept for a need."""
    return [(one.person, VERDICTS.index(one.verdict), one.score) for one in ranking.kept]


def arrays(case: Case) -> Run:
    """The product's NumPy path."""
    return lambda rows: [pairs_of(ranking) for ranking in case.people.rank(rows, case.kept, path="arrays")]


#: The plain loop takes as long for a pair however many there are: so many people are enough to time it.
LOOP_PEOPLE = 300


def python_loop(case: Case) -> Run:
    """The definition: one pair after the other."""
    some, using = case.values(LOOP_PEOPLE), case.people.using

    def run(rows: range) -> Found:
        found = []
        persons = case.values(case.persons) if case.kept != KEPT else some
        for need in case.asked[rows.start : rows.stop]:
            ranked = best_of_each_verdict(rank(need, persons, using), case.kept)
            found.append([(one.person, VERDICTS.index(one.verdict), one.score) for one in ranked])
        return found

    return run


def best_rows(case: Case, offer: Offer, verdict: Array, score: Array) -> list[tuple[str, int, int]]:
    """The best of each verdict, of everyone's."""
    kept = []
    for place in range(3):
        rows = np.flatnonzero(verdict == place)
        if len(rows) > case.kept:
            least = np.partition(score[rows], len(rows) - case.kept)[len(rows) - case.kept]
            rows = rows[score[rows] >= least]
        kept += ordered(case, offer, [(int(row), place, int(score[row])) for row in rows])
    return kept


def ordered(case: Case, offer: Offer, found: Iterable[tuple[int, int, int]]) -> list[tuple[str, int, int]]:
    """The best of each verdict among (row, verdict, score), equals by the published hash."""
    named = [(case.ids[row], verdict, score) for row, verdict, score in found]
    named.sort(key=lambda one: (one[1], -one[2], tie_break(offer.id, one[0])))
    kept: list[tuple[str, int, int]] = []
    for place in range(3):
        kept += [one for one in named if one[1] == place][: case.kept]
    return kept
