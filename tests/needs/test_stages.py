"""Moves of a need: each a row with its reason, those the table does not hold refused."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from crm.accounts.models import User
from crm.casework.models import FollowUp
from crm.core.errors import Forbidden, Refusal, TransitionRefused
from crm.needs.models import LabourNeed, NeedStage
from crm.needs.services import (
    NoPositionLeft,
    confirm_still_current,
    expire_needs,
    fill_position,
    move_need,
    release_position,
    resume_needs,
    save_draft,
    submit_draft,
    take_back_move,
)
from crm.notices.models import Notice, NoticeKind
from crm.notices.services import tell_event
from tests.factories.employers import make_file
from tests.factories.needs import make_need, make_need_move
from tests.needs.test_edit_and_qualify import content_of

pytestmark = pytest.mark.django_db


def suspend(need: LabourNeed, *, by: User, now: datetime, days: int = 10) -> LabourNeed:
    until = now.date() + timedelta(days=days)
    return move_need(need=need, move="suspend", reason="need-activity", until=until, by=by, now=now)


def test_a_suspension_keeps_its_coded_reason(advisor: User, now: datetime) -> None:
    need = suspend(make_need(), by=advisor, now=now)
    row = need.moves.get()
    assert (row.from_stage, row.to_stage, row.reason, row.shareable) == (
        "open",
        "suspended",
        "need-activity",
        True,
    )
    assert row.until == need.suspended_until == now.date() + timedelta(days=10)


def test_an_internal_reason_is_not_shown_to_the_employer(advisor: User, now: datetime) -> None:
    need = move_need(need=make_need(), move="close", reason="need-wage", by=advisor, now=now)
    assert not need.moves.get().shareable


@pytest.mark.parametrize("reason", ["", "no-such-reason", "match-other-need"])
def test_a_suspension_without_a_reason_of_a_need_is_refused(
    reason: str, advisor: User, now: datetime
) -> None:
    with pytest.raises(Refusal) as refused:
        move_need(need=make_need(), move="suspend", reason=reason, by=advisor, now=now)
    assert refused.value.field == "reason"


@pytest.mark.parametrize(
    ("stage", "move"), [("closed", "suspend"), ("open", "resume"), ("open", "fill"), ("open", "x")]
)
def test_a_move_outside_the_table_is_refused(stage: str, move: str, advisor: User, now: datetime) -> None:
    need = make_need(stage=stage)
    with pytest.raises(TransitionRefused):
        move_need(need=need, move=move, reason="need-other", by=advisor, now=now)
    assert not need.moves.exists()


def test_an_officer_moves_no_need(officer: User, now: datetime) -> None:
    with pytest.raises(Forbidden):
        move_need(need=make_need(), move="suspend", reason="need-activity", by=officer, now=now)


def test_leaving_and_entering_the_ranking_makes_a_new_revision(advisor: User, now: datetime) -> None:
    need = suspend(make_need(), by=advisor, now=now)
    assert move_need(need=need, move="resume", by=advisor, now=now).revision == 3


def test_a_qualification_taken_back_no_longer_counts(advisor: User, now: datetime) -> None:
    need = make_need()
    opening = make_need_move(need, "open", at=now, from_stage="to_qualify")
    move_need(need=need, move="requalify", by=advisor, now=now)
    opening.refresh_from_db()
    assert opening.undone_at == now


def test_a_reopened_need_is_valid_again(advisor: User, now: datetime) -> None:
    need = make_need(stage=NeedStage.EXPIRED, valid_until=date(2020, 1, 1))
    assert move_need(need=need, move="reopen", by=advisor, now=now).valid_until == date(2027, 3, 23)


def test_the_last_position_fills_the_need(now: datetime) -> None:
    need = make_need(positions=2)
    assert fill_position(need=need, by=None, now=now).stage == NeedStage.OPEN
    assert fill_position(need=need, by=None, now=now).stage == NeedStage.FILLED
    with pytest.raises(NoPositionLeft):
        fill_position(need=need, by=None, now=now)


def test_a_released_position_opens_the_need_again(now: datetime) -> None:
    need = make_need(stage=NeedStage.FILLED, filled=1)
    opened = release_position(need=need, by=None, now=now)
    assert (opened.stage, opened.filled) == (NeedStage.OPEN, 0)
    with pytest.raises(NoPositionLeft):
        release_position(need=need, by=None, now=now)


def test_a_position_of_a_closed_need_is_not_filled(now: datetime) -> None:
    with pytest.raises(TransitionRefused):
        fill_position(need=make_need(stage=NeedStage.CLOSED), by=None, now=now)


def test_confirming_lengthens_the_validity_and_never_shortens_it(now: datetime) -> None:
    soon = make_need(valid_until=now.date() + timedelta(days=3))
    late = make_need(valid_until=date(2099, 1, 1))
    assert confirm_still_current(need=soon, by=None, now=now).valid_until == date(2027, 3, 23)
    assert confirm_still_current(need=late, by=None, now=now).valid_until == date(2099, 1, 1)


def test_a_need_that_is_over_is_not_confirmed(now: datetime) -> None:
    with pytest.raises(TransitionRefused):
        confirm_still_current(need=make_need(stage=NeedStage.EXPIRED), by=None, now=now)


def test_needs_expire_the_day_after_their_last_and_only_once(now: datetime, today: date) -> None:
    over, last_day = make_need(valid_until=today - timedelta(days=1)), make_need(valid_until=today)
    assert expire_needs(now=now) == 1
    assert expire_needs(now=now) == 0
    over.refresh_from_db()
    last_day.refresh_from_db()
    assert (over.stage, last_day.stage) == (NeedStage.EXPIRED, NeedStage.OPEN)
    assert over.moves.get().reason == "need-expired"


def test_a_draft_is_sent_once(advisor: User, now: datetime) -> None:
    file = make_file()
    content = content_of(make_need(file, valid_until=date(2027, 6, 1)))
    draft = save_draft(file=file, content=content, by=advisor, now=now)
    assert submit_draft(need=draft, by=advisor, now=now).stage == NeedStage.TO_QUALIFY
    with pytest.raises(TransitionRefused):
        submit_draft(need=draft, by=advisor, now=now)


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_a_pause_ends_on_a_day_to_come(days: int, advisor: User, now: datetime) -> None:
    need = make_need()
    with pytest.raises(Refusal) as refused:
        suspend(need, by=advisor, now=now, days=days)
    assert refused.value.field == "until"
    with pytest.raises(Refusal):
        move_need(need=need, move="suspend", reason="need-activity", by=advisor, now=now)
    assert not need.moves.exists()


def test_a_need_comes_back_on_its_day_and_its_lead_is_told_once(advisor: User, now: datetime) -> None:
    need = make_need(make_file(lead=advisor), valid_until=now.date() + timedelta(days=3))
    suspend(need, by=advisor, now=now)
    for days in (4, 9):
        later = now + timedelta(days=days)
        assert expire_needs(now=later) == resume_needs(now=later) == 0
    back = now + timedelta(days=10)
    assert [resume_needs(now=back), resume_needs(now=back), expire_needs(now=back)] == [1, 0, 0]
    need.refresh_from_db()
    assert (need.stage, need.suspended_until) == ("open", None)
    assert need.valid_until == back.date() + timedelta(days=14)
    for _twice in range(2):
        tell_event("need_resumed", need.moves.last().pk, now=back)
    notice = Notice.objects.get(user=advisor, kind=NoticeKind.NEED_RESUMED)
    assert notice.need == need
    assert need.reference in FollowUp.objects.get(owner=advisor, due_on=back.date()).text


def test_a_need_taken_up_by_hand_or_closed_is_paused_no_more(advisor: User, now: datetime) -> None:
    for move, reason in (("resume", ""), ("close", "need-other"), ("withdraw", "need-other")):
        need = suspend(make_need(), by=advisor, now=now)
        moved = move_need(need=need, move=move, reason=reason, by=advisor, now=now)
        assert moved.suspended_until is None
    assert resume_needs(now=now + timedelta(days=400)) == 0


def test_a_pause_taken_up_and_taken_back_keeps_its_day(advisor: User, now: datetime) -> None:
    need = suspend(make_need(), by=advisor, now=now)
    moved = move_need(need=need, move="resume", by=advisor, now=now)
    again = take_back_move(need=moved, seen=moved.stamp, by=advisor, now=now)
    assert (again.stage, again.suspended_until) == ("suspended", now.date() + timedelta(days=10))
