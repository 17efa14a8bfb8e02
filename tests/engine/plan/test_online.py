"""Week by week: what is committed is possible, never more than hindsight, and waiting is worth it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.plan.cases import need, problem
from workers.engine.plan.online import AT_ONCE, Policy, Season, replay
from workers.engine.plan.types import InvalidPlan


def season(seed: int, *, needs: int = 40, persons: int = 50, weeks: int = 12) -> Season:
    chance = np.random.default_rng(seed)
    cells = [(n, p) for n in range(needs) for p in range(persons) if chance.random() < 0.3]
    scores = chance.integers(0, 10_000, len(cells)).tolist()
    rows = [(f"n{n}", f"p{p}", score) for (n, p), score in zip(cells, scores, strict=True)]
    listed = [need(f"n{at}", openings=int(chance.integers(1, 3))) for at in range(needs)]
    need_first, person_first = chance.integers(0, weeks, needs), chance.integers(0, weeks, persons)
    return Season(
        problem=problem(listed, rows, persons=tuple(f"p{at}" for at in range(persons))),
        need_first=need_first,
        need_last=need_first + chance.integers(0, 5, needs),
        person_first=person_first,
        person_last=person_first + chance.integers(0, 5, persons),
    )


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 1000), st.sampled_from([0, 500, 900, 1000]))
def test_commitments_are_possible_and_never_beat_hindsight(seed: int, reserve: int) -> None:
    lived = season(seed, needs=8, persons=9)
    pairs, found = lived.problem.pairs, replay(lived, Policy(reserve=reserve, least_seen=3))
    people = Counter(int(pairs.persons[pair]) for pair, _ in found.committed)
    places = Counter(int(pairs.needs[pair]) for pair, _ in found.committed)
    assert all(count == 1 for count in people.values())
    assert all(count <= lived.problem.needs[at].openings for at, count in places.items())
    for pair, week in found.committed:
        n, p = pairs.needs[pair], pairs.persons[pair]
        assert max(lived.need_first[n], lived.person_first[p]) <= week
        assert week <= min(lived.need_last[n], lived.person_last[p])
    assert found.total == sum(int(pairs.scores[pair]) for pair, _ in found.committed) <= found.hindsight
    assert found.share_per_mille <= 1000


def test_waiting_is_worth_more_and_takes_longer_than_committing_at_once() -> None:
    patient = [replay(season(seed), Policy()) for seed in range(6)]
    at_once = [replay(season(seed), AT_ONCE) for seed in range(6)]
    assert sum(lived.total for lived in patient) > sum(lived.total for lived in at_once)
    assert sum(lived.weeks_waited for lived in patient) > sum(lived.weeks_waited for lived in at_once)


def test_a_later_week_never_changes_an_earlier_commitment() -> None:
    lived = season(3)
    whole = [row for row in replay(lived, Policy()).committed if row[1] < 6]
    later = np.flatnonzero(lived.person_first >= 6)
    away = lived.person_first.copy()
    away[later] += 100
    without = replace(lived, person_first=away, person_last=np.maximum(lived.person_last, away))
    assert [row for row in replay(without, Policy()).committed if row[1] < 6] == whole


def test_nobody_comes() -> None:
    nothing = np.zeros(0, np.int64)
    empty = Season(
        problem=problem((), []),
        need_first=nothing,
        need_last=nothing,
        person_first=nothing,
        person_last=nothing,
    )
    assert replay(empty, Policy()).share_per_mille == 1000


def test_a_season_refuses_what_a_person_decides_and_unequal_lists() -> None:
    lived = season(1, needs=2, persons=2)
    with pytest.raises(InvalidPlan):
        replace(lived, problem=replace(lived.problem, caps=(("of n0", 1),)))
    with pytest.raises(InvalidPlan):
        replace(lived, need_last=lived.need_last[:1])
