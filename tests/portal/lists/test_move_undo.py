"""A card moved on a board goes back with one press, and only while nothing else happened to it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from crm.employers.models import FileStage
from crm.needs.models import NeedStage
from crm.needs.services import confirm_still_current, move_need
from tests.factories.casework import make_follow_up
from tests.factories.employers import make_file
from tests.factories.needs import make_need
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db
REASON = "need-expired"
LATER = str(timezone.localdate() + timedelta(days=30))


def move(client: Client, noun: str, pk: int, to: str, **more: str) -> str:
    """Move a card; the address that takes it back, "" when none is offered."""
    answer = client.post(reverse("list-move", args=[noun]), {"card": pk, "to": to, **more}, follow=True)
    found = re.search(r'action="(/listes/[^"]*/remettre/[^"]*|/suivis/[^"]*)"', answer.content.decode())
    return found[1] if found else ""


def press(client: Client, undo: str) -> str:
    answer = client.post(undo, {"next": "/besoins/?voir=tableau"}, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("stage", "to"), [("open", "suspended"), ("presenting", "suspended"), ("suspended", "open")]
)
def test_a_need_goes_back_to_its_stage(signed_in: Client, stage: str, to: str) -> None:
    need = make_need(stage=stage)
    undo = move(signed_in, "needs", need.pk, to, reason=REASON, until=LATER)
    assert "Remis comme avant" in press(signed_in, undo)
    need.refresh_from_db()
    assert need.stage == stage
    assert [row.to_stage for row in need.moves.order_by("pk")][-2:] == [to, stage]


@pytest.mark.parametrize("to", ["closed", "withdrawn"])
def test_what_is_over_goes_on_as_before(signed_in: Client, to: str) -> None:
    need = make_need()
    press(signed_in, move(signed_in, "needs", need.pk, to, reason=REASON))
    need.refresh_from_db()
    assert need.stage == NeedStage.OPEN


def test_nothing_is_taken_back_twice_nor_after_something_else(signed_in: Client, advisor: User) -> None:
    need = make_need()
    undo = move(signed_in, "needs", need.pk, "suspended", reason=REASON, until=LATER)
    confirm_still_current(need=need, by=advisor, now=timezone.now())
    assert "ne s’annule plus" in press(signed_in, undo)
    undo = move(signed_in, "needs", need.pk, "open")
    press(signed_in, undo)
    assert "ne s’annule plus" in press(signed_in, undo)
    need.refresh_from_db()
    assert need.stage == NeedStage.SUSPENDED


def test_a_colleague_does_not_take_back_what_another_did(signed_in: Client) -> None:
    need, other = make_need(stage=NeedStage.SUSPENDED), make_user(name="Marthe Première")
    moved = move_need(need=need, move="resume", by=other, now=timezone.now())
    undo = reverse("list-move-back", args=["needs", need.pk, moved.stamp])
    assert "ne s’annule plus" in press(signed_in, undo)


def test_reopening_offers_no_undo_for_it_changes_the_validity(signed_in: Client) -> None:
    need = make_need(stage=NeedStage.CLOSED)
    assert move(signed_in, "needs", need.pk, "to_qualify") == ""


def test_a_file_wakes_and_sleeps_until_the_same_day(signed_in: Client, advisor: User) -> None:
    wake = timezone.localdate() + timedelta(days=30)
    file = make_file(lead=advisor)
    before = file.stage
    press(signed_in, move(signed_in, "files", file.pk, "asleep", wake_on=wake.isoformat()))
    file.refresh_from_db()
    assert (file.stage, file.wake_on) == (before, None)
    move(signed_in, "files", file.pk, "asleep", wake_on=wake.isoformat())
    press(signed_in, move(signed_in, "files", file.pk, "accompanied"))
    file.refresh_from_db()
    assert (file.stage, file.wake_on) == (FileStage.ASLEEP, wake)


def test_a_follow_up_has_its_old_day_again_even_a_past_one(signed_in: Client, advisor: User) -> None:
    due = timezone.localdate() - timedelta(days=3)
    row = make_follow_up(advisor, due, make_file(lead=advisor))
    press(signed_in, move(signed_in, "follow_ups", row.pk, "today"))
    row.refresh_from_db()
    assert row.due_on == due


def test_what_is_reopened_is_done_again(signed_in: Client, advisor: User) -> None:
    row = make_follow_up(advisor, timezone.localdate(), make_file(lead=advisor))
    move(signed_in, "follow_ups", row.pk, "done")
    press(signed_in, move(signed_in, "follow_ups", row.pk, "today"))
    row.refresh_from_db()
    assert row.done_at is not None


def test_a_card_of_elsewhere_and_a_follow_up_without_its_day_do_not_exist(
    signed_in: Client, advisor: User
) -> None:
    need = make_need(make_file(direction=make_direction("ailleurs", ("06",))))
    row = make_follow_up(advisor, timezone.localdate(), make_file(lead=advisor))
    for noun, pk in (("needs", need.pk), ("follow_ups", row.pk)):
        assert signed_in.post(reverse("list-move-back", args=[noun, pk, 1])).status_code == 404
