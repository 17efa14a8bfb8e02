"""The registers, as the privacy officer reads them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from crm.accounts.models import User
from crm.candidates.models import Candidate, ReadEntry, Release
from tests.factories.candidates import make_candidate, make_consent
from tests.factories.employers import make_employer
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_work(client: Client) -> Client:
    client.force_login(make_user(role="privacy"))
    return client


def read(person: Candidate, reader: User, at: datetime, what: str = "plan") -> ReadEntry:
    return ReadEntry.objects.create(candidate=person, user=reader, at=at, what=what)


def tell(person: Candidate, at: datetime, recipient: str = "Scierie des Essais") -> Release:
    consent = make_consent(person, kind="presentation", employer=make_employer())
    return Release.objects.create(
        candidate=person,
        consent=consent,
        recipient=recipient,
        purpose="Besoin B-0001",
        at=at,
        content={"occupations": ["Opératrice de scierie"], "available_from": "2026-12", "may_work": True},
    )


def test_the_journal_says_who_read_what(at_work: Client, now: datetime) -> None:
    person, reader = (
        make_candidate(name=("Zoé", "Invisible")),
        make_user(role="officer", name="Lise Lectrice"),
    )
    read(person, reader, now)
    page = at_work.get("/journal/").content.decode()
    assert "Lise Lectrice" in page
    assert person.reference in page
    assert "plan d’action" in page


def test_the_registers_name_no_person(at_work: Client, officer: User, now: datetime) -> None:
    person = make_candidate(name=("Zoé", "Invisible"))
    read(person, officer, now)
    tell(person, now)
    for path in ("/journal/", "/communications/"):
        assert "Invisible" not in at_work.get(path).content.decode()


def test_the_frozen_content_is_shown_in_words(at_work: Client, now: datetime) -> None:
    tell(make_candidate(), now)
    page = at_work.get("/communications/").content.decode()
    for said in ("Scierie des Essais", "professions", "Opératrice de scierie", "oui", "Présentation"):
        assert said in page


def test_the_journal_is_narrowed_by_person_reader_and_days(at_work: Client, now: datetime) -> None:
    first, second = make_candidate(), make_candidate()
    lise, marc = (make_user(role="officer", name=name) for name in ("Lise Élan", "Marc Otis"))
    read(first, lise, now, "overview")
    read(second, marc, now - timedelta(days=40), "consents")
    for query, kept, left in (
        (f"personne={first.reference}", "aperçu", "consentements"),
        ("qui=elan", "aperçu", "consentements"),
        ("au=2026-11-01", "consentements", "aperçu"),
        ("du=2026-11-01", "aperçu", "consentements"),
    ):
        page = at_work.get(f"/journal/?{query}").content.decode()
        assert kept in page, query
        assert left not in page, query


@pytest.mark.parametrize(
    "query",
    [
        "personne=%00",
        "personne=Zo%C3%A9",
        "personne=99999999999",
        "qui=%00",
        "du=hier",
        "du=2026-02-01&au=2026-01-01",
        "page=99",
    ],
)
@pytest.mark.parametrize("path", ["/journal/", "/communications/"])
def test_a_search_that_makes_no_sense_still_answers(path: str, query: str, at_work: Client) -> None:
    assert at_work.get(f"{path}?{query}").status_code == 200


@pytest.mark.parametrize("role", ["advisor", "officer", "manager", "admin"])
def test_for_others_the_registers_do_not_exist(role: str, client: Client) -> None:
    client.force_login(make_user(role=role))
    assert client.get("/journal/").status_code == 404
    assert client.get("/communications/").status_code == 404


@pytest.mark.parametrize(("path", "make"), [("/journal/", "read"), ("/communications/", "tell")])
def test_a_register_asks_no_more_for_many_than_for_one(
    path: str, make: str, at_work: Client, officer: User, now: datetime, django_assert_max_num_queries: Any
) -> None:
    for _number in range(10):
        person = make_candidate()
        if make == "read":
            read(person, officer, now)
        else:
            tell(person, now)
    with django_assert_max_num_queries(9):
        at_work.get(path)


@pytest.mark.parametrize(("language", "said"), [("fr-ca", "Journal des accès"), ("en-ca", "")])
def test_the_page_opens_in_both_languages(language: str, said: str, at_work: Client) -> None:
    at_work.cookies["passerelle_language"] = language
    answer = at_work.get("/journal/")
    assert answer.status_code == 200
    assert said in answer.content.decode()
