"""The plan and the appointments as officers work with them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from crm.accounts.models import User
from crm.settlement.models import Appointment
from tests.factories.candidates import make_candidate
from tests.factories.people import make_direction, make_user
from tests.factories.settlement import make_appointment, make_open_point, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_work(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def wished(officer: User, **values: Any) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=3)
    return {
        "day": day.isoformat(),
        "hour": "10:30",
        "minutes": "60",
        "staff": officer.pk,
        "mode": "phone",
        "purpose": "Accueil",
        "confirmed": "on",
        **values,
    }


def test_a_plan_is_opened_filled_and_closed(at_work: Client) -> None:
    person = make_candidate()
    assert "Aucun plan d’action ouvert" in at_work.get(f"/personnes/{person.pk}/plan/").content.decode()
    at_work.post(f"/personnes/{person.pk}/plan/ouvrir/")
    at_work.post(f"/personnes/{person.pk}/plan/", {"strand": "settling", "action": "Trouver un logement"})
    goal = person.action_plans.get().goals.get()
    at_work.post(f"/personnes/{person.pk}/plan/objectifs/{goal.pk}/", {"result": "Bail signé"})
    assert "Bail signé" in at_work.get(f"/personnes/{person.pk}/plan/").content.decode()
    at_work.post(f"/personnes/{person.pk}/plan/fermer/")
    assert person.action_plans.get().closed_on == timezone.localdate()


def test_a_goal_refused_keeps_what_was_typed(at_work: Client) -> None:
    plan = make_plan()
    page = at_work.post(
        f"/personnes/{plan.candidate_id}/plan/",
        {"strand": "settling", "action": "Garderie", "due_on": "2020-01-01"},
    )
    assert page.status_code == 422
    assert "Garderie" in page.content.decode()
    assert "L’échéance est déjà passée" in page.content.decode()


def test_an_appointment_is_taken_from_the_persons_page(at_work: Client, officer: User) -> None:
    person = make_candidate()
    at_work.post(f"/rendez-vous/nouveau/{person.pk}/", wished(officer))
    appointment = Appointment.objects.get()
    assert (appointment.stage, timezone.localtime(appointment.starts_at).hour) == ("confirmed", 10)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"day": "2020-01-01"}, "Ce moment est déjà passé"),
        ({"mode": "service_point"}, "Choisissez le point de services"),
        ({"purpose": "x" * 10_000}, "id_purpose-error"),
        ({"purpose": "a\x00b"}, "id_purpose-error"),
        ({"minutes": "7"}, "id_minutes-error"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    values: dict[str, str], said: str, at_work: Client, officer: User
) -> None:
    page = at_work.post(f"/rendez-vous/nouveau/{make_candidate().pk}/", wished(officer, **values))
    assert page.status_code == 422
    assert said in page.content.decode()
    assert not Appointment.objects.exists()


def test_an_appointment_is_honoured_from_the_agenda(at_work: Client, officer: User) -> None:
    appointment = make_appointment(timezone.now() - timedelta(minutes=5), staff=officer)
    answer = at_work.post(f"/rendez-vous/{appointment.pk}/hold/", {"next": "/rendez-vous/?vue=semaine"})
    assert answer["Location"] == "/rendez-vous/?vue=semaine"
    appointment.refresh_from_db()
    assert appointment.stage == "held"


def test_a_gesture_never_leads_to_another_site(at_work: Client) -> None:
    appointment = make_appointment(timezone.now() - timedelta(minutes=5))
    answer = at_work.post(f"/rendez-vous/{appointment.pk}/hold/", {"next": "https://exemple.com/"})
    assert answer["Location"] == "/rendez-vous/"


def test_an_appointment_is_moved(at_work: Client) -> None:
    appointment = make_appointment(timezone.now() + timedelta(days=1))
    day = (timezone.localdate() + timedelta(days=4)).isoformat()
    at_work.post(f"/rendez-vous/{appointment.pk}/reporter/", {"day": day, "hour": "14:00", "minutes": "60"})
    assert set(Appointment.objects.values_list("stage", flat=True)) == {"moved", "confirmed"}


@pytest.mark.parametrize(
    "query", ["", "?vue=semaine", "?jour=pas-un-jour", "?jour=9999-12-31", "?qui=abc&point=x"]
)
def test_the_agenda_opens_whatever_is_asked(query: str, at_work: Client) -> None:
    assert at_work.get(f"/rendez-vous/{query}").status_code == 200


def test_the_agenda_shows_the_week_of_a_point(at_work: Client) -> None:
    here, there = make_open_point(), make_open_point()
    for point, purpose in ((here, "Ici"), (there, "Ailleurs")):
        make_appointment(timezone.now(), mode="service_point", service_point=point, purpose=purpose)
    page = at_work.get(f"/rendez-vous/?vue=semaine&point={here.code}").content.decode()
    assert "Ici" in page
    assert "Ailleurs" not in page


def test_the_agenda_asks_no_more_for_many_than_for_one(
    at_work: Client, officer: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        make_appointment(timezone.now() + timedelta(seconds=number))
    with django_assert_max_num_queries(14):
        at_work.get("/rendez-vous/")


def test_an_advisor_does_not_see_these_pages(client: Client, advisor: User) -> None:
    client.force_login(advisor)
    appointment = make_appointment(timezone.now())
    person = appointment.candidate_id
    for path in (
        "/rendez-vous/",
        f"/personnes/{person}/plan/",
        f"/personnes/{person}/rendez-vous/",
        f"/rendez-vous/nouveau/{person}/",
        f"/rendez-vous/{appointment.pk}/reporter/",
    ):
        assert client.get(path).status_code == 404, path
    assert client.post(f"/rendez-vous/{appointment.pk}/hold/").status_code == 404


def test_another_directions_appointments_do_not_exist(client: Client) -> None:
    client.force_login(make_user(role="officer", direction=make_direction("estrie", ("05",))))
    appointment = make_appointment(timezone.now())
    assert client.post(f"/rendez-vous/{appointment.pk}/hold/").status_code == 404
    assert client.get(f"/personnes/{appointment.candidate_id}/plan/").status_code == 404


def test_opening_the_plan_is_journaled(at_work: Client, officer: User) -> None:
    person = make_candidate()
    at_work.get(f"/personnes/{person.pk}/plan/")
    assert person.reads.filter(user=officer, what="plan").count() == 1
