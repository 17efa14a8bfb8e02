"""Groups beyond what can be tried one by one: against SciPy's integer programming, groups being hard cases."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.engine.plan.cases import need, problem
from workers.engine.plan.solve import make_plan
from workers.engine.plan.types import Problem


def crowded(seed: int) -> Problem:
    """Most people in groups of two to four, few places, scores far apart or nearly equal."""
    chance = np.random.default_rng(seed)
    people, needs, mrcs = (int(chance.integers(*span)) for span in ((30, 60), (12, 30), (2, 6)))
    size, least = int(chance.integers(2, 5)), 0 if seed % 2 else 4900
    cells = np.unique(chance.integers(0, people * needs, people * 5))
    scores = chance.integers(least, 10_001 - least, len(cells)).tolist()
    listed = [
        need(f"n{at}", mrc=str(chance.integers(0, mrcs)), openings=int(chance.integers(1, 3)))
        for at in range(needs)
    ]
    rows = [
        (f"n{cell % needs}", f"p{cell // needs}", score)
        for cell, score in zip(cells.tolist(), scores, strict=True)
    ]
    groups = [
        frozenset(f"p{at + step}" for step in range(size))
        for at in range(0, min(people - size, size * 10), size)
    ]
    persons = tuple(f"p{at}" for at in range(people))
    return problem(listed, rows, persons=persons, together=tuple(groups))


def integer_optimum(case: Problem) -> int:
    """The same rules as one integer program, over the problem's own columns."""
    person, place, scores = case.pairs.persons, case.pairs.needs, case.pairs.scores
    columns = np.arange(len(scores))
    by_person = sp.coo_array(
        (np.ones(len(scores)), (person, columns)), shape=(len(case.persons), len(scores))
    )
    by_need = sp.coo_array((np.ones(len(scores)), (place, columns)), shape=(len(case.needs), len(scores)))
    most = np.concatenate([np.ones(len(case.persons)), [row.openings for row in case.needs]])
    mrc = np.array([row.mrc for row in case.needs])[place]
    ties = []
    for group in case.together:
        first, *others = sorted(case.persons.index(member) for member in group)
        for other in others:
            ties += [
                ((person == first) * 1.0 - (person == other)) * (mrc == where) for where in np.unique(mrc)
            ]
    found = milp(
        -scores.astype(float),
        integrality=np.ones(len(scores)),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(sp.vstack([by_person, by_need], format="csr"), -np.inf, most),
            LinearConstraint(np.array(ties), 0, 0),
        ],
        options={"mip_rel_gap": 0},
    )
    return round(-found.fun)


@pytest.mark.parametrize("seed", range(12))
def test_groups_in_a_crowd_are_planned_exactly(seed: int) -> None:
    case = crowded(seed)
    plan = make_plan(case, compared=False)
    assert plan.placements.total == integer_optimum(case)
    assert plan.proved_optimal
    assert plan.placements.separated == 0
