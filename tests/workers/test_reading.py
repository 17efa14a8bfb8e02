"""The bridge reads the closed list and nothing else, in a number of queries that does not grow."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.candidates.models import CandidateLicence, Consent, PersonStage
from crm.taxonomy.models import Occupation
from tests.factories.candidates import make_candidate
from tests.factories.employers import make_employer
from tests.factories.matching import make_sawyer
from tests.factories.needs import make_need
from workers.bridge import read_need, read_persons
from workers.engine.types import Authorisation, Language, Mobility, Need, Person

pytestmark = pytest.mark.django_db
NEVER_READ = ("identity", "residence", "direction_id", "registered_on", "kind_id", "folded_name", "_move")


def only_person(today: date) -> Person:
    (person,) = read_persons(today)
    return person


def value_of(**values: Any) -> Need:
    found = read_need(make_need(**values).pk)
    assert found is not None
    assert found[1] is not None
    return found[1]


def test_the_queries_do_not_grow_with_the_people(today: date) -> None:
    make_sawyer()
    with CaptureQueriesContext(connection) as few:
        read_persons(today)
    for _ in range(5):
        make_sawyer()
    with CaptureQueriesContext(connection) as many:
        assert len(read_persons(today)) == 6
    assert len(many) == len(few) <= 10


def test_no_query_names_what_the_engine_may_not_know(today: date) -> None:
    make_sawyer()
    with CaptureQueriesContext(connection) as queries:
        read_persons(today)
    asked = " ".join(query["sql"] for query in queries)
    assert [word for word in NEVER_READ if word in asked] == []


def test_what_was_never_asked_is_unknown(today: date) -> None:
    make_candidate()
    person = only_person(today)
    unknown = {field.name for field in fields(person) if getattr(person, field.name) is None}
    assert unknown == {
        "occupations",
        "french_oral",
        "french_written",
        "languages",
        "driving_classes",
        "mobility",
        "help_needed",
        "available_from",
        "wage_floor",
        "shifts",
        "authorisation",
    }


def test_what_was_asked_and_is_absent_is_known_to_be_absent(today: date) -> None:
    make_candidate(
        skills=[],
        absent_skills=["affutage"],
        regions=[],
        languages_asked=True,
        driving_asked=True,
        help_needed=[],
        shifts=[],
    )
    person = only_person(today)
    assert person.skills_asked
    assert person.skills_absent == {"affutage"}
    assert person.languages == ()
    assert person.mobility == Mobility()
    assert person.driving_classes == person.help_needed == person.shifts == frozenset()


def test_an_authorisation_is_four_facts(today: date) -> None:
    employer = make_employer()
    end = date(2027, 6, 30)
    candidate = make_candidate(
        authorisation={"tied_employer": employer, "may_work_until": end, "kind_id": None}
    )
    candidate.authorisation.occupation_limits.set(Occupation.objects.filter(pk="94120"))
    assert only_person(today).authorisation == Authorisation(
        may_work_until=end, tied_employer=str(employer.pk), occupation_limits=("94120",)
    )


def test_naming_an_mrc_narrows_its_region_and_no_other(today: date) -> None:
    make_candidate(regions=["02", "03"], mrcs=["910"])
    assert only_person(today).mobility == Mobility(regions=("03",), mrcs=("910",))


def test_licences_and_cents_are_read(today: date) -> None:
    candidate = make_candidate(wage_floor="24.35")
    CandidateLicence.objects.create(candidate=candidate, licence_id="oiiq", stage="started")
    person = only_person(today)
    assert person.wage_floor == 2435
    assert [(row.code, int(row.stage)) for row in person.licences] == [("oiiq", 1)]


@pytest.mark.parametrize(
    "stage", [PersonStage.REGISTERED, PersonStage.WELCOMED, PersonStage.EMPLOYED, PersonStage.CLOSED]
)
def test_whoever_is_not_looking_for_work_is_not_read(today: date, stage: str) -> None:
    make_sawyer(stage=stage)
    assert read_persons(today) == []


def test_without_consent_to_matching_in_force_nobody_is_read(today: date) -> None:
    make_sawyer(consent=False)
    make_sawyer()
    Consent.objects.update(expires_on=date(2026, 11, 22))
    assert read_persons(today) == []


def test_a_consent_counts_through_its_last_day(today: date) -> None:
    make_sawyer()
    Consent.objects.update(expires_on=today)
    assert len(read_persons(today)) == 1


def test_a_need_is_read_at_its_site() -> None:
    need = value_of(
        skills=("sciage",), wage_min="22.00", wage_max="28.40", shift="evening", help_offered=["housing"]
    )
    assert (need.occupation, need.region, need.mrc) == ("94120", "02", "941")
    assert [skill.code for skill in need.skills] == ["sciage"]
    assert (need.wage_max, need.shift, need.help_offered) == (2840, "evening", frozenset({"housing"}))


def test_another_language_counts_only_with_its_justification() -> None:
    need = value_of(other_language_id="en", other_language_reason="clientèle", other_language_means="aucun")
    assert need.languages == (Language(code="en"),)


def test_a_need_without_an_occupation_takes_the_one_that_its_words_propose() -> None:
    assert value_of(stage="submitted", occupation=None, words="opérateur de scierie").occupation == "94120"


def test_a_need_that_nothing_describes_has_no_value() -> None:
    found = read_need(make_need(stage="submitted", occupation=None, words="zzzz qqqq").pk)
    assert found is not None
    assert found[1] is None


def test_a_need_that_has_gone_is_none() -> None:
    assert read_need(0) is None
