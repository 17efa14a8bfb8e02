"""What many rows were given at once stays once somebody acted on them since; a key opens nothing of somebody else."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import BulkRun, User
from crm.casework.models import FollowUp
from crm.casework.services import pass_follow_up
from crm.matching.models import Match
from crm.matching.services import restore, set_aside, shortlist
from crm.settlement.models import Appointment
from crm.settlement.services import act_on_appointment
from crm.taxonomy.models import Reason
from tests.factories.casework import make_follow_up
from tests.factories.employers import make_file
from tests.factories.matching import make_match, make_sawyer
from tests.factories.needs import make_need
from tests.factories.people import make_user
from tests.portal.lists.test_bulk_undo import SINCE, day, in_bulk, taken_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def promise(advisor: User) -> FollowUp:
    return make_follow_up(advisor, day(3), make_file(lead=advisor))


@pytest.fixture
def match(advisor: User) -> Match:
    return make_match(make_need(make_file(lead=advisor)), make_sawyer())


def stage_of(match: Match) -> str:
    return Match.objects.get(pk=match.pk).stage


def a_reason() -> str:
    return str(Reason.objects.filter(context=Reason.Context.MATCH)[0].pk)


def test_what_was_passed_comes_back(signed_in: Client, advisor: User, promise: FollowUp) -> None:
    key = in_bulk(signed_in, "follow_ups", "pass", promise, user=make_user().pk)
    assert "1 ligne remise" in taken_back(signed_in, key)
    promise.refresh_from_db()
    assert promise.owner == advisor


def test_what_was_passed_on_since_stays(signed_in: Client, promise: FollowUp) -> None:
    receiver, third = make_user(), make_user()
    key = in_bulk(signed_in, "follow_ups", "pass", promise, user=receiver.pk)
    pass_follow_up(follow_up=promise, receiver=third, by=receiver, now=timezone.now())
    assert SINCE in taken_back(signed_in, key)
    promise.refresh_from_db()
    assert promise.owner == third


def test_a_person_kept_goes_back_in_the_ranking(signed_in: Client, match: Match) -> None:
    key = in_bulk(signed_in, "matches", "shortlist", match, note="Bon profil")
    # A new ranking writes the row meanwhile: that is nobody's gesture.
    Match.objects.filter(pk=match.pk).update(updated_at=timezone.now() + timedelta(seconds=5))
    assert "1 ligne remise" in taken_back(signed_in, key)
    assert stage_of(match) == "proposed"


def test_a_person_that_a_colleague_kept_again_stays_kept(
    signed_in: Client, advisor: User, match: Match
) -> None:
    key = in_bulk(signed_in, "matches", "shortlist", match, note="Bon profil")
    restore(match=match, by=advisor, now=timezone.now())
    shortlist(match=match, note="Relu", by=advisor, now=timezone.now())
    assert SINCE in taken_back(signed_in, key)
    assert stage_of(match) == "shortlisted"


def test_a_person_set_aside_again_stays_so(signed_in: Client, advisor: User, match: Match) -> None:
    key = in_bulk(signed_in, "matches", "set_aside", match, reason=a_reason(), note="x")
    restore(match=match, by=advisor, now=timezone.now())
    set_aside(match=match, reason=a_reason(), note="Relu", by=advisor, now=timezone.now())
    assert SINCE in taken_back(signed_in, key)
    assert stage_of(match) == "set_aside"


def test_an_appointment_confirmed_since_stays(client: Client, officer: User) -> None:
    client.force_login(officer)
    person = make_sawyer(officer=officer)
    key = in_bulk(
        client, "persons", "appointments", person,
        staff=officer.pk, mode="phone", service_point="", day=day(4).isoformat(), hour="10:00", minutes="30",
        purpose="Accueil",
    )  # fmt: skip
    meeting = Appointment.objects.get()
    act_on_appointment(appointment=meeting, gesture="confirm", by=officer, now=timezone.now())
    assert SINCE in taken_back(client, key)
    meeting.refresh_from_db()
    assert meeting.stage == "confirmed"


def test_a_key_of_somebody_else_makes_nothing_and_says_so(signed_in: Client, promise: FollowUp) -> None:
    other = make_user()
    key = uuid4()
    BulkRun.objects.create(key=key, by=other, noun="follow_ups", action="done", at=timezone.now())
    values = {"action": "done", "chosen": [promise.pk], "step": "do", "key": str(key)}
    answer = signed_in.post(reverse("list-bulk", args=["follow_ups"]), values, follow=True)
    assert answer.status_code == 200
    assert "sous un autre compte" in answer.content.decode()
    promise.refresh_from_db()
    assert promise.done_at is None
    assert signed_in.get(reverse("list-bulk-done", args=[key])).status_code == 404
    assert signed_in.post(reverse("list-bulk-undo", args=[key])).status_code == 404
