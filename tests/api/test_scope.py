"""The REST interface shows what the pages show: the same scopes, 404 for what one may not see, 403 with its reason."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from crm.accounts.models import User
from crm.candidates.models import ReadEntry
from crm.taxonomy.models import Skill
from tests.factories.candidates import make_candidate
from tests.factories.employers import make_employer, make_file, make_member
from tests.factories.needs import make_need
from tests.factories.people import make_direction, make_user
from tests.factories.reporting import make_match

pytestmark = pytest.mark.django_db
EVERYWHERE = [
    "/api/v1/schema/",
    "/api/v1/regions/",
    "/api/v1/occupations/?q=soudeur",
    "/api/v1/occupations/72106/skills/",
    "/api/v1/employers/",
    "/api/v1/employers/1/",
    "/api/v1/needs/",
    "/api/v1/needs/1/",
    "/api/v1/needs/1/ranking/",
    "/api/v1/plans/",
    "/api/v1/plans/1/pairs/",
    "/api/v1/candidates/",
    "/api/v1/candidates/1/",
    "/api/v1/figures/?region=02",
]


def as_user(user: User, language: str = "fr-ca") -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["passerelle_language"] = language
    return client


def get(client: Client, address: str, status: int = 200) -> Any:
    answer = client.get(address)
    assert answer.status_code == status, answer.content[:300]
    return answer.json()


@pytest.mark.parametrize("address", EVERYWHERE)
def test_a_stranger_is_refused_everywhere(client: Client, address: str) -> None:
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("address", EVERYWHERE)
def test_nothing_can_be_written(signed_in: Client, address: str) -> None:
    assert signed_in.post(address).status_code in {403, 405}


def test_an_advisor_lists_the_needs_of_the_direction_alone(signed_in: Client) -> None:
    mine = make_need()
    make_need(make_file(direction=make_direction("quebec", ("03", "12"))))
    assert [row["reference"] for row in get(signed_in, "/api/v1/needs/")["results"]] == [mine.reference]


def test_a_need_of_another_direction_does_not_exist(signed_in: Client) -> None:
    need = make_need(make_file(direction=make_direction("quebec", ("03", "12"))))
    get(signed_in, f"/api/v1/needs/{need.pk}/", 404)
    get(signed_in, f"/api/v1/needs/{need.pk}/ranking/", 404)


def test_a_need_says_what_it_asks(signed_in: Client) -> None:
    code = Skill.objects.values_list("pk", flat=True)[0]
    need = make_need(skills=(code,), french_oral=6)
    found = get(signed_in, f"/api/v1/needs/{need.pk}/")
    assert found["skills"] == [{"code": code, "essential": True, "level": None}]
    assert found["french_oral"] == 6


def test_a_ranking_comes_in_its_order_with_codes_for_names(signed_in: Client) -> None:
    need = make_need()
    last = make_match(need, verdict="to_verify", score=9900)
    second, first = make_match(need, score=8000), make_match(need, score=9100)
    rows = get(signed_in, f"/api/v1/needs/{need.pk}/ranking/")["results"]
    assert [row["person"] for row in rows] == [one.candidate.reference for one in (first, second, last)]


def test_an_employer_sees_its_needs_and_no_ranking() -> None:
    file = make_file()
    need, member = make_need(file), make_member(file.employer)
    client = as_user(member)
    assert get(client, f"/api/v1/needs/{need.pk}/")["id"] == need.pk
    refusal = get(client, f"/api/v1/needs/{need.pk}/ranking/", 403)
    assert refusal["detail"] == "Réservé au personnel des directions régionales."


def test_a_card_names_the_direction_and_the_advisor_to_all_staff() -> None:
    lead = make_user(name="Claire Bouchard")
    file = make_file(lead=lead)
    elsewhere = as_user(make_user(direction=make_direction("quebec", ("03", "12"))))
    card = get(elsewhere, f"/api/v1/employers/{file.employer_id}/")
    assert card["followed_by"] == [{"direction": file.direction.name, "advisor": "Claire Bouchard"}]


def test_an_officer_reads_a_sheet_without_identity_and_the_journal_says_so(officer: User) -> None:
    person = make_candidate(name=("Amina", "Essai"))
    sheet = get(as_user(officer), f"/api/v1/candidates/{person.pk}/")
    assert sheet["reference"] == person.reference
    assert "Amina" not in str(sheet)
    assert list(ReadEntry.objects.values_list("candidate_id", "user_id")) == [(person.pk, officer.pk)]


def test_a_person_of_another_direction_does_not_exist(officer: User) -> None:
    person = make_candidate(direction=make_direction("quebec", ("03", "12")))
    get(as_user(officer), f"/api/v1/candidates/{person.pk}/", 404)
    assert not ReadEntry.objects.exists()


def test_an_advisor_may_not_list_persons(signed_in: Client) -> None:
    get(signed_in, "/api/v1/candidates/", 403)


def test_a_figure_comes_with_its_rule_and_its_period(signed_in: Client) -> None:
    figures = get(signed_in, "/api/v1/figures/?region=02&start=2026-04-01&end=2026-09-30")
    first = figures[0]
    assert (first["code"], first["value"], first["rule"]) == ("businesses_supported", 0, "EA-1")
    assert (first["period_start"], first["period_end"]) == ("2026-04-01", "2026-09-30")


def test_the_privacy_officer_reads_no_figures() -> None:
    get(as_user(make_user(role="privacy")), "/api/v1/figures/?region=02", 403)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "region"),
        ("region=99", "region"),
        ("region=02&start=2026-04-01", "end"),
        ("region=02&end=2026-04-01", "start"),
        ("region=02&start=hier&end=2026-04-01", "start"),
        ("region=02&start=0001-01-01&end=2026-04-01", "start"),
        ("region=02&start=2026-04-01&end=9999-12-31", "end"),
        ("region=02&start=2026-04-01&end=2026-03-31", "end"),
        ("region=02&start=2010-04-01&end=2020-04-01", "end"),
    ],
)
def test_a_bad_question_is_answered_beside_its_field(signed_in: Client, query: str, field: str) -> None:
    assert field in get(signed_in, f"/api/v1/figures/?{query}", 400)


@pytest.mark.parametrize(
    ("language", "words"), [("fr-ca", "Ce champ est obligatoire."), ("en-ca", "This field is required.")]
)
def test_errors_are_in_the_readers_language(advisor: User, language: str, words: str) -> None:
    assert get(as_user(advisor, language), "/api/v1/occupations/", 400)["q"] == [words]


def test_plain_words_find_an_occupation(signed_in: Client) -> None:
    assert get(signed_in, "/api/v1/occupations/?q=soudeur")[0]["code"] == "72106"


def test_the_schema_is_for_staff() -> None:
    assert as_user(make_member(make_employer())).get("/api/v1/schema/").status_code == 403
    assert as_user(make_user()).get("/api/v1/schema/").status_code == 200
