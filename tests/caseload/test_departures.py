"""Somebody leaves: what they hold is asked about, stays in sight, and waits for nobody who is gone."""

from __future__ import annotations

from datetime import datetime

import pytest

from crm.accounts.models import User
from crm.accounts.services import ClosingRefused
from crm.caseload.models import Handover
from crm.caseload.queries import in_hand, team_of
from crm.caseload.services import WorkInHand, close_account_with_work
from crm.core.errors import Forbidden
from crm.employers.models import FileStage
from tests.factories.candidates import make_candidate
from tests.factories.employers import make_file
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def pilot(db: None) -> User:
    return make_user("admin")


@pytest.mark.parametrize("kind", ["file", "person"])
def test_an_account_that_holds_work_closes_only_when_that_is_said(
    pilot: User, advisor: User, officer: User, now: datetime, kind: str
) -> None:
    user = advisor if kind == "file" else officer
    if kind == "file":
        make_file(lead=advisor)
    else:
        make_candidate(officer=officer)
    with pytest.raises(WorkInHand) as refused:
        close_account_with_work(user=user, leaves_work=False, by=pilot, now=now)
    assert refused.value.field == "leaves_work"
    assert User.objects.get(pk=user.pk).is_active
    close_account_with_work(user=user, leaves_work=True, by=pilot, now=now)
    assert not User.objects.get(pk=user.pk).is_active
    assert in_hand(user, now.date()).must_be_handed_over


def test_an_account_with_empty_hands_closes_at_once(pilot: User, advisor: User, now: datetime) -> None:
    make_file(lead=advisor, stage=FileStage.CLOSED)
    close_account_with_work(user=advisor, leaves_work=False, by=pilot, now=now)
    assert not User.objects.get(pk=advisor.pk).is_active


def test_the_reasons_of_a_closing_come_first(
    pilot: User, manager: User, advisor: User, now: datetime
) -> None:
    make_file(lead=advisor)
    with pytest.raises(Forbidden):
        close_account_with_work(user=advisor, leaves_work=False, by=manager, now=now)
    with pytest.raises(ClosingRefused):
        close_account_with_work(user=pilot, leaves_work=True, by=pilot, now=now)


def test_handovers_that_waited_for_who_left_may_be_proposed_to_others(
    pilot: User, manager: User, advisor: User, now: datetime
) -> None:
    receiver = make_user()
    file = make_file(lead=advisor)
    waiting = Handover.objects.create(
        file=file, giver=advisor, receiver=receiver, proposed_by=manager, proposed_at=now, note="n"
    )
    close_account_with_work(user=receiver, leaves_work=False, by=pilot, now=now)
    waiting.refresh_from_db()
    assert (waiting.accepted, waiting.answered_at) == (False, now)


def test_the_team_of_a_direction_shows_who_left_with_work_even_asleep(
    pilot: User, advisor: User, officer: User, now: datetime
) -> None:
    file = make_file(lead=advisor, stage=FileStage.ASLEEP, wake_on=now.date())
    make_candidate(officer=officer)
    here = frozenset({file.direction_id})
    assert team_of(here, now.date()).departed == []
    for user in (advisor, officer):
        close_account_with_work(user=user, leaves_work=True, by=pilot, now=now)
    gone = team_of(here, now.date()).departed
    assert [(member.user_id, member.in_hand) for member in gone] == [(advisor.pk, 1), (officer.pk, 1)]
