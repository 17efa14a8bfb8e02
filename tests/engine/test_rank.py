"""The order of people for a need: verdict, score, and ties that favour nobody."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.exact import best_of_each_verdict
from tests.engine.examples import a_need, a_person
from tests.engine.strategies import needs, persons, using
from workers.engine.rank import rank, tie_break
from workers.engine.results import Verdict
from workers.engine.scoring import score
from workers.engine.types import Need, Person

pools = st.lists(persons, max_size=8, unique_by=lambda person: person.id)


@given(needs, pools, st.randoms(use_true_random=False))
def test_the_ranking_does_not_depend_on_the_order_of_the_pool(
    need: Need, pool: list[Person], chance: Random
) -> None:
    shuffled = sorted(pool, key=lambda _: chance.random())
    assert rank(need, shuffled, using()) == rank(need, pool, using())


@given(needs, pools)
def test_a_score_does_not_depend_on_who_else_is_in_the_pool(need: Need, pool: list[Person]) -> None:
    together = {result.person: result for result in rank(need, pool, using())}
    for person in pool:
        assert together[person.id] == score(need, person, using())


@given(needs, pools)
def test_nobody_is_left_out(need: Need, pool: list[Person]) -> None:
    assert {result.person for result in rank(need, pool, using())} == {person.id for person in pool}


@given(needs, pools)
def test_verdicts_come_in_order_and_scores_fall_within_each(need: Need, pool: list[Person]) -> None:
    order = [Verdict.ADMISSIBLE, Verdict.TO_VERIFY, Verdict.INADMISSIBLE]
    keys = [(order.index(result.verdict), -result.score) for result in rank(need, pool, using())]
    assert keys == sorted(keys)


def test_equals_are_always_in_the_same_order() -> None:
    pool = [a_person(id=str(number)) for number in range(50)]
    first = [result.person for result in rank(a_need(), pool, using())]
    assert first == [result.person for result in rank(a_need(), reversed(pool), using())]


def test_ties_favour_neither_low_nor_high_ids() -> None:
    """Over 400 needs the lowest id of 20 comes first about one time in 20, and stands midway on average."""
    pool = [f"{number:06}" for number in range(20)]
    places = []
    for need in (f"need-{number}" for number in range(400)):
        ranked = sorted((tie_break(need, person), person) for person in pool)
        places.append([person for _, person in ranked].index(pool[0]))
    assert 8 <= places.count(0) <= 36
    assert 8.5 <= sum(places) / len(places) <= 10.5


def test_ids_that_join_to_the_same_text_do_not_share_a_tie_break() -> None:
    assert tie_break("1", "23") != tie_break("12", "3")


def test_the_best_of_each_verdict_are_kept_in_order() -> None:
    pool = [a_person(id=f"a{number}") for number in range(4)]
    pool += [a_person(id=f"v{number}", shifts=None) for number in range(4)]
    pool += [a_person(id=f"i{number}", french_oral=0) for number in range(4)]
    ranked = rank(a_need(), pool, using())
    kept = best_of_each_verdict(ranked, 2)
    assert [result.verdict for result in kept] == [verdict for verdict in Verdict for _ in range(2)]
    assert kept == [result for result in ranked if result in kept]
