"""The pages of persons: who opens them, what they show, what they write."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from crm.accounts.models import User
from crm.candidates.models import Candidate, CandidateOfficer, PersonStage, ReadEntry
from crm.territory.models import Municipality
from tests.factories.candidates import make_candidate
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db
TABS = ("person", "person-profile", "person-matches", "person-consents", "person-history", "person-identity")
AMINATA = {"given_name": "Aminata", "family_name": "Essai", "language": "fr-ca", "phone": "418 555-0101"}


@pytest.fixture
def browser(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def new_person(browser: Client, **values: Any) -> Any:
    data = {**AMINATA, "direction": make_direction().pk, "channel": "phone", **values}
    return browser.post(reverse("person-new"), data)


def test_the_list_finds_a_person_by_a_name_without_accents(browser: Client) -> None:
    make_candidate(name=("Zoé", "Éssai"))
    make_candidate(name=("Autre", "Personne"))
    page = browser.get(reverse("persons"), {"q": "zoe ess"})
    assert [row.title.text for row in page.context["rows"]] == ["Zoé Éssai"]


def test_the_list_finds_a_person_by_reference(browser: Client) -> None:
    person = make_candidate()
    make_candidate()
    page = browser.get(reverse("persons"), {"q": person.reference.lower()})
    assert [row.pk for row in page.context["rows"]] == [person.pk]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"consentement": "no"}, 1),
        ({"etape": "closed"}, 1),
        ({"region": "09"}, 1),
        ({"qui": "moi"}, 0),
        ({}, 3),
    ],
)
def test_the_list_narrows(wanted: dict[str, str], expected: int, browser: Client) -> None:
    make_candidate(consent=False)
    make_candidate(regions=("09",))
    make_candidate(confirmed_on="2020-01-01")
    make_candidate(stage=PersonStage.CLOSED)
    assert len(browser.get(reverse("persons"), wanted).context["rows"]) == expected


def test_an_empty_list_teaches_the_first_step(browser: Client) -> None:
    assert "Inscrivez une personne" in browser.get(reverse("persons")).content.decode()


def test_a_full_list_costs_a_few_queries(
    browser: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _one in range(30):
        make_candidate(occupations={"94120": 12}, regions=("02", "09"))
    with django_assert_max_num_queries(12):
        browser.get(reverse("persons"))


@pytest.mark.parametrize("name", TABS)
def test_every_page_of_a_person_opens_in_both_languages(name: str, browser: Client) -> None:
    person = make_candidate(occupations={"94120": 30}, french=(6, 4), authorisation={}, regions=("02",))
    for language in ("fr-ca", "en-ca"):
        browser.cookies["passerelle_language"] = language
        assert browser.get(reverse(name, args=[person.pk])).status_code == 200


@pytest.mark.parametrize("name", TABS)
def test_a_person_of_another_direction_does_not_exist(name: str, browser: Client) -> None:
    person = make_candidate(make_direction("quebec", ("03", "12")))
    assert browser.get(reverse(name, args=[person.pk])).status_code == 404


def test_the_officer_in_charge_sees_the_person_of_any_direction(browser: Client, officer: User) -> None:
    person = make_candidate(make_direction("quebec", ("03", "12")), officer=officer)
    assert browser.get(reverse("person", args=[person.pk])).status_code == 200


def test_to_an_advisor_these_pages_do_not_exist(signed_in: Client) -> None:
    person = make_candidate()
    addresses = [
        reverse("persons"),
        reverse("person-new"),
        *(reverse(name, args=[person.pk]) for name in TABS),
    ]
    assert {signed_in.get(address).status_code for address in addresses} == {404}


def test_reading_a_file_is_journaled_with_the_part_and_the_identity(browser: Client, officer: User) -> None:
    person = make_candidate()
    for _twice in range(2):
        browser.get(reverse("person-profile", args=[person.pk]))
    rows = ReadEntry.objects.filter(candidate=person, user=officer).order_by("what")
    assert list(rows.values_list("what", flat=True)) == ["identity", "profile"]


def test_opening_a_file_leads_to_its_profile(browser: Client) -> None:
    answer = new_person(browser, consent="on", residence="94068")
    person = Candidate.objects.get()
    assert answer["Location"] == reverse("person-profile", args=[person.pk])
    assert (person.identity.given_name, person.residence_id) == ("Aminata", "94068")
    assert person.consents.get().channel == "phone"


def test_without_consent_the_file_opens_all_the_same(browser: Client) -> None:
    new_person(browser)
    assert not Candidate.objects.get().consents.exists()


def test_a_likely_duplicate_is_shown_and_what_was_typed_is_kept(browser: Client) -> None:
    other = make_candidate(name=("Aminata", "Essai"))
    page = new_person(browser)
    assert page.status_code == 422
    assert page.context["found"] == [other]
    assert 'value="418 555-0101"' in page.content.decode()
    assert new_person(browser, known_apart="on").status_code == 302


@pytest.mark.parametrize(
    ("field", "value"),
    [("given_name", ""), ("given_name", "a" * 10_000), ("family_name", "a\x00b"), ("email", "non")],
)
def test_bad_input_has_its_message_beside_the_field(field: str, value: str, browser: Client) -> None:
    page = new_person(browser, **{field: value})
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert not Candidate.objects.exists()


def test_an_emoji_in_a_name_is_a_name(browser: Client) -> None:
    new_person(browser, given_name="Zoé 🌲")
    assert Candidate.objects.get().identity.given_name == "Zoé 🌲"


def test_identity_is_corrected(browser: Client) -> None:
    person = make_candidate()
    browser.post(reverse("person-identity", args=[person.pk]), {**AMINATA, "residence": "93042"})
    person.refresh_from_db()
    assert person.residence == Municipality.objects.get(pk="93042")
    assert str(person.identity) == "Aminata Essai"


def test_a_move_is_made_from_the_page_and_a_refused_one_says_why(browser: Client) -> None:
    person = make_candidate()
    address = reverse("person-move", args=[person.pk])
    browser.post(address, {"to": "profile_valid"})
    person.refresh_from_db()
    assert person.stage == "profile_valid"
    page = browser.post(address, {"to": "closed"}, follow=True)
    assert "Choisissez un motif" in page.content.decode()


def test_a_person_is_entrusted_to_a_colleague(browser: Client) -> None:
    person, colleague = make_candidate(), make_user("officer")
    address = reverse("person-officer", args=[person.pk])
    browser.post(address, {"officer": colleague.pk, "valid_from": "2026-01-05"})
    assert CandidateOfficer.objects.get(candidate=person).user == colleague
    refused = browser.post(address, {"officer": colleague.pk, "valid_from": "2026-01-06"})
    assert refused.status_code == 422


def test_a_consent_is_recorded_then_taken_back(browser: Client) -> None:
    person = make_candidate(consent=False)
    address = reverse("person-consents", args=[person.pk])
    data = {"kind": "matching", "channel": "phone", "given_on": "2020-01-05"}
    assert browser.post(address, data).status_code == 302
    consent = person.consents.get()
    browser.post(reverse("consent-revoke", args=[person.pk, consent.pk]))
    consent.refresh_from_db()
    assert consent.revoked_at


def test_a_consent_to_identity_without_employer_is_refused_beside_the_field(browser: Client) -> None:
    data = {"kind": "identity", "channel": "phone", "given_on": "2020-01-05"}
    page = browser.post(reverse("person-consents", args=[make_candidate().pk]), data)
    assert page.status_code == 422
    assert "employer_words" in page.context["form"].errors


def test_the_consent_of_someone_else_is_not_taken_back_here(browser: Client) -> None:
    consent = make_candidate().consents.get()
    address = reverse("consent-revoke", args=[make_candidate().pk, consent.pk])
    assert browser.post(address).status_code == 404
