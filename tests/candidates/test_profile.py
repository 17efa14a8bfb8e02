"""The profile, part by part."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from crm.accounts.models import User
from crm.candidates import services
from crm.candidates.models import Candidate
from crm.candidates.services import AuthorisationFacts, ProfileRefused, SkillAnswer
from crm.core.errors import Forbidden, StaleRevision
from crm.core.models import OutboxMessage
from crm.taxonomy.models import PermitKind, Skill
from tests.factories.candidates import make_candidate
from tests.factories.employers import make_employer
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db
FRENCH = {"oral": 6, "written": 4, "evaluated_on": date(2026, 5, 1)}


def save(
    service: Callable[..., Candidate], person: Candidate, by: User, now: datetime, **values: Any
) -> Candidate:
    saved = service(candidate=person, revision=person.revision, by=by, now=now, **values)
    saved.refresh_from_db()
    return saved


def test_a_part_bumps_the_revision_and_is_scored(officer: User, now: datetime) -> None:
    saved = save(services.save_french, make_candidate(), officer, now, **FRENCH)
    assert (saved.french_oral, saved.french_written, saved.revision) == (6, 4, 2)
    assert OutboxMessage.objects.get().arguments == {"candidate_id": saved.pk, "revision": 2}


def test_an_older_reading_is_refused(officer: User, now: datetime) -> None:
    person = make_candidate(revision=4)
    with pytest.raises(StaleRevision):
        services.save_french(candidate=person, revision=3, by=officer, now=now, **FRENCH)


def test_only_who_sees_the_file_writes_the_profile(advisor: User, now: datetime) -> None:
    for by in (advisor, make_user("officer", make_direction("quebec", ("03", "12")))):
        with pytest.raises(Forbidden):
            save(services.save_french, make_candidate(), by, now, **FRENCH)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"oral": 13}, "oral"),
        ({"written": -1}, "written"),
        ({"evaluated_on": date(2027, 1, 1)}, "evaluated_on"),
    ],
)
def test_french_levels_have_bounds(values: dict[str, Any], field: str, officer: User, now: datetime) -> None:
    with pytest.raises(ProfileRefused) as refused:
        save(services.save_french, make_candidate(), officer, now, **{**FRENCH, **values})
    assert refused.value.field == field


def test_occupations_take_the_place_of_those_before(officer: User, now: datetime) -> None:
    person = make_candidate(occupations={"94120": 12})
    saved = save(services.save_occupations, person, officer, now, occupations=[("72106", 30), ("94120", 60)])
    assert list(saved.occupations.values_list("occupation_id", "months")) == [("94120", 60), ("72106", 30)]


@pytest.mark.parametrize(
    ("occupations", "field"),
    [
        ([("94120", 1), ("94120", 2)], "occupation"),
        ([("94120", 721)], "months"),
        ([("00000", 1)], "occupation"),
    ],
)
def test_occupations_that_cannot_be_are_refused(
    occupations: list[tuple[str, int]], field: str, officer: User, now: datetime
) -> None:
    with pytest.raises(ProfileRefused) as refused:
        save(services.save_occupations, make_candidate(), officer, now, occupations=occupations)
    assert refused.value.field == field


def test_skills_are_held_absent_or_not_spoken_of(officer: User, now: datetime) -> None:
    held, absent = Skill.objects.values_list("pk", flat=True)[:2]
    answers = [SkillAnswer(code=held, held=True, level=3), SkillAnswer(code=absent, held=False)]
    saved = save(services.save_skills, make_candidate(), officer, now, answers=answers)
    assert saved.skills_asked
    assert list(saved.skills.values_list("skill_id", "held", "level")) == [
        (held, True, 3),
        (absent, False, None),
    ]


def test_without_any_answer_skills_were_never_asked(officer: User, now: datetime) -> None:
    assert not save(services.save_skills, make_candidate(skills=()), officer, now, answers=[]).skills_asked


@pytest.mark.parametrize(
    "answer",
    [
        SkillAnswer(code="soudage", held=False, level=1),
        SkillAnswer(code="soudage", held=True, level=4),
        SkillAnswer(code="?", held=True),
    ],
)
def test_a_skill_that_cannot_be_is_refused(answer: SkillAnswer, officer: User, now: datetime) -> None:
    with pytest.raises(ProfileRefused):
        save(services.save_skills, make_candidate(), officer, now, answers=[answer])


def test_asked_and_no_other_language_is_an_answer(officer: User, now: datetime) -> None:
    saved = save(services.save_languages, make_candidate(), officer, now, asked=True, languages=[])
    assert saved.languages_asked
    assert not saved.languages.exists()


def test_driving_classes_and_licences_are_kept(officer: User, now: datetime) -> None:
    saved = save(
        services.save_driving_and_licences,
        make_candidate(),
        officer,
        now,
        driving_asked=True,
        driving_classes=["5"],
        licences=[("oiiq", "started")],
    )
    assert (saved.driving_classes, saved.licences.get().stage) == (["5"], "started")


def test_authorisation_facts_are_kept_and_may_be_forgotten(officer: User, now: datetime) -> None:
    person = make_candidate(authorisation={})
    employer = make_employer()
    facts = AuthorisationFacts(may_work_until=date(2027, 6, 1), tied_employer=employer)
    saved = save(services.save_authorisation, person, officer, now, facts=facts)
    assert Candidate.objects.get(pk=person.pk).authorisation.tied_employer == employer
    save(services.save_authorisation, saved, officer, now, facts=None)
    assert not hasattr(Candidate.objects.get(pk=person.pk), "authorisation")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"may_work_from": date(2027, 1, 2), "may_work_until": date(2027, 1, 1)}, "may_work_until"),
        ({"verified_on": date(2027, 1, 1)}, "verified_on"),
    ],
)
def test_authorisation_facts_that_cannot_be_are_refused(
    facts: dict[str, Any], field: str, officer: User, now: datetime
) -> None:
    with pytest.raises(ProfileRefused) as refused:
        save(services.save_authorisation, make_candidate(), officer, now, facts=AuthorisationFacts(**facts))
    assert refused.value.field == field


def test_a_closed_permit_names_its_employer(officer: User, now: datetime) -> None:
    closed = PermitKind.objects.filter(closed=True).first()
    with pytest.raises(ProfileRefused) as refused:
        save(
            services.save_authorisation, make_candidate(), officer, now, facts=AuthorisationFacts(kind=closed)
        )
    assert refused.value.field == "tied_employer"


MOBILITY = {"asked": True, "all_regions": False, "regions": ["09", "02"], "mrcs": [], "help_needed": None}


def test_places_keep_the_order_of_preference(officer: User, now: datetime) -> None:
    saved = save(services.save_mobility, make_candidate(regions=("06",)), officer, now, **MOBILITY)
    assert list(saved.accepted_regions.values_list("region_id", "rank")) == [("09", 1), ("02", 2)]
    assert saved.mobility_asked


def test_an_mrc_brings_its_region(officer: User, now: datetime) -> None:
    saved = save(
        services.save_mobility, make_candidate(), officer, now, **{**MOBILITY, "regions": [], "mrcs": ["942"]}
    )
    assert saved.accepted_regions.get().region_id == "02"


def test_all_regions_need_no_list(officer: User, now: datetime) -> None:
    saved = save(services.save_mobility, make_candidate(), officer, now, **{**MOBILITY, "all_regions": True})
    assert saved.accepts_all_regions
    assert not saved.accepted_regions.exists()


@pytest.mark.parametrize(("values", "field"), [({"regions": ["99"]}, "regions"), ({"mrcs": ["000"]}, "mrcs")])
def test_places_that_do_not_exist_are_refused(
    values: dict[str, Any], field: str, officer: User, now: datetime
) -> None:
    with pytest.raises(ProfileRefused) as refused:
        save(services.save_mobility, make_candidate(), officer, now, **{**MOBILITY, **values})
    assert refused.value.field == field


def test_conditions_are_kept_and_a_wage_is_positive(officer: User, now: datetime) -> None:
    person = make_candidate()
    plain = {"available_from": None, "wage_floor": Decimal("21.50"), "shifts": ["day"]}
    saved = save(services.save_conditions, person, officer, now, **plain)
    assert (saved.wage_floor, saved.shifts) == (Decimal("21.50"), ["day"])
    with pytest.raises(ProfileRefused):
        save(services.save_conditions, saved, officer, now, **{**plain, "wage_floor": Decimal(0)})


def test_confirming_a_profile_scores_nothing(officer: User, now: datetime, today: date) -> None:
    confirmed = services.confirm_profile(candidate=make_candidate(), by=officer, now=now)
    assert (confirmed.confirmed_on, confirmed.revision) == (today, 1)
