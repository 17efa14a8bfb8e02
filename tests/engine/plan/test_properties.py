"""What every plan promises, on generated problems, against the oracle that tries every plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from tests.engine.plan.cases import best_worth, chosen_of, obeys, problem, problems, worth
from tests.engine.plan.cases import need as a_need
from workers.engine.plan.solve import make_plan
from workers.engine.plan.types import InfeasiblePlan, Pairs, Plan, Problem


def plan_or_none(case: Problem) -> Plan | None:
    try:
        return make_plan(case)
    except InfeasiblePlan:
        return None


@settings(deadline=None, max_examples=400)
@given(problems())
def test_a_plan_obeys_everything_and_nothing_beats_it(case: Problem) -> None:
    plan, best = plan_or_none(case), best_worth(case)
    assert (plan is None) == (best is None)
    if plan is not None:
        chosen = chosen_of(plan.placements)
        assert len(chosen) == len(plan.placements.assignments)
        assert obeys(case, chosen)
        assert plan.placements.total == worth(case, chosen) == best
        assert plan.bound == best
        assert plan.proved_optimal
        assert plan.placements.separated == 0


@settings(deadline=None)
@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_the_lists_changes_nothing(case: Problem, chance: np.random.Generator) -> None:
    people, needs = list(range(len(case.persons))), list(range(len(case.needs)))
    chance.shuffle(people)
    chance.shuffle(needs)
    pairs = replace(
        case.pairs,
        needs=np.array([needs.index(at) for at in case.pairs.needs], np.int32)[::-1],
        persons=np.array([people.index(at) for at in case.pairs.persons], np.int32)[::-1],
        scores=case.pairs.scores[::-1],
        to_verify=case.pairs.to_verify[::-1],
    )
    other = replace(
        case,
        persons=tuple(case.persons[at] for at in people),
        needs=tuple(case.needs[at] for at in needs),
        pairs=pairs,
        locks=case.locks[::-1],
        together=case.together[::-1],
    )
    plan, again = plan_or_none(case), plan_or_none(other)
    assert (plan and plan.placements) == (again and again.placements)
    assert (plan and plan.one_by_one) == (again and again.one_by_one)


@settings(deadline=None)
@given(problems(groups=False))
def test_the_usual_ways_obey_too_and_never_beat_the_plan(case: Problem) -> None:
    plan = plan_or_none(case)
    if plan is None:
        return
    for usual in (plan.first_come, plan.one_by_one):
        assert usual is not None
        assert obeys(case, chosen_of(usual))
        assert usual.total == worth(case, chosen_of(usual)) <= plan.placements.total


@settings(deadline=None)
@given(problems())
def test_one_more_pair_never_lowers_the_total(case: Problem) -> None:
    if not len(case.pairs.scores):
        return
    fewer = Pairs(
        needs=case.pairs.needs[1:],
        persons=case.pairs.persons[1:],
        scores=case.pairs.scores[1:],
        to_verify=case.pairs.to_verify[1:],
    )
    less, plan = plan_or_none(replace(case, pairs=fewer)), plan_or_none(case)
    if less is not None:
        assert plan is not None
        assert plan.placements.total >= less.placements.total


@pytest.mark.parametrize("seed", range(4))
def test_without_groups_the_total_is_that_of_the_hungarian_method(seed: int) -> None:
    chance = np.random.default_rng(seed)
    scores = chance.integers(0, 10_000, (30, 45))
    needs = [a_need(f"n{row}") for row in range(30)]
    rows = [(f"n{n}", f"p{p}", int(scores[n, p])) for n in range(30) for p in range(45)]
    chosen = linear_sum_assignment(scores, maximize=True)
    plan = make_plan(problem(needs, rows))
    assert plan.placements.total == int(scores[chosen].sum())
    assert plan.proved_optimal
