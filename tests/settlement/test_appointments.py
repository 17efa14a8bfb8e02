"""Appointments: an hour that holds, a place that receives, and each gesture in its time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from crm.accounts.models import User
from crm.core.errors import Forbidden, Refusal, TransitionRefused
from crm.settlement.models import Appointment
from crm.settlement.services import act_on_appointment, request_appointment, reschedule_appointment
from tests.factories.candidates import make_candidate
from tests.factories.people import make_direction, make_service_point, make_user
from tests.factories.settlement import make_appointment, make_open_point

pytestmark = pytest.mark.django_db


def ask(officer: User, now: datetime, **values: Any) -> Appointment:
    start = values.pop("starts_at", now + timedelta(days=1))
    plain = {
        "candidate": None,
        "staff": officer,
        "mode": "phone",
        "service_point": None,
        "starts_at": start,
        "ends_at": start + timedelta(hours=1),
        "purpose": "Accueil",
        "by": officer,
        "now": now,
    }
    given = {**plain, **values}
    return request_appointment(**{**given, "candidate": given["candidate"] or make_candidate()})


def test_an_appointment_is_requested_with_its_first_move(officer: User, now: datetime) -> None:
    appointment = ask(officer, now)
    assert (appointment.stage, appointment.moves.get().to_stage) == ("requested", "requested")


def test_a_service_point_that_receives_persons_takes_an_appointment(officer: User, now: datetime) -> None:
    point = make_open_point()
    assert ask(officer, now, mode="service_point", service_point=point).service_point == point


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"starts_at": datetime.fromisoformat("2026-11-23T08:29:00-05:00")}, "starts_at"),
        ({"ends_at": datetime.fromisoformat("2026-11-24T08:00:00-05:00")}, "ends_at"),
        ({"ends_at": datetime.fromisoformat("2026-11-25T09:00:00-05:00")}, "ends_at"),
        ({"purpose": "  "}, "purpose"),
        ({"purpose": "x" * 10_000}, "purpose"),
        ({"mode": "teleport"}, "mode"),
        ({"mode": "service_point"}, "service_point"),
    ],
)
def test_hours_and_places_that_do_not_hold_are_refused(
    values: dict[str, Any], field: str, officer: User, now: datetime
) -> None:
    with pytest.raises(Refusal) as refused:
        ask(officer, now, **values)
    assert refused.value.field == field
    assert not Appointment.objects.exists()


def test_an_hour_already_taken_is_refused(officer: User, now: datetime) -> None:
    make_appointment(now + timedelta(days=1, minutes=30), staff=officer)
    with pytest.raises(Refusal) as refused:
        ask(officer, now)
    assert refused.value.field == "starts_at"


def test_an_hour_that_only_touches_the_next_is_free(officer: User, now: datetime) -> None:
    make_appointment(now + timedelta(days=1, hours=1), staff=officer)
    assert ask(officer, now).pk


def test_a_cancelled_appointment_frees_its_hour(officer: User, now: datetime) -> None:
    make_appointment(now + timedelta(days=1), staff=officer, stage="cancelled")
    assert ask(officer, now).pk


@pytest.mark.parametrize("elsewhere", [True, False])
def test_a_point_that_receives_nobody_here_is_refused(elsewhere: bool, officer: User, now: datetime) -> None:
    point = make_open_point(make_direction("cote-nord", ("10",))) if elsewhere else make_service_point()
    with pytest.raises(Refusal) as refused:
        ask(officer, now, mode="service_point", service_point=point)
    assert refused.value.field == "service_point"


def test_a_point_that_closed_takes_no_appointment(officer: User, now: datetime) -> None:
    point = make_open_point()
    point.valid_to = date(2026, 11, 23)
    point.save()
    with pytest.raises(Refusal):
        ask(officer, now, mode="service_point", service_point=point)


def test_a_colleague_of_another_direction_is_refused(officer: User, now: datetime) -> None:
    other = make_user(role="officer", direction=make_direction("outaouais", ("07",)))
    with pytest.raises(Refusal) as refused:
        ask(officer, now, staff=other)
    assert refused.value.field == "staff"


def test_an_advisor_takes_no_appointment(advisor: User, officer: User, now: datetime) -> None:
    with pytest.raises(Forbidden):
        ask(officer, now, by=advisor)


def test_a_person_out_of_scope_gets_no_appointment(officer: User, now: datetime) -> None:
    with pytest.raises(Forbidden):
        ask(officer, now, candidate=make_candidate(direction=make_direction("estrie", ("05",))))


@pytest.mark.parametrize("gesture", ["hold", "no_show"])
def test_what_has_not_begun_is_neither_held_nor_missed(gesture: str, officer: User, now: datetime) -> None:
    with pytest.raises(Refusal):
        act_on_appointment(
            appointment=make_appointment(now + timedelta(hours=1)), gesture=gesture, by=officer, now=now
        )


def test_the_first_meeting_held_welcomes_the_person(officer: User, now: datetime) -> None:
    person = make_candidate(stage="registered")
    act_on_appointment(
        appointment=make_appointment(now - timedelta(hours=1), candidate=person),
        gesture="hold",
        by=officer,
        now=now,
    )
    person.refresh_from_db()
    assert person.stage == "welcomed"


def test_an_absence_may_be_corrected(officer: User, now: datetime) -> None:
    appointment = make_appointment(now - timedelta(hours=1), stage="no_show")
    assert act_on_appointment(appointment=appointment, gesture="hold", by=officer, now=now).stage == "held"


@pytest.mark.parametrize("reason", ["", "match-french", "?"])
def test_cancelling_asks_a_reason_of_an_appointment(reason: str, officer: User, now: datetime) -> None:
    appointment = make_appointment(now + timedelta(days=1))
    with pytest.raises(Refusal) as refused:
        act_on_appointment(appointment=appointment, gesture="cancel", reason=reason, by=officer, now=now)
    assert refused.value.field == "reason"


def test_a_cancellation_keeps_its_reason(officer: User, now: datetime) -> None:
    appointment = make_appointment(now + timedelta(days=1))
    act_on_appointment(
        appointment=appointment, gesture="cancel", reason="appointment-weather", by=officer, now=now
    )
    assert appointment.moves.get().reason == "appointment-weather"


def test_a_cancelled_appointment_is_not_held(officer: User, now: datetime) -> None:
    appointment = make_appointment(now - timedelta(hours=1), stage="cancelled")
    with pytest.raises(TransitionRefused):
        act_on_appointment(appointment=appointment, gesture="hold", by=officer, now=now)


def test_moving_an_appointment_keeps_the_old_and_confirms_the_new(officer: User, now: datetime) -> None:
    old, start = make_appointment(now + timedelta(days=1), staff=officer), now + timedelta(days=2)
    new = reschedule_appointment(
        appointment=old, starts_at=start, ends_at=start + timedelta(hours=1), by=officer, now=now
    )
    old.refresh_from_db()
    assert (old.stage, new.stage, new.purpose) == ("moved", "confirmed", old.purpose)


def test_a_move_that_is_refused_leaves_the_appointment_as_it_was(officer: User, now: datetime) -> None:
    old, start = make_appointment(now + timedelta(days=1), staff=officer), now - timedelta(days=2)
    with pytest.raises(Refusal):
        reschedule_appointment(
            appointment=old, starts_at=start, ends_at=start + timedelta(hours=1), by=officer, now=now
        )
    old.refresh_from_db()
    assert old.stage == "confirmed"


@pytest.mark.parametrize(
    "values", [{"mode": "service_point"}, {"ends_at": datetime(2026, 1, 1).astimezone()}]
)
def test_the_database_refuses_what_cannot_be(values: dict[str, Any], now: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_appointment(now, **values)
