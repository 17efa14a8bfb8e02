"""Every hard rule, met, unknown and broken; and the verdict that follows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.engine.examples import a_need, a_person
from tests.engine.strategies import using
from workers.engine.constraints import RULES
from workers.engine.results import Status, Verdict
from workers.engine.scoring import score
from workers.engine.types import Authorisation, Language, Licence, LicenceStage, Mobility, PersonSkill

UNKNOWN_AUTHORISATION = {"authorisation": None}
#: (rule, facts never asked, facts that break it)
CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("authorised_from", UNKNOWN_AUTHORISATION, {"authorisation": Authorisation(may_work_from=date.max)}),
    (
        "authorised_until",
        UNKNOWN_AUTHORISATION,
        {"authorisation": Authorisation(may_work_until=date(2026, 12, 13))},
    ),
    ("tied_employer", UNKNOWN_AUTHORISATION, {"authorisation": Authorisation(tied_employer="e2")}),
    ("occupation_limits", UNKNOWN_AUTHORISATION, {"authorisation": Authorisation(occupation_limits=("72",))}),
    ("licence", {"licences": ()}, {"licences": (Licence(code="ordre", stage=LicenceStage.STARTED),)}),
    ("driving_class", {"driving_classes": None}, {"driving_classes": frozenset({"6A"})}),
    ("french_oral", {"french_oral": None}, {"french_oral": 6}),
    ("french_written", {"french_written": None}, {"french_written": 3}),
    ("other_language", {"languages": None}, {"languages": (Language(code="en", band=1),)}),
    ("place_accepted", {"mobility": None}, {"mobility": Mobility(regions=("09",), mrcs=("92",))}),
    ("available_from", {"available_from": None}, {"available_from": date(2027, 3, 15)}),
    ("shift", {"shifts": None}, {"shifts": frozenset({"day"})}),
    ("wage_floor", {"wage_floor": None}, {"wage_floor": 2841}),
    ("skills_none_covered", {"skills": (), "skills_asked": False}, {"skills": ()}),
]
IDS = [code for code, _, _ in CASES]


def status(code: str, **facts: Any) -> Status:
    rows = score(a_need(), a_person(**facts), using()).constraints
    return next(row.status for row in rows if row.code == code)


def test_every_rule_has_a_case() -> None:
    assert {rule.__name__ for rule in RULES} | {"skills_none_covered"} == set(IDS)


@pytest.mark.parametrize("code", IDS)
def test_a_rule_that_is_met_is_ok(code: str) -> None:
    assert status(code) is Status.OK


@pytest.mark.parametrize(("code", "unknown"), [case[:2] for case in CASES], ids=IDS)
def test_a_fact_never_asked_is_missing_and_to_verify(code: str, unknown: dict[str, Any]) -> None:
    result = score(a_need(), a_person(**unknown), using())
    assert code in {row.code for row in result.to_verify()}
    assert result.verdict is Verdict.TO_VERIFY


@pytest.mark.parametrize(("code", "broken"), [case[::2] for case in CASES], ids=IDS)
def test_a_broken_rule_blocks_alone_and_makes_inadmissible(code: str, broken: dict[str, Any]) -> None:
    result = score(a_need(), a_person(**broken), using())
    assert [row.code for row in result.blocked()] == [code]
    assert result.verdict is Verdict.INADMISSIBLE


def test_every_reason_is_given_not_only_the_first() -> None:
    result = score(a_need(), a_person(french_oral=1, wage_floor=9999, shifts=frozenset()), using())
    assert {row.code for row in result.blocked()} == {"french_oral", "wage_floor", "shift"}


def test_a_blocked_pair_stays_inadmissible_when_a_fact_is_also_missing() -> None:
    assert score(a_need(), a_person(french_oral=1, shifts=None), using()).verdict is Verdict.INADMISSIBLE


def test_what_the_need_does_not_ask_gives_no_row() -> None:
    bare = a_need(
        skills=(),
        experience_months=0,
        french_oral=None,
        french_written=None,
        languages=(),
        licence=None,
        driving_class=None,
        wage_max=None,
        shift=None,
    )
    codes = {row.code for row in score(bare, a_person(), using()).constraints}
    assert codes == {
        "authorised_from",
        "authorised_until",
        "tied_employer",
        "occupation_limits",
        "place_accepted",
        "available_from",
    }


def test_a_french_level_that_is_not_asked_changes_nothing() -> None:
    need = a_need(french_oral=None, french_written=None)
    results = {
        score(need, a_person(french_oral=oral, french_written=oral), using()) for oral in (None, 0, 12)
    }
    assert len(results) == 1


def test_french_above_the_level_stated_gives_no_point() -> None:
    results = [score(a_need(), a_person(french_oral=oral), using()).score for oral in (7, 8, 12)]
    assert len(set(results)) == 1


def test_a_closed_permit_with_this_very_employer_is_no_obstacle() -> None:
    tied = a_person(authorisation=Authorisation(tied_employer="e1"))
    assert score(a_need(), tied, using()).verdict is Verdict.ADMISSIBLE


def test_an_mrc_accepted_outside_the_accepted_regions_is_enough() -> None:
    assert status("place_accepted", mobility=Mobility(regions=("09",), mrcs=("91",))) is Status.OK


def test_a_person_who_accepts_anywhere_accepts_this_place() -> None:
    assert status("place_accepted", mobility=Mobility(anywhere=True)) is Status.OK


def test_a_heavier_driving_class_allows_the_lighter_one() -> None:
    assert status("driving_class", driving_classes=frozenset({"1"})) is Status.OK


def test_a_start_date_that_is_past_counts_from_the_day_of_the_scoring() -> None:
    need = a_need(start=date(2020, 1, 1))
    assert score(need, a_person(available_from=date(2026, 12, 1)), using()).verdict is Verdict.ADMISSIBLE


def test_a_language_held_at_an_unknown_band_is_to_verify() -> None:
    assert status("other_language", languages=(Language(code="en"),)) is Status.MISSING


def test_a_skill_known_to_be_absent_while_others_were_never_asked_is_to_verify() -> None:
    facts = {"skills": (), "skills_asked": False, "skills_absent": frozenset({"s1"})}
    assert status("skills_none_covered", **facts) is Status.MISSING


def test_a_near_skill_covers() -> None:
    assert status("skills_none_covered", skills=(PersonSkill(code="s3"),)) is Status.OK
