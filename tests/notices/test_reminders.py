"""Silent employers are reminded at 3 and 7 days, then their advisor has a task; each once, whatever the clock does."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.casework.models import FollowUp
from crm.core.models import OutboxMessage
from crm.matching.models import Answer, Presentation
from crm.matching.services import answer_presentation
from crm.needs.models import LabourNeed, NeedStage
from crm.needs.services import expire_needs
from crm.notices.models import Notice, NoticeKind, OutgoingMail, Reminder
from crm.notices.rules import AnswerRules, Step, ask_round, step_due
from crm.notices.services import remind
from tests.factories.employers import make_file
from tests.factories.needs import make_need
from tests.factories.notices import make_contact, make_shown

pytestmark = pytest.mark.django_db
QUEBEC = ZoneInfo("America/Toronto")
SHOWN_ON = date(2026, 11, 23)
RULES = AnswerRules(first=3, second=7, task=10)


def at(days: int, hour: int = 9) -> datetime:
    return datetime.combine(SHOWN_ON + timedelta(days=days), time(hour), QUEBEC)


def shown_on_monday() -> Presentation:
    from tests.factories import make_user

    file = make_file(lead=make_user())
    make_contact(file)
    return make_shown(file, presented_on=SHOWN_ON, due_on=SHOWN_ON + timedelta(days=10))


def kinds() -> list[str]:
    return list(OutgoingMail.objects.order_by("pk").values_list("key", flat=True))


def test_two_reminders_then_a_task() -> None:
    shown = shown_on_monday()
    for day in range(15):
        remind(now=at(day))
        remind(now=at(day, 15))
    assert kinds() == [f"reminder-{shown.pk}-first", f"reminder-{shown.pk}-second"]
    task = FollowUp.objects.get()
    assert shown.profile_number in task.text
    assert task.due_on == SHOWN_ON + timedelta(days=10)
    assert Notice.objects.filter(kind=NoticeKind.NO_ANSWER, presentation=shown).exists()


def test_an_answer_ends_it() -> None:
    shown = shown_on_monday()
    remind(now=at(3))
    answer_presentation(presentation=shown, answer=Answer.INTERESTED, by=None, now=at(4))
    for day in range(5, 15):
        remind(now=at(day))
    assert len(kinds()) == 1
    assert not FollowUp.objects.exists()


def test_a_worker_that_slept_sends_one_reminder_not_two() -> None:
    shown = shown_on_monday()
    remind(now=at(8))
    assert kinds() == [f"reminder-{shown.pk}-second"]


def test_a_withdrawn_profile_is_not_reminded() -> None:
    shown = shown_on_monday()
    Presentation.objects.filter(pk=shown.pk).update(undone_at=at(1))
    assert remind(now=at(5)) == 0


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=12))
def test_over_any_clock_each_step_comes_once_at_most(days: list[int]) -> None:
    """The clock may jump forwards and back, and rounds may come twice."""
    OutgoingMail.objects.all().delete()
    FollowUp.objects.all().delete()
    Reminder.objects.all().delete()
    Presentation.objects.all().delete()
    LabourNeed.objects.update(stage=NeedStage.CLOSED)
    shown = shown_on_monday()
    for day in days:
        remind(now=at(day))
        remind(now=at(day))
    keys = [key for key in kinds() if key.startswith("reminder-")]
    assert len(keys) == len(set(keys)) <= 2
    about = FollowUp.objects.filter(text__contains=shown.profile_number)
    assert about.count() == (1 if any(10 <= day <= 30 for day in days) else 0)


@given(st.lists(st.integers(-5, 60), max_size=30))
def test_a_step_done_is_never_due_again(days: list[int]) -> None:
    done: list[str] = []
    for day in days:
        step = step_due(day, done=done, rules=RULES)
        if step is not None:
            assert step not in done
            assert Step.TASK not in done
            done.append(step)
    assert len(done) <= 3


@given(st.integers(0, 400), st.integers(-10, 400))
def test_a_need_is_asked_about_only_in_its_time(silent: int, left: int) -> None:
    asked = ask_round(silent_days=silent, left_days=left, before=14, every=45)
    assert (asked == "last") == (0 <= left <= 14 and silent >= 14)
    assert asked in {"", "last", str(silent // 45)}


def aged_need(days: int, *, valid_for: int = 120) -> LabourNeed:
    from tests.factories import make_user

    file = make_file(lead=make_user())
    make_contact(file)
    need = make_need(file, valid_until=SHOWN_ON + timedelta(days=valid_for))
    LabourNeed.objects.filter(pk=need.pk).update(created_at=at(-days))
    return need


def test_a_silent_need_is_asked_about_once_a_round_then_ends_with_a_task() -> None:
    need = aged_need(0)
    for day in range(125):
        remind(now=at(day))
        expire_needs(now=at(day))
    asked = [key for key in kinds() if key.startswith("current-")]
    assert [key.rsplit("-", 1)[1] for key in asked] == ["1", "2", "last"]
    need.refresh_from_db()
    assert need.stage == NeedStage.EXPIRED
    assert need.moves.filter(to_stage=NeedStage.EXPIRED).exists()
    assert FollowUp.objects.filter(file=need.file, text__contains=need.reference).count() == 1


def test_rounds_promise_their_messages() -> None:
    aged_need(50)
    remind(now=at(0))
    assert OutboxMessage.objects.filter(task="workers.tasks.notices.send_mail").count() == 1
