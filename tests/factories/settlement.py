"""Action plans, appointments, and the offers that make a service point a place to meet."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from crm.accounts.models import User
from crm.candidates.models import Candidate
from crm.settlement.models import ActionPlan, Appointment
from crm.territory.models import Direction, ServiceOffer, ServicePoint
from tests.factories.candidates import make_candidate
from tests.factories.people import LONG_AGO, make_service_point, make_user


def make_open_point(direction: Direction | None = None) -> ServicePoint:
    """A service point where officers meet persons."""
    point = make_service_point(direction=direction)
    ServiceOffer.objects.create(service_point=point, kind="meeting", by_fr="agente", by_en="officer")
    return point


def make_plan(candidate: Candidate | None = None, by: User | None = None, **values: Any) -> ActionPlan:
    """An action plan open since long ago."""
    return ActionPlan.objects.create(
        candidate=candidate or make_candidate(),
        opened_by=by or make_user(role="officer"),
        **{"opened_on": LONG_AGO, **values},
    )


def make_appointment(
    starts_at: datetime, candidate: Candidate | None = None, staff: User | None = None, **values: Any
) -> Appointment:
    """A confirmed telephone appointment of one hour."""
    return Appointment.objects.create(
        candidate=candidate or make_candidate(),
        staff=staff or make_user(role="officer"),
        starts_at=starts_at,
        **{
            "ends_at": starts_at + timedelta(hours=1),
            "mode": "phone",
            "purpose": "Accueil",
            "stage": "confirmed",
            **values,
        },
    )
