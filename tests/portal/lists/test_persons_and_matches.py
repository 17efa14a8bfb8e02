"""Persons and matches as working lists: three faces of the same rows, who sees what, what leaves as a file."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from crm.accounts.models import User
from crm.accounts.policy import scope_of
from crm.candidates.models import PersonStage, ReadEntry
from crm.casework.models import FollowUp
from crm.matching.models import MatchStage
from crm.portal.lists.kinds import WorkList
from crm.portal.lists.pages import LISTS
from crm.portal.lists.wanted import asked_of
from tests.factories.candidates import make_candidate
from tests.factories.employers import make_file
from tests.factories.matching import make_match, make_presentation
from tests.factories.needs import make_need
from tests.factories.people import make_direction, make_user
from tests.factories.settlement import make_appointment
from tests.portal.lists.test_faces import in_board, in_calendar, in_list

pytestmark = pytest.mark.django_db
ELSEWHERE = ("ailleurs", ("06",))


@pytest.fixture
def reading(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def fill(officer: User, advisor: User, chance: random.Random) -> None:
    """Persons and pairs of all stages and days, some of a colleague, some of elsewhere."""
    today, now = timezone.localdate(), timezone.now()
    file = make_file(lead=advisor)
    for _number in range(8):
        person = make_candidate(
            officer=chance.choice([officer, None]),
            stage=chance.choice(PersonStage.values),
            consent=chance.random() < 0.7,
            regions=["02"],
            available_from=chance.choice([None, today + timedelta(days=chance.randrange(-40, 90))]),
            confirmed_on=chance.choice([None, today - timedelta(days=chance.randrange(200))]),
        )
        if chance.random() < 0.5:
            due = today + timedelta(days=chance.randrange(60))
            FollowUp.objects.create(candidate=person, owner=officer, due_on=due, text="Rappeler")
        if chance.random() < 0.3:
            make_appointment(now + timedelta(days=chance.randrange(1, 30)), person, officer)
        stage = chance.choice([MatchStage.PROPOSED, MatchStage.SHORTLISTED, MatchStage.PRESENTED])
        match = make_match(make_need(file), person, stage=stage)
        if stage == MatchStage.PRESENTED:
            make_presentation(match, due_on=today + timedelta(days=chance.randrange(-20, 20)))
    make_match(
        make_need(make_file(direction=make_direction(*ELSEWHERE))), make_candidate(make_direction(*ELSEWHERE))
    )


def random_query(work: WorkList, chance: random.Random) -> QueryDict:
    query = QueryDict(mutable=True)
    for one in work.filters:
        query[one.key] = chance.choice([value for value, _label in one.choices])
    query["tri"] = chance.choice(list(work.sorts))
    query["jour_de"] = chance.choice([day for day in work.days if day != "consent_ends"])
    return query


@pytest.mark.parametrize("noun", ["persons", "matches"])
@pytest.mark.parametrize("seed", [1, 2])
def test_list_board_and_calendar_hold_the_same_rows(
    officer: User, advisor: User, noun: str, seed: int
) -> None:
    chance, today, work = random.Random(seed), timezone.localdate(), LISTS[noun]
    fill(officer, advisor, chance)
    user = officer if noun == "persons" else advisor
    for _turn in range(6):
        asked = asked_of(work, random_query(work, chance), scope=scope_of(user), today=today)
        found = work.found(user, asked.wanted, today)
        rows = in_list(work, found, asked, today)
        assert in_board(work, found, asked, today) == rows
        assert in_calendar(work, found, asked, today) == rows


@pytest.mark.parametrize("name", ["persons", "matches"])
@pytest.mark.parametrize("face", ["liste", "tableau", "calendrier"])
def test_every_face_keeps_within_twelve_queries(
    reading: Client,
    officer: User,
    advisor: User,
    name: str,
    face: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    fill(officer, advisor, random.Random(3))
    with django_assert_max_num_queries(12):
        assert reading.get(reverse(name), {"voir": face, "etape": "all"}).status_code == 200


@pytest.mark.parametrize("name", ["persons", "matches"])
@pytest.mark.parametrize("face", ["liste", "tableau", "calendrier"])
def test_an_empty_list_and_english_are_shown(reading: Client, name: str, face: str) -> None:
    reading.cookies["passerelle_language"] = "en-ca"
    page = reading.get(reverse(name), {"voir": face})
    assert page.status_code == 200
    assert "Calendar" in page.content.decode()


def test_persons_of_elsewhere_are_in_no_face(reading: Client) -> None:
    stranger = make_candidate(make_direction(*ELSEWHERE), name=("Ailleurs", "Essai"))
    for face in ("liste", "tableau"):
        assert stranger.reference not in reading.get(reverse("persons"), {"voir": face}).content.decode()


def test_of_the_list_of_persons_others_are_not_even_told(signed_in: Client) -> None:
    for address in (reverse("persons"), reverse("list-columns", args=["persons"])):
        assert signed_in.get(address).status_code == 404
    assert signed_in.get(reverse("list-lane", args=["persons"])).status_code == 404
    assert signed_in.post(reverse("list-bulk", args=["persons"]), {"action": "officer"}).status_code == 404


@pytest.mark.parametrize("place", ["941", "02"])
def test_lists_are_narrowed_to_one_mrc_or_region(
    client: Client, advisor: User, officer: User, place: str
) -> None:
    """The factory's site lies in Saguenay (94068): MRC 941, region 02; the other person lives in Alma (93042)."""
    here, there = make_candidate(residence_id="94068"), make_candidate(residence_id="93042")
    client.force_login(officer)
    rows = {row.pk for row in client.get(reverse("persons"), {"mrc": place}).context["rows"]}
    assert rows == ({here.pk} if place == "941" else {here.pk, there.pk})
    need = make_need(make_file(lead=advisor))
    client.force_login(advisor)
    code = need.site.municipality.mrc_id if place == "941" else need.site.municipality.mrc.region_id
    for name, row in (("needs", need.pk), ("files", need.file_id)):
        assert [one.pk for one in client.get(reverse(name), {"mrc": code}).context["rows"]] == [row]
        assert client.get(reverse(name), {"mrc": "999"}).context["rows"] == []


def test_a_name_is_shown_beside_a_match_only_to_whoever_sees_the_file(
    client: Client, advisor: User, officer: User
) -> None:
    match = make_match(candidate=make_candidate(name=("Zoé", "Nommée")))
    shown = {}
    for who in (advisor, officer):
        client.force_login(who)
        shown[who.pk] = client.get(reverse("matches")).content.decode()
    assert match.candidate.reference in shown[advisor.pk]
    assert "Zoé Nommée" not in shown[advisor.pk]
    assert "Zoé Nommée" in shown[officer.pk]


def body_of(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode()


def test_a_file_of_persons_is_journaled_person_by_person(reading: Client, officer: User) -> None:
    people = [make_candidate(name=("Zoé", "Essai")), make_candidate()]
    body = body_of(reading.get(reverse("persons"), {"format": "csv"}))
    assert "Zoé Essai" in body
    assert people[0].reference in body
    read = ReadEntry.objects.filter(user=officer, what="export").values_list("candidate_id", flat=True)
    assert sorted(read) == sorted(person.pk for person in people)


def test_a_file_of_matches_names_nobody_unless_the_column_is_chosen(
    client: Client, advisor: User, officer: User
) -> None:
    make_match(candidate=make_candidate(name=("Zoé", "Nommée")))
    columns = {"column": ["need", "name"]}
    for who, named in ((advisor, False), (officer, True)):
        client.force_login(who)
        assert "Zoé" not in body_of(client.get(reverse("matches"), {"format": "csv"}))
        client.post(reverse("list-columns", args=["matches"]), columns)
        assert ("Zoé" in body_of(client.get(reverse("matches"), {"format": "csv"}))) is named
    assert ReadEntry.objects.filter(what="export", user=officer).count() == 1


def test_columns_of_a_view_are_the_same_for_whoever_opens_it(client: Client, officer: User) -> None:
    client.force_login(officer)
    direction = str(officer.postings.get().direction_id)
    client.post(reverse("list-view-new", args=["persons"]), {"name": "Tournée", "direction": direction})
    view = client.get(reverse("persons")).context["views"][0][0]
    address = f"{reverse('list-columns', args=['persons'])}?vue={view.pk}"
    assert "Tournée" in client.get(address).content.decode()
    client.post(address, {"column": ["place", "promise"]})
    other = make_user("officer", name="Une collègue")
    client.force_login(other)
    page = client.get(reverse("persons"), {"vue": str(view.pk)})
    assert [column.key for column in page.context["columns"]] == ["place", "promise"]
    client.post(address, {"column": ["officer"]})
    page = client.get(reverse("persons"), {"vue": str(view.pk)})
    assert [column.key for column in page.context["columns"]] == ["place", "promise"]
    assert [column.key for column in client.get(reverse("persons")).context["columns"]] == ["officer"]
