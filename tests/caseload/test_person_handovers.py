"""Persons change hands by the same promise as files: proposed with a note, accepted by the officer who receives."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from crm.accounts.models import Posting, User
from crm.candidates.models import Candidate, CandidateOfficer, PersonStage
from crm.candidates.queries import history
from crm.caseload.models import Handover
from crm.caseload.queries import persons_held
from crm.caseload.services import HandoverRefused, answer_handover, propose_person_handover
from crm.core.errors import Forbidden, Refusal
from crm.notices.queries import waiting_for
from tests.factories.candidates import make_candidate
from tests.factories.employers import make_file
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(officer: User) -> Candidate:
    return make_candidate(officer=officer)


@pytest.fixture
def receiver(db: None) -> User:
    return make_user("officer", name="Agente Receveuse")


@pytest.fixture
def proposed(person: Candidate, receiver: User, manager: User, now: datetime) -> Handover:
    (handover,) = propose_person_handover(
        persons=[person], receiver=receiver, note="Rendez-vous à reprendre.", by=manager, now=now
    )
    return handover


def in_charge(person: Candidate, now: datetime) -> list[int]:
    return [row.user_id for row in CandidateOfficer.objects.on(now.date()).filter(candidate=person)]


def test_an_accepted_person_changes_hands_that_day_and_the_charge_before_stays(
    proposed: Handover, person: Candidate, officer: User, receiver: User, now: datetime
) -> None:
    assert in_charge(person, now) == [officer.pk]
    answer_handover(handover=proposed, accepted=True, by=receiver, now=now)
    assert in_charge(person, now) == [receiver.pk]
    assert in_charge(person, now - timedelta(days=1)) == [officer.pk]


def test_an_accepted_handover_is_read_in_the_persons_history(
    proposed: Handover, person: Candidate, receiver: User, now: datetime
) -> None:
    answer_handover(handover=proposed, accepted=True, by=receiver, now=now)
    assert (now.date(), (receiver.name,)) in [(row.at, row.words) for row in history(person)]


def test_a_declined_person_stays(
    proposed: Handover, person: Candidate, officer: User, receiver: User, now: datetime
) -> None:
    answer_handover(handover=proposed, accepted=False, by=receiver, now=now)
    assert in_charge(person, now) == [officer.pk]


def test_an_officer_proposes_the_persons_they_accompany_and_no_others(
    person: Candidate, officer: User, receiver: User, now: datetime
) -> None:
    other = make_candidate(officer=receiver)
    assert propose_person_handover(persons=[person], receiver=receiver, note="n", by=officer, now=now)
    with pytest.raises(Forbidden):
        propose_person_handover(persons=[other], receiver=officer, note="n", by=officer, now=now)


def test_the_receiver_must_be_an_officer_of_the_direction(
    person: Candidate, manager: User, now: datetime
) -> None:
    for stranger in (make_user("advisor"), make_user("officer", make_direction("quebec", ("03",)))):
        with pytest.raises(HandoverRefused) as refusal:
            propose_person_handover(persons=[person], receiver=stranger, note="n", by=manager, now=now)
        assert refusal.value.field == "receiver"


def test_all_persons_are_proposed_or_none(
    person: Candidate, officer: User, receiver: User, manager: User, now: datetime
) -> None:
    closed = make_candidate(officer=officer, stage=PersonStage.CLOSED)
    with pytest.raises(HandoverRefused, match="fermé"):
        propose_person_handover(persons=[person, closed], receiver=receiver, note="n", by=manager, now=now)
    assert not Handover.objects.exists()
    with pytest.raises(HandoverRefused, match="au moins une"):
        propose_person_handover(persons=[], receiver=receiver, note="n", by=manager, now=now)


def test_one_handover_of_a_person_waits_at_a_time(proposed: Handover, manager: User, now: datetime) -> None:
    assert proposed.candidate
    with pytest.raises(HandoverRefused, match="attend déjà"):
        propose_person_handover(
            persons=[proposed.candidate], receiver=make_user("officer"), note="n", by=manager, now=now
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.create(
            candidate=proposed.candidate,
            receiver=make_user(),
            proposed_by=manager,
            proposed_at=now,
            note="n",
        )


def test_a_handover_is_of_one_file_or_one_person(person: Candidate, manager: User, now: datetime) -> None:
    plain = {"receiver": make_user(), "proposed_by": manager, "proposed_at": now, "note": "n"}
    for subjects in ({}, {"file": make_file(), "candidate": person}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Handover.objects.create(**plain, **subjects)


def test_a_person_who_changed_hands_since_is_not_taken(
    proposed: Handover, person: Candidate, receiver: User, now: datetime
) -> None:
    CandidateOfficer.objects.filter(candidate=person).update(user=make_user("officer"))
    with pytest.raises(HandoverRefused, match="changé de mains"):
        answer_handover(handover=proposed, accepted=True, by=receiver, now=now)


def test_a_change_already_written_for_later_is_not_overwritten(
    proposed: Handover, person: Candidate, receiver: User, now: datetime
) -> None:
    later = now.date() + timedelta(days=30)
    CandidateOfficer.objects.filter(candidate=person).update(valid_to=later - timedelta(days=1))
    CandidateOfficer.objects.create(candidate=person, user=make_user("officer"), valid_from=later)
    with pytest.raises(Refusal, match="précède le dernier changement"):
        answer_handover(handover=proposed, accepted=True, by=receiver, now=now)
    proposed.refresh_from_db()
    assert proposed.answered_at is None


def test_a_receiver_who_left_does_not_take_the_person(
    proposed: Handover, receiver: User, now: datetime
) -> None:
    Posting.objects.filter(user=receiver).update(valid_to=now.date() - timedelta(days=1))
    with pytest.raises(HandoverRefused):
        answer_handover(handover=proposed, accepted=True, by=receiver, now=now)


def test_who_sees_and_who_is_awaited(
    proposed: Handover, officer: User, receiver: User, manager: User
) -> None:
    for user in (officer, receiver, manager):
        assert Handover.objects.visible_to(user).count() == 1
    for user in (make_user("officer"), make_user("manager", make_direction("quebec", ("03",)))):
        assert not Handover.objects.visible_to(user).exists()
    assert [waiting_for(user).handovers for user in (receiver, manager)] == [1, 0]


def test_the_persons_held_say_who_they_are_proposed_to(
    proposed: Handover, person: Candidate, officer: User, receiver: User, now: datetime
) -> None:
    make_candidate(officer=officer, stage=PersonStage.CLOSED)
    (held,) = persons_held(officer, frozenset({person.direction_id}), now.date())
    assert (held.pk, held.waiting_handover) == (person.pk, receiver.name)
