"""What always holds of a score, whatever the need and the person."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.examples import a_need, a_person
from tests.engine.strategies import SKILLS, needs, persons, using
from workers.engine.results import (
    UNDOCUMENTED,
    WHOLE_SCORE,
    Criterion,
    Result,
    Verdict,
    share_out,
    shown_tenths,
    shown_weights,
)
from workers.engine.scoring import score
from workers.engine.types import Experience, Mobility, Need, NeedSkill, Person, PersonSkill

Row = TypeVar("Row")
ORDER = [Verdict.INADMISSIBLE, Verdict.TO_VERIFY, Verdict.ADMISSIBLE]


def line(result: Result, code: str) -> Criterion:
    return next(row for row in result.criteria if row.code == code)


def asked_lines(result: Result) -> list[Criterion]:
    return [row for row in result.criteria if row.code != UNDOCUMENTED]


@given(needs, persons)
def test_points_add_up_to_the_score(need: Need, person: Person) -> None:
    result = score(need, person, using())
    assert sum(row.points for row in result.criteria) == result.score
    assert 0 <= result.score <= WHOLE_SCORE


@given(needs, persons)
def test_weights_add_up_to_the_whole(need: Need, person: Person) -> None:
    result = score(need, person, using())
    assert sum(row.weight for row in asked_lines(result)) == WHOLE_SCORE


@given(needs, persons)
def test_documented_and_undocumented_parts_add_up_to_the_whole(need: Need, person: Person) -> None:
    result = score(need, person, using())
    unknown = sum(row.weight for row in result.criteria if row.code == UNDOCUMENTED)
    documented = sum(row.documented for row in result.criteria)
    assert documented + unknown == WHOLE_SCORE
    assert result.coverage == documented // 10


@given(needs, persons)
def test_no_line_gives_more_than_what_is_documented(need: Need, person: Person) -> None:
    for row in asked_lines(score(need, person, using())):
        assert 0 <= row.points <= row.documented <= row.weight


@given(needs, persons)
def test_what_is_shown_in_tenths_adds_up(need: Need, person: Person) -> None:
    result = score(need, person, using())
    shown, tenths = shown_tenths(result.criteria, result.score)
    assert sum(tenths) == shown
    assert abs(shown * 10 - result.score) <= 5
    assert all(abs(tenth * 10 - row.points) < 10 for tenth, row in zip(tenths, result.criteria, strict=True))


def shown(lines: list[Criterion]) -> None:
    """What is shown of these lines adds up, on both sides, and no line shows more than its weight."""
    total, tenths = shown_tenths(lines, sum(row.points for row in lines))
    weights = shown_weights(lines, tenths)
    assert sum(tenths) == total
    assert sum(weights) == 1000
    for row, tenth, weight in zip(lines, tenths, weights, strict=True):
        assert abs(tenth * 10 - row.points) < 10
        if row.code != UNDOCUMENTED:
            assert tenth <= weight
            assert abs(weight * 10 - row.weight) < 10


@given(needs, persons)
def test_no_line_shows_more_than_its_weight_shows(need: Need, person: Person) -> None:
    shown(list(score(need, person, using()).criteria))


@given(st.data(), st.lists(st.integers(0, 2000), min_size=1, max_size=7), st.integers(0, 2000))
def test_whatever_the_weights_the_tenths_add_up_within_them(
    data: st.DataObject, parts: list[int], neutral: int
) -> None:
    rest = max(0, 10_000 - sum(parts))
    weights = [*parts, rest] if sum(parts) <= 10_000 else share_out(10_000, parts)
    near = st.sampled_from((0, 1, 3, 5))
    lines = [
        Criterion(
            code=f"c{at}",
            weight=weight,
            points=data.draw(
                st.one_of(st.integers(0, weight), near.map(lambda off, w=weight: max(0, w - off)))
            ),
            documented=weight,
        )
        for at, weight in enumerate(weights)
    ]
    shown([*lines, Criterion(code=UNDOCUMENTED, weight=2000, points=neutral, documented=0)])


def test_three_thirds_are_shown_within_their_weights() -> None:
    weights, points = (3334, 3333, 3333), (0, 3333, 3333)
    lines = [
        Criterion(code=f"c{at}", weight=weight, points=got, documented=weight)
        for at, (weight, got) in enumerate(zip(weights, points, strict=True))
    ]
    total, tenths = shown_tenths(lines, 6666)
    assert (total, tenths, shown_weights(lines, tenths)) == (667, [0, 334, 333], [333, 334, 333])


@given(needs, persons, st.randoms(use_true_random=False))
def test_the_order_of_what_is_written_changes_nothing(need: Need, person: Person, chance: Random) -> None:
    def shuffled(rows: tuple[Row, ...]) -> tuple[Row, ...]:
        return tuple(sorted(rows, key=lambda _: chance.random()))

    other = replace(person, skills=shuffled(person.skills), licences=shuffled(person.licences))
    if person.occupations:
        other = replace(other, occupations=shuffled(person.occupations))
    if person.languages:
        other = replace(other, languages=shuffled(person.languages))
    assert score(need, other, using()) == score(need, person, using())


@given(needs, persons)
def test_who_the_person_is_changes_nothing_but_the_name_on_the_result(need: Need, person: Person) -> None:
    known = score(need, person, using())
    assert replace(score(need, replace(person, id="other"), using()), person=person.id) == known


@given(needs, persons, st.sampled_from(SKILLS), st.none() | st.integers(1, 5))
@settings(max_examples=500)
def test_a_skill_more_never_lowers_the_skills_the_total_or_the_verdict(
    need: Need, person: Person, code: str, level: int | None
) -> None:
    if code in {skill.code for skill in person.skills} or not need.skills:
        return
    before = score(need, person, using())
    after = score(
        need, replace(person, skills=(*person.skills, PersonSkill(code=code, level=level))), using()
    )
    assert line(after, "skills").points >= line(before, "skills").points
    assert after.score >= before.score
    assert ORDER.index(after.verdict) >= ORDER.index(before.verdict)


@given(needs, persons)
def test_time_more_in_an_occupation_never_lowers_the_score(need: Need, person: Person) -> None:
    before = score(need, person, using()).score
    for index, held in enumerate(person.occupations or ()):
        longer = Experience(occupation=held.occupation, months=(held.months or 0) + 7)
        rows = tuple(longer if place == index else row for place, row in enumerate(person.occupations or ()))
        if held.months is not None:
            assert score(need, replace(person, occupations=rows), using()).score >= before


@given(needs, persons)
def test_a_place_more_accepted_never_lowers_anything(need: Need, person: Person) -> None:
    before = score(need, person, using())
    wishes = person.mobility or Mobility()
    after = score(need, replace(person, mobility=replace(wishes, mrcs=(*wishes.mrcs, need.mrc))), using())
    assert ORDER.index(after.verdict) >= ORDER.index(before.verdict)
    assert line(after, "mobility").points >= line(before, "mobility").points


def test_a_person_who_meets_all_that_is_asked_has_the_whole_score() -> None:
    result = score(a_need(), a_person(), using())
    assert (result.score, result.coverage, result.verdict) == (10_000, 1000, Verdict.ADMISSIBLE)


def test_a_person_asked_nothing_has_the_neutral_shares_and_no_coverage() -> None:
    result = score(a_need(), Person(id="p"), using())
    assert (result.coverage, result.verdict) == (0, Verdict.TO_VERIFY)
    assert line(result, UNDOCUMENTED).points == result.score == 3700


def test_skills_asked_and_absent_are_not_found_while_never_asked_are_missing() -> None:
    absent = line(score(a_need(), a_person(skills=()), using()), "skills")
    unknown = line(score(a_need(), a_person(skills=(), skills_asked=False), using()), "skills")
    assert (len(absent.not_found), len(absent.missing), absent.documented) == (3, 0, absent.weight)
    assert (len(unknown.not_found), len(unknown.missing), unknown.documented) == (0, 3, 0)


def test_a_near_skill_leaves_the_rest_undocumented_until_the_skill_itself_is_asked() -> None:
    need = a_need(skills=(NeedSkill(code="s4"),))
    near = (PersonSkill(code="s7"),)
    unknown = line(score(need, a_person(skills=near, skills_asked=False), using()), "skills")
    absent = line(score(need, a_person(skills=near), using()), "skills")
    assert 0 < unknown.points == unknown.documented == absent.points < absent.documented == absent.weight
    assert [item.codes for item in unknown.missing] == [("s4",)]


def test_a_level_never_asked_leaves_only_its_share_undocumented() -> None:
    skills = (PersonSkill(code="s1"), PersonSkill(code="s2"), PersonSkill(code="s5"))
    row = line(score(a_need(), a_person(skills=skills), using()), "skills")
    assert 0 < row.points == row.documented < row.weight
    assert [(item.kind, item.codes) for item in row.missing] == [("skill_level", ("s1",))]


def test_what_the_need_does_not_ask_weighs_nothing() -> None:
    result = score(a_need(languages=(), wage_max=None), a_person(languages=None, wage_floor=None), using())
    assert {"languages", "wage"}.isdisjoint(row.code for row in result.criteria)
    assert result.score == 10_000


def test_a_near_occupation_counts_for_its_nearness() -> None:
    row = line(
        score(a_need(), a_person(occupations=(Experience(occupation="95100", months=24),)), using()),
        "occupation",
    )
    assert row.points == row.weight * 640 // 1000
    assert row.found[0].numbers == (640, 24)


def test_an_essential_skill_counts_three_times_an_asset() -> None:
    need = a_need(skills=(a_need().skills[1], replace(a_need().skills[1], code="s9", essential=False)))
    unknown_weights = replace(using(), taxonomy=type(using().taxonomy)(version="flat"))
    row = line(score(need, a_person(skills=(PersonSkill(code="s2"),)), unknown_weights), "skills")
    assert row.points == row.weight * 3 // 4
