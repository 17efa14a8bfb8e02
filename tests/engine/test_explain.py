"""What would change a pair is found by really changing it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from tests.engine.examples import a_need, a_person
from tests.engine.strategies import needs, persons, using
from workers.engine.explain import explain
from workers.engine.results import Change, Verdict
from workers.engine.scoring import score
from workers.engine.types import (
    Authorisation,
    Experience,
    Licence,
    LicenceStage,
    Mobility,
    Need,
    Person,
    PersonSkill,
)

#: (facts of a person blocked by one thing, the change that lifts it, its codes, its numbers)
LIFTED: list[tuple[dict[str, Any], str, tuple[str, ...], tuple[int, ...]]] = [
    ({"french_oral": 5}, "french_oral", (), (5, 7)),
    ({"french_written": 3}, "french_written", (), (3, 4)),
    ({"languages": ()}, "language", ("en",), (0, 2)),
    ({"licences": (Licence(code="ordre", stage=LicenceStage.STARTED),)}, "licence", ("ordre",), (1,)),
    ({"driving_classes": frozenset()}, "driving_class", ("5",), ()),
    ({"authorisation": Authorisation(tied_employer="e2")}, "new_authorisation", (), ()),
    ({"mobility": Mobility(regions=("09",))}, "accept_mrc", ("91",), ()),
    ({"available_from": date(2027, 9, 1)}, "available_earlier", (), (20270901, 20261214)),
    ({"wage_floor": 3000}, "raise_wage", (), (2840, 3000)),
    ({"shifts": frozenset({"day"})}, "accept_shift", ("evening",), ()),
    ({"skills": ()}, "gain_skill", ("s2",), (0, 0)),
]
#: (facts never asked, the question that would settle it)
ASKED: list[tuple[dict[str, Any], str]] = [
    ({"french_oral": None}, "confirm_french_oral"),
    ({"french_written": None}, "confirm_french_written"),
    ({"languages": None}, "confirm_languages"),
    ({"licences": ()}, "confirm_licence"),
    ({"driving_classes": None}, "confirm_driving_class"),
    ({"authorisation": None}, "confirm_authorisation"),
    ({"mobility": None}, "confirm_place"),
    ({"available_from": None}, "confirm_date"),
    ({"wage_floor": None}, "confirm_wage"),
    ({"shifts": None}, "confirm_shift"),
    ({"skills": (), "skills_asked": False}, "confirm_skills"),
]


def changes(need: Need | None = None, **facts: Any) -> dict[str, Change]:
    result = explain(need or a_need(), a_person(**facts), using(), most=50)
    return {change.code: change for change in reversed(result.changes)}


@pytest.mark.parametrize(("facts", "code", "codes", "numbers"), LIFTED, ids=[row[1] for row in LIFTED])
def test_the_change_that_lifts_the_only_obstacle_is_named(
    facts: dict[str, Any], code: str, codes: tuple[str, ...], numbers: tuple[int, ...]
) -> None:
    change = changes(**facts)[code]
    assert (change.codes, change.numbers, change.makes_admissible) == (codes, numbers, True)
    assert change.gain_low == change.gain_high


@pytest.mark.parametrize(("facts", "code"), ASKED, ids=[row[1] for row in ASKED])
def test_a_fact_never_asked_gives_the_range_between_its_answers(facts: dict[str, Any], code: str) -> None:
    change = changes(**facts)[code]
    assert change.makes_admissible
    assert change.gain_low <= 0 <= change.gain_high


def test_a_gain_is_the_difference_of_two_real_scores() -> None:
    before, after = score(a_need(), a_person(french_oral=5), using()), score(a_need(), a_person(), using())
    assert changes(french_oral=5)["french_oral"].gain_high == after.score - before.score > 0


def test_the_verdict_told_is_the_one_that_the_change_gives() -> None:
    assert changes(french_oral=5)["french_oral"].verdict is Verdict.ADMISSIBLE
    assert changes(french_oral=5, shifts=None)["french_oral"].verdict is Verdict.TO_VERIFY
    assert changes(french_oral=5, shifts=frozenset())["french_oral"].verdict is Verdict.INADMISSIBLE


def test_the_help_that_the_employer_could_offer_is_named() -> None:
    change = changes(help_needed=frozenset({"housing", "childcare"}))["offer_help"]
    assert change.codes == ("childcare",)
    assert change.gain_high > 0


def test_a_level_to_reach_and_a_level_to_confirm_are_told_apart() -> None:
    known = (PersonSkill(code="s1", level=2), PersonSkill(code="s2"), PersonSkill(code="s5"))
    assert changes(skills=known)["skill_level"].numbers == (2, 3)
    unknown = (PersonSkill(code="s1"), PersonSkill(code="s2"), PersonSkill(code="s5"))
    assert "confirm_skill_level" in changes(skills=unknown)


def test_time_in_an_occupation_never_asked_is_a_question() -> None:
    assert changes(occupations=(Experience(occupation="94120"),))["confirm_occupations"].gain_high > 0


def test_a_pair_that_has_everything_has_nothing_to_change() -> None:
    assert explain(a_need(), a_person(), using()).changes == ()


def test_one_change_is_not_said_to_make_admissible_when_two_things_block() -> None:
    assert not any(change.makes_admissible for change in changes(french_oral=5, shifts=frozenset()).values())


@given(needs, persons)
def test_changes_are_bounded_ordered_and_worth_naming(need: Need, person: Person) -> None:
    result = explain(need, person, using())
    assert len(result.changes) <= 8
    keys = [(not change.makes_admissible, -change.gain_high) for change in result.changes]
    assert keys == sorted(keys)
    for change in result.changes:
        assert change.gain_low <= change.gain_high
        assert not (change.makes_admissible and result.verdict is Verdict.ADMISSIBLE)


@given(needs, persons)
def test_explaining_changes_nothing_of_the_score(need: Need, person: Person) -> None:
    assert replace(explain(need, person, using()), changes=()) == score(need, person, using())
