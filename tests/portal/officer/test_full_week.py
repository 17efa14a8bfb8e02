"""A week with more appointments than one reads: the first of each day and one's own; the rest is one press away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from crm.portal.officer.appointments import DRAWN_OF_A_DAY, DRAWN_WITH_GESTURES
from tests.factories.candidates import make_candidate
from tests.factories.people import make_user
from tests.factories.settlement import make_appointment

pytestmark = pytest.mark.django_db


def test_a_full_week_draws_the_first_of_a_day_and_ones_own(client: Client, officer: User) -> None:
    colleague = make_user("officer")
    begins = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
    persons = [make_candidate() for _number in range(DRAWN_WITH_GESTURES + 1)]
    for number, person in enumerate(persons):
        make_appointment(
            begins + timedelta(minutes=number), person, colleague, ends_at=begins + timedelta(hours=9)
        )
    mine = make_appointment(begins + timedelta(hours=8), persons[-1], officer)
    client.force_login(officer)
    day = begins.date().isoformat()
    page = client.get(reverse("appointments"), {"vue": "semaine", "jour": day})
    drawn = next(lines for group, lines in page.context["days"] if group.day == begins.date())
    assert len(drawn) == DRAWN_OF_A_DAY + 1
    assert drawn[-1].appointment == mine
    text = page.content.decode()
    assert f"{len(persons) + 1} rendez-vous" in text
    assert f"?jour={day}" in text
    whole = client.get(reverse("appointments"), {"jour": day})
    assert [len(lines) for _group, lines in whole.context["days"]] == [len(persons) + 1]
