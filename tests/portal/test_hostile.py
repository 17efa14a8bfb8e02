"""What a hostile or clumsy reader types in the address bar, and the ways back that lead elsewhere."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from crm.accounts.models import User
from crm.core.services import mark_installation
from crm.portal.officer.appointment_forms import HourForm
from tests.factories.employers import make_file, make_member
from tests.factories.matching import make_match, make_presentation
from tests.factories.needs import make_need
from tests.factories.people import make_user
from tests.factories.settlement import make_appointment

pytestmark = pytest.mark.django_db
QUERIES = ("q=%00", "region=%00", "region=%0%000", "territory=mrc%3D%00", "direction=0%002", "page=%00")


@pytest.fixture
def demo_person(settings: Settings, now: datetime) -> User:
    settings.DEMO_DOOR = True
    mark_installation(demo=True, now=now)
    user = make_user("manager")
    User.objects.update(is_demo=True, offered_at_door=1, door_label_fr="Entrer comme essai")
    return user


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("name", ["dashboard", "bilan", "persons", "agreements", "partners", "needs"])
def test_a_nul_in_the_address_is_no_failure(client: Client, manager: User, name: str, query: str) -> None:
    client.force_login(manager)
    assert client.get(f"{reverse(name)}?{query}").status_code in (200, 404)


@pytest.mark.parametrize("days", ["from=2000-01-01&to=9999-12-31", "from=1900-01-01&to=2026-01-01"])
@pytest.mark.parametrize("name", ["dashboard", "bilan"])
def test_a_period_beyond_the_calendar_is_said_to_be_none(
    client: Client, manager: User, name: str, days: str
) -> None:
    client.force_login(manager)
    page = client.get(f"{reverse(name)}?{days}")
    assert page.status_code == 200
    assert 'id="period-error"' in page.content.decode()


@pytest.mark.parametrize("target", ["%00", "un-mot", "//ailleurs.example", "https://ailleurs.example/", ""])
def test_only_a_path_of_ours_is_a_way_back(client: Client, target: str) -> None:
    answer: Any = client.post(reverse("language"), {"language": "en-ca", "next": target})
    assert (answer.status_code, answer["Location"]) == (302, reverse("home"))


def test_a_path_of_ours_is_gone_back_to(client: Client) -> None:
    answer: Any = client.post(reverse("language"), {"language": "en-ca", "next": "/besoins/?page=2"})
    assert answer["Location"] == "/besoins/?page=2"


def test_a_wrong_password_is_a_refused_form_that_keeps_the_address(client: Client) -> None:
    page = client.post(reverse("sign-in"), {"username": "essai@exemple.test", "password": "non"})
    assert page.status_code == 422
    assert 'value="essai@exemple.test"' in page.content.decode()


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-IP"])
def test_what_a_proxy_passes_on_finds_no_demo_door(client: Client, demo_person: User, header: str) -> None:
    door = reverse("enter-demo", args=[demo_person.pk])
    assert door in client.get(reverse("sign-in"), headers={"host": "127.0.0.1"}).content.decode()
    passed_on = {"host": "127.0.0.1", header: "192.0.2.7"}
    assert door not in client.get(reverse("sign-in"), headers=passed_on).content.decode()
    assert client.post(door, headers=passed_on).status_code == 404


def test_the_list_of_matches_is_for_staff(client: Client) -> None:
    client.force_login(make_user(role=""))
    assert client.get(reverse("matches")).status_code == 403


def test_an_employer_finds_no_ranking_of_its_own_need(client: Client) -> None:
    file = make_file()
    need = make_need(file)
    client.force_login(make_member(file.employer))
    for address in ("", "jumelages/", "jumelages/1/", "historique/", "modifier/"):
        assert client.get(f"{reverse('need', args=[need.pk])}{address}").status_code == 404
    assert client.post(reverse("match-ask", args=[need.pk]), {"reference": "PC-0001"}).status_code == 404
    assert client.get(reverse("api:need-ranking", args=[need.pk])).status_code == 403


def test_a_nul_in_the_code_of_an_occupation_is_no_failure(client: Client, advisor: User) -> None:
    client.force_login(advisor)
    assert client.get("/api/v1/occupations/7%0010/skills/").json() == []


def test_an_appointment_at_an_hour_that_does_not_exist_still_ends_after_it_starts() -> None:
    form = HourForm({"day": "2027-03-14", "hour": "02:30", "minutes": "60"})
    assert form.is_valid()
    start, end = form.hours()
    assert (start.hour, end.hour, (end - start).total_seconds()) == (3, 4, 3600)


@pytest.mark.parametrize("day", ["9999-12-31", "2026-02-29", "abc"])
def test_a_day_beyond_the_calendar_is_said_beside_it(day: str) -> None:
    form = HourForm({"day": day, "hour": "23:59", "minutes": "60"})
    assert not form.is_valid()
    assert list(form.errors) == ["day"]


def test_a_nul_among_the_reasons_is_a_reason_unknown(client: Client, advisor: User, officer: User) -> None:
    shown = make_presentation(make_match(stage="presented"))
    client.force_login(make_member(shown.match.need.file.employer))
    answered = client.post(
        reverse("employer-presentation-answer", args=[shown.pk]),
        {"answer": "not_interested", "reason": "\x00"},
    )
    assert answered.status_code == 302
    meeting = make_appointment(timezone.now(), staff=officer)
    client.force_login(officer)
    address = reverse("appointment-act", args=[meeting.pk, "cancel"])
    assert client.post(address, {"reason": "\x00"}).status_code == 302
    meeting.refresh_from_db()
    shown.refresh_from_db()
    assert (meeting.stage, shown.answer) == ("confirmed", "")


def test_what_may_be_read_answers_to_head(client: Client, advisor: User) -> None:
    client.force_login(advisor)
    file = make_file()
    for address in (reverse("today"), reverse("files"), reverse("file", args=[file.pk]), reverse("sign-in")):
        assert client.head(address).status_code in {200, 302}, address
