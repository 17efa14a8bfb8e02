"""What was promised about a file or a person goes with it; a handover waits for nobody who cannot take it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import Posting, User
from crm.candidates.models import CandidateOfficer
from crm.candidates.queries import history
from crm.caseload.models import Handover
from crm.caseload.services import (
    HandoverRefused,
    answer_handover,
    close_account_with_work,
    propose_handover,
    propose_person_handover,
)
from crm.casework.models import FollowUp, FollowUpPassing
from crm.casework.queries import follow_ups_due
from crm.employers.models import EmployerFile, EmployerMember
from tests.factories.candidates import make_candidate
from tests.factories.employers import make_file, make_member
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(advisor: User) -> EmployerFile:
    return make_file(lead=advisor)


@pytest.fixture
def taker(db: None) -> User:
    return make_user("advisor", name="Conseillère Receveuse")


def promise(owner: User, now: datetime, **about: object) -> FollowUp:
    return FollowUp.objects.create(text="Rappeler", due_on=now.date(), owner=owner, **about)


def propose(file: EmployerFile, taker: User, by: User, now: datetime) -> Handover:
    (made,) = propose_handover(files=[file], receiver=taker, note="À reprendre.", by=by, now=now)
    return made


def test_open_follow_ups_of_the_giver_pass_and_say_from_whom(
    file: EmployerFile, advisor: User, taker: User, manager: User, now: datetime
) -> None:
    mine, others = promise(advisor, now, file=file), promise(manager, now, file=file)
    elsewhere = promise(advisor, now, file=make_file(lead=advisor))
    done = promise(advisor, now, file=file)
    FollowUp.objects.filter(pk=done.pk).update(done_at=now, done_by=advisor)
    answer_handover(handover=propose(file, taker, manager, now), accepted=True, by=taker, now=now)
    owners = {row.pk: row.owner for row in FollowUp.objects.all()}
    assert owners == {mine.pk: taker, others.pk: manager, elsewhere.pk: advisor, done.pk: advisor}
    passing = FollowUpPassing.objects.get()
    assert (passing.follow_up, passing.giver, passing.receiver, passing.at) == (mine, advisor, taker, now)
    due = follow_ups_due(taker, today=now.date())
    assert [(row.pk, row.received_from) for row in due] == [(mine.pk, advisor.name)]


def test_those_of_a_person_pass_and_the_history_says_who_decided(
    officer: User, manager: User, now: datetime
) -> None:
    person, receiver = make_candidate(officer=officer), make_user("officer")
    mine = promise(officer, now, candidate=person)
    (made,) = propose_person_handover(persons=[person], receiver=receiver, note="n", by=manager, now=now)
    answer_handover(handover=made, accepted=True, by=receiver, now=now)
    mine.refresh_from_db()
    assert mine.owner == receiver
    assert CandidateOfficer.objects.get(candidate=person, user=receiver).decided_by == receiver
    assert (receiver, (receiver.name,)) in [(row.by, row.words) for row in history(person)]


def test_a_declined_handover_leaves_the_follow_ups(
    file: EmployerFile, advisor: User, taker: User, manager: User, now: datetime
) -> None:
    mine = promise(advisor, now, file=file)
    answer_handover(handover=propose(file, taker, manager, now), accepted=False, by=taker, now=now)
    mine.refresh_from_db()
    assert (mine.owner, FollowUpPassing.objects.count()) == (advisor, 0)


def test_a_handover_that_waits_for_somebody_who_left_is_proposed_to_another(
    file: EmployerFile, taker: User, manager: User, now: datetime
) -> None:
    first = propose(file, taker, manager, now)
    other = make_user("advisor")
    with pytest.raises(HandoverRefused):
        propose(file, other, manager, now)
    Posting.objects.filter(user=taker).update(valid_to=now.date() - timedelta(days=1))
    propose(file, other, manager, now)
    first.refresh_from_db()
    assert (first.accepted, first.answered_at) == (False, now)


def test_today_says_that_a_handover_waits(file: EmployerFile, taker: User, manager: User) -> None:
    browser = Client()
    browser.force_login(taker)
    assert "à accepter" not in browser.get(reverse("today")).content.decode()
    propose(file, taker, manager, timezone.now())
    page = browser.get(reverse("today")).content.decode()
    assert "1 transfert à accepter" in page.replace("\u00a0", " ")
    assert reverse("handovers") in page


@pytest.mark.parametrize("answer", ["", "oui", "ACCEPT"])
def test_an_answer_is_yes_or_no(
    file: EmployerFile, taker: User, manager: User, now: datetime, answer: str
) -> None:
    made = propose(file, taker, manager, now)
    browser = Client()
    browser.force_login(taker)
    browser.post(reverse("handover-answer", args=[made.pk]), {"answer": answer})
    made.refresh_from_db()
    assert made.answered_at is None


def test_who_leaves_represents_no_employer_from_that_day(now: datetime) -> None:
    member = make_member()
    close_account_with_work(user=member, leaves_work=False, by=make_user("admin"), now=now)
    membership = EmployerMember.objects.get()
    assert (membership.active, membership.ended_on) == (False, now.date())
