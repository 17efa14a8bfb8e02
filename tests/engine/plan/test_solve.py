"""Plans small enough to follow by hand."""

from __future__ import annotations

import pytest

from tests.engine.plan.cases import SHARE, chosen_of, need, problem
from workers.engine.plan.fair_share import DEFAULT_FAIR_SHARE, FairShare, InvalidFairShare
from workers.engine.plan.solve import make_plan
from workers.engine.plan.types import ShareLine, pairs_of
from workers.engine.results import Result, Verdict


def test_looking_ahead_beats_both_usual_ways() -> None:
    needs = (need("first"), need("second"))
    rows = [("first", "ana", 9000), ("first", "bo", 8900), ("second", "ana", 8800), ("second", "bo", 1000)]
    plan = make_plan(problem(needs, rows))
    assert chosen_of(plan.placements) == {"ana": "second", "bo": "first"}
    assert plan.placements.total == 17_700
    assert plan.first_come is not None
    assert plan.one_by_one is not None
    assert plan.first_come.total == plan.one_by_one.total == 10_000


def test_first_come_follows_the_order_listed() -> None:
    needs = (need("late"), need("early"))
    rows = [("late", "ana", 5000), ("early", "ana", 9000)]
    plan = make_plan(problem(needs, rows))
    assert plan.first_come is not None
    assert chosen_of(plan.first_come) == {"ana": "late"}


def test_the_fair_share_decides_between_near_scores_and_changes_none() -> None:
    needs = (need("mill", employees=400), need("garage", employees=12))
    rows = [("mill", "ana", 8000), ("garage", "ana", 7800)]
    plan = make_plan(problem(needs, rows, fair_share=SHARE))
    assert chosen_of(plan.placements) == {"ana": "garage"}
    assert plan.placements.score == 7800
    assert plan.placements.fair_share == 300
    assert plan.placements.share_lines == (
        ShareLine(employer="of garage", kinds=("small",), filled=1, counted=1, bonus_each=300, bonus=300),
    )


def test_only_the_first_places_of_an_employer_count() -> None:
    needs = (need("garage", employees=12, openings=2), need("mill", employees=400))
    rows = [("garage", person, 5000) for person in ("ana", "bo")] + [
        ("mill", "ana", 5100),
        ("mill", "bo", 5100),
    ]
    plan = make_plan(problem(needs, rows, fair_share=SHARE))
    assert sorted(chosen_of(plan.placements).values()) == ["garage", "mill"]
    assert plan.placements.fair_share == 300


def test_small_and_remote_add_up_and_a_size_never_asked_is_not_small() -> None:
    rule = DEFAULT_FAIR_SHARE
    assert rule.bonus(rule.kinds(49, "09", "960")) == 600
    assert rule.bonus(rule.kinds(50, "06", "660")) == 0
    assert rule.bonus(rule.kinds(None, "15", "790")) == 300
    with pytest.raises(InvalidFairShare):
        FairShare(version="x", small_below=1, small=-1, remote=0, places=1, remote_territories=())


def test_a_group_goes_to_one_mrc_or_nowhere() -> None:
    needs = (need("here", mrc="M1"), need("there", mrc="M2"), need("there too", mrc="M2"))
    rows = [("here", "ana", 9000), ("there", "bo", 9000), ("there too", "ana", 2000)]
    apart = make_plan(problem(needs, rows))
    assert apart.placements.total == 18_000
    together = make_plan(problem(needs, rows, together=(frozenset({"ana", "bo"}),)))
    assert chosen_of(together.placements) == {"ana": "there too", "bo": "there"}
    assert together.proved_optimal
    assert together.one_by_one is not None
    assert together.one_by_one.separated == 1


def test_a_group_that_fits_nowhere_is_named() -> None:
    needs = (need("here", mrc="M1"), need("there", mrc="M2"))
    rows = [("here", "ana", 9000), ("there", "bo", 9000)]
    plan = make_plan(problem(needs, rows, together=(frozenset({"bo", "ana"}),)))
    assert plan.placements.assignments == ()
    assert plan.groups_apart == (("ana", "bo"),)


def test_the_price_of_a_short_opening_is_what_one_more_would_bring() -> None:
    rows = [("mill", "ana", 8000), ("mill", "bo", 7000), ("shop", "bo", 1000)]
    plan = make_plan(problem((need("mill"), need("shop")), rows))
    more = make_plan(problem((need("mill", openings=2), need("shop")), rows))
    assert plan.prices == (("mill", 6000),)
    assert more.placements.total - plan.placements.total == 6000


def test_nothing_to_plan_is_a_plan() -> None:
    plan = make_plan(problem((), []))
    assert plan.placements.total == plan.bound == plan.gap_per_million == 0


def test_inadmissible_results_never_enter() -> None:
    def result(person: str, verdict: Verdict) -> Result:
        return Result(
            need="mill", person=person, verdict=verdict, score=5000, coverage=0, criteria=(), constraints=()
        )

    needs, persons = (need("mill"),), ("ana", "bo", "cam")
    results = [result(person, verdict) for person, verdict in zip(persons, Verdict, strict=True)]
    pairs = pairs_of(results, needs, persons)
    assert pairs.persons.tolist() == [0, 1]
    assert pairs.to_verify.tolist() == [False, True]
