"""What many rows were given at once is taken back only where nothing else happened since."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from crm.casework.models import FollowUp
from crm.casework.services import complete_follow_up, reopen_follow_up, reschedule_follow_up
from crm.needs.models import LabourNeed, NeedStage
from crm.needs.services import move_need, set_valid_until
from tests.factories.casework import make_follow_up
from tests.factories.employers import make_file
from tests.factories.needs import make_need
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
REASON = "need-expired"
SINCE = "autre chose a été fait depuis"


def in_bulk(client: Client, noun: str, action: str, row: Any, **data: Any) -> str:
    """Make the gesture on one row; returns the key of the run."""
    key = str(uuid4())
    values = {"action": action, "chosen": [row.pk], "step": "do", "key": key, **data}
    assert client.post(reverse("list-bulk", args=[noun]), values).status_code == 302
    return key


def taken_back(client: Client, key: str) -> str:
    """Press undo; returns what the page says."""
    return client.post(reverse("list-bulk-undo", args=[key]), follow=True).content.decode()


def day(days: int) -> date:
    """So many days from today."""
    return timezone.localdate() + timedelta(days=days)


def test_a_day_gone_by_comes_back(signed_in: Client, advisor: User) -> None:
    row = make_follow_up(advisor, day(-3), make_file(lead=advisor))
    key = in_bulk(signed_in, "follow_ups", "due_on", row, due_on=day(5).isoformat())
    assert "1 ligne remise" in taken_back(signed_in, key)
    assert FollowUp.objects.get(pk=row.pk).due_on == day(-3)


def test_a_day_that_a_colleague_chose_since_stays(signed_in: Client, advisor: User) -> None:
    row = make_follow_up(advisor, day(1), make_file(lead=advisor))
    key = in_bulk(signed_in, "follow_ups", "due_on", row, due_on=day(5).isoformat())
    reschedule_follow_up(follow_up=row, due_on=day(9), by=make_user(), now=timezone.now())
    assert SINCE in taken_back(signed_in, key)
    assert FollowUp.objects.get(pk=row.pk).due_on == day(9)


def test_what_a_colleague_has_done_since_stays_done(signed_in: Client, advisor: User) -> None:
    row, colleague = make_follow_up(advisor, day(1), make_file(lead=advisor)), make_user()
    key = in_bulk(signed_in, "follow_ups", "done", row)
    reopen_follow_up(follow_up=row, by=colleague, now=timezone.now())
    complete_follow_up(follow_up=row, by=colleague, now=timezone.now())
    assert SINCE in taken_back(signed_in, key)
    assert FollowUp.objects.get(pk=row.pk).done_by == colleague


def test_the_last_day_that_a_colleague_gave_a_need_since_stays(signed_in: Client) -> None:
    need = make_need(valid_until=day(10))
    key = in_bulk(signed_in, "needs", "valid_until", need, valid_until=day(20).isoformat())
    set_valid_until(need=need, valid_until=day(30), by=make_user(), now=timezone.now())
    assert SINCE in taken_back(signed_in, key)
    assert LabourNeed.objects.get(pk=need.pk).valid_until == day(30)


def test_the_last_day_of_a_need_comes_back(signed_in: Client) -> None:
    need = make_need(valid_until=day(10))
    key = in_bulk(signed_in, "needs", "valid_until", need, valid_until=day(20).isoformat())
    assert "1 ligne remise" in taken_back(signed_in, key)
    assert LabourNeed.objects.get(pk=need.pk).valid_until == day(10)


def test_a_need_that_a_colleague_suspended_again_stays_so(signed_in: Client) -> None:
    need, colleague, now = make_need(), make_user(), timezone.now()
    key = in_bulk(signed_in, "needs", "suspend", need, reason=REASON, until=day(9).isoformat())
    move_need(need=need, move="resume", by=colleague, now=now)
    move_need(need=need, move="suspend", by=colleague, now=now, reason=REASON, until=day(9))
    taken_back(signed_in, key)
    assert LabourNeed.objects.get(pk=need.pk).stage == NeedStage.SUSPENDED


def test_an_old_board_does_not_reopen_what_a_colleague_did(signed_in: Client, advisor: User) -> None:
    row = make_follow_up(advisor, day(-3), make_file(lead=advisor))
    complete_follow_up(follow_up=row, by=make_user(name="Marthe Première"), now=timezone.now())
    values = {"card": row.pk, "to": "today", "from": "overdue"}
    page = signed_in.post(reverse("list-move", args=["follow_ups"]), values, follow=True).content.decode()
    assert "Marthe Première vient de changer l’étape" in page
    assert FollowUp.objects.get(pk=row.pk).done_at is not None
