"""Every page of a person, full of everything that it can show, costs at most twelve queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from crm.accounts.models import User
from crm.candidates.models import Candidate, CandidateLanguage, CandidateLicence, TogetherAsked
from crm.settlement.models import ActionPlanGoal
from crm.taxonomy.models import Occupation
from tests.factories.candidates import make_candidate, make_consent
from tests.factories.employers import make_employer
from tests.factories.matching import make_match, make_presentation
from tests.factories.needs import make_need
from tests.factories.people import make_user
from tests.factories.settlement import make_appointment, make_plan

pytestmark = pytest.mark.django_db
BUDGET = 12
PAGES = [
    "person", "person-profile", "person-matches", "person-consents", "person-together", "person-plan",
    "person-appointments", "person-history", "person-identity", "appointment-new",
]  # fmt: skip
SECTIONS = [
    "authorisation", "occupations", "skills", "french", "mobility", "conditions", "licences", "languages",
]  # fmt: skip
MANY = 5


@pytest.fixture
def browser(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


@pytest.fixture
def person(officer: User) -> Candidate:
    """A person with several rows of everything."""
    made = make_candidate(
        officer=officer,
        occupations={"31301": 30, "94120": 12, "72106": 6},
        skills=("soudage", "sciage"),
        absent_skills=("budget",),
        french=(6, 4),
        authorisation={"tied_employer": make_employer()},
        regions=("02", "09", "06"),
        mrcs=("942", "941"),
        driving_classes=["5"],
        languages_asked=True,
    )
    made.authorisation.occupation_limits.set(Occupation.objects.all()[:3])
    for code in ("en", "es", "ar"):
        CandidateLanguage.objects.create(candidate=made, language_id=code, level=2)
    CandidateLicence.objects.create(candidate=made, licence_id=_licence(), stage="started")
    for number in range(MANY):
        _happened(made, officer, number)
    return made


def _licence() -> str:
    return str(Occupation.objects.get(pk="31301").licences.values_list("pk", flat=True)[0])


def _happened(person: Candidate, officer: User, number: int) -> None:
    """A plan with goals, an appointment, a stage, a friend who asked too, an employer that is interested."""
    now, today = timezone.now(), timezone.localdate()
    closed = today - timedelta(days=number) if number else None
    plan = make_plan(person, officer, closed_on=closed)
    ActionPlanGoal.objects.create(plan=plan, strand="francisation", action="S’inscrire")
    make_appointment(now + timedelta(days=number), person, officer)
    person.moves.create(to_stage="available", at=now, by=make_user(), reason="")
    friend = make_candidate()
    for one, other in ((person, friend), (friend, person)):
        TogetherAsked.objects.create(
            candidate=one, other=other, asked_on=today, channel="phone", recorded_by=make_user()
        )
    make_match(make_need(), friend)
    match = make_match(make_need(), person, stage="mutual_interest")
    make_presentation(match, answer="interested", answered_at=now)
    make_consent(person, "referral", recorded_by=make_user())


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_a_full_person_stays_within_its_query_budget(
    browser: Client, person: Candidate, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser.get(reverse("persons"))  # What a process reads once and keeps is no cost of the page.
    with django_assert_max_num_queries(BUDGET):
        page = browser.get(reverse(name, args=[person.pk]))
    assert page.status_code == 200


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_of_a_full_profile_stays_within_its_query_budget(
    browser: Client, person: Candidate, section: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser.get(reverse("persons"))
    with django_assert_max_num_queries(BUDGET):
        page = browser.get(reverse("person-section", args=[person.pk, section]))
    assert page.status_code == 200
