"""Several people for one need, side by side."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.examples import a_need, a_person
from tests.engine.strategies import needs, persons, using
from workers.engine.compare import DecidedBy, NotComparable, compare
from workers.engine.rank import rank
from workers.engine.results import Result, Status, shown_tenths
from workers.engine.scoring import score
from workers.engine.types import Mobility, Need, Person


def scored(need: Need, *people: Person) -> list[Result]:
    """Each under an id of its own: generated people may share one."""
    return [score(need, replace(person, id=f"{at}"), using()) for at, person in enumerate(people)]


@given(needs, st.lists(persons, min_size=2, max_size=4))
def test_differences_of_the_lines_add_up_to_the_difference_of_the_totals(
    need: Need, people: list[Person]
) -> None:
    found = compare(scored(need, *people))
    for place, (total, gap) in enumerate(zip(found.shown, found.gaps, strict=True)):
        assert sum(line.tenths[place] for line in found.lines) == total
        assert sum(line.gaps[place] for line in found.lines) == gap == total - found.shown[0]


@given(needs, st.lists(persons, min_size=2, max_size=4))
def test_what_decides_adds_up_to_what_the_first_has_more(need: Need, people: list[Person]) -> None:
    found = compare(scored(need, *people))
    assert len(found.decisions) == len(people) - 1
    for place, decision in enumerate(found.decisions, 1):
        gap = sum(points for _, points in decision.more) - sum(points for _, points in decision.less)
        assert decision.gap == gap + decision.rounded == -found.gaps[place]
        for rows in (decision.more, decision.less):
            assert [points for _, points in rows] == sorted((points for _, points in rows), reverse=True)
            assert all(points > 0 for _, points in rows)


@given(needs, st.lists(persons, min_size=2, max_size=4))
def test_the_order_and_the_points_are_those_of_the_ranking(need: Need, people: list[Person]) -> None:
    results = scored(need, *people)
    found = compare(results)
    ranked = rank(need, [replace(person, id=f"{at}") for at, person in enumerate(people)], using())
    assert [results[place] for place in found.order] == ranked
    for place, result in enumerate(ranked):
        total, tenths = shown_tenths(result.criteria, result.score)
        shown = {line.code: points for line, points in zip(result.criteria, tenths, strict=True)}
        assert found.shown[place] == total
        assert {line.code: line.tenths[place] for line in found.lines if line.code in shown} == shown


@given(needs, st.lists(persons, min_size=2, max_size=4))
def test_points_alike_to_the_hundredth_differ_by_a_tenth_of_rounding_at_most(
    need: Need, people: list[Person]
) -> None:
    found = compare(scored(need, *people))
    for line in found.lines:
        for gap, alike in zip(line.gaps, line.alike, strict=True):
            assert not alike or abs(gap) <= 1
    for decision in found.decisions:
        named = {code for code, _ in (*decision.more, *decision.less)}
        assert len(named) == len(decision.more) + len(decision.less)


@given(needs, persons, persons)
def test_only_conditions_that_end_otherwise_are_told_apart(need: Need, one: Person, other: Person) -> None:
    results = scored(need, one, other)
    found = compare(results)
    outcome = [{row.code: row.status for row in results[place].constraints} for place in found.order]
    differ = {code for code in {*outcome[0], *outcome[1]} if outcome[0].get(code) != outcome[1].get(code)}
    assert {row.code for row in found.conditions} == differ
    for row in found.conditions:
        assert row.statuses == (outcome[0].get(row.code), outcome[1].get(row.code))


def test_the_verdict_decides_before_the_points() -> None:
    need = a_need()
    blocked = a_person(mobility=Mobility(regions=("09",)))
    weaker = a_person(skills=a_person().skills[:1], occupations=())
    found = compare(scored(need, blocked, weaker))
    assert found.order == (1, 0)
    (decision,) = found.decisions
    assert (decision.by, decision.gap < 0) == (DecidedBy.VERDICT, True)
    assert [(row.code, row.statuses) for row in found.conditions] == [
        ("place_accepted", (Status.OK, Status.BLOCKED))
    ]


def test_the_criterion_that_decides_is_named() -> None:
    found = compare(scored(a_need(), a_person(), a_person(skills=a_person().skills[:1])))
    (decision,) = found.decisions
    assert decision.by is DecidedBy.POINTS
    assert [code for code, _ in decision.more] == ["skills"]
    assert decision.less == ()


def test_equals_are_parted_by_nothing_that_is_theirs() -> None:
    found = compare(scored(a_need(), a_person(), a_person()))
    assert found.decisions[0].by is DecidedBy.TIE
    assert (found.gaps, found.conditions) == ((0, 0), ())


def test_one_person_or_two_needs_are_no_comparison() -> None:
    one = score(a_need(), a_person(), using())
    with pytest.raises(NotComparable):
        compare([one])
    with pytest.raises(NotComparable):
        compare([one, score(a_need(id="need-2"), a_person(), using())])
