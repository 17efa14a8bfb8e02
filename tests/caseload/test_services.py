"""Handovers: proposed with a note, answered by the receiver, in force that day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from crm.accounts.models import Posting, User
from crm.caseload.models import Handover
from crm.caseload.services import HandoverRefused, answer_handover, propose_handover
from crm.core.errors import Forbidden
from crm.employers.models import EmployerFile, FileEdit, FileEditKind, FileLead, FileStage
from tests.factories.employers import make_file
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(db: None) -> User:
    return make_user()


@pytest.fixture
def file(advisor: User) -> EmployerFile:
    return make_file(lead=advisor)


@pytest.fixture
def proposed(file: EmployerFile, receiver: User, manager: User, now: datetime) -> Handover:
    (handover,) = propose_handover(
        files=[file], receiver=receiver, note="Deux suivis à reprendre.", by=manager, now=now
    )
    return handover


def lead_on(file: EmployerFile, now: datetime) -> list[int]:
    return [lead.user_id for lead in FileLead.objects.on(now.date()).filter(file=file)]


def test_nothing_changes_hands_before_the_receiver_accepts(
    proposed: Handover, advisor: User, receiver: User, now: datetime
) -> None:
    assert lead_on(proposed.file, now) == [advisor.pk]
    answer_handover(handover=proposed, accepted=True, by=receiver, now=now)
    assert lead_on(proposed.file, now) == [receiver.pk]
    assert lead_on(proposed.file, now - timedelta(days=1)) == [advisor.pk]


def test_an_accepted_handover_is_written_in_the_files_history(
    proposed: Handover, receiver: User, now: datetime
) -> None:
    answer_handover(handover=proposed, accepted=True, by=receiver, now=now)
    edit = FileEdit.objects.get(file=proposed.file)
    assert (edit.kind, edit.by) == (FileEditKind.LEAD, receiver)


def test_a_declined_handover_leaves_the_file_where_it_was(
    proposed: Handover, advisor: User, receiver: User, now: datetime
) -> None:
    answered = answer_handover(handover=proposed, accepted=False, by=receiver, now=now)
    assert (answered.accepted, lead_on(proposed.file, now)) == (False, [advisor.pk])


def test_a_lead_may_propose_their_own_file(
    file: EmployerFile, advisor: User, receiver: User, now: datetime
) -> None:
    assert propose_handover(files=[file], receiver=receiver, note="Congé.", by=advisor, now=now)


def test_a_colleague_may_not_propose_a_file_that_is_not_theirs(
    file: EmployerFile, receiver: User, now: datetime
) -> None:
    with pytest.raises(Forbidden):
        propose_handover(files=[file], receiver=receiver, note="Je le veux.", by=receiver, now=now)


def test_a_manager_of_another_direction_may_not_propose(
    file: EmployerFile, receiver: User, now: datetime
) -> None:
    other = make_user("manager", make_direction("quebec", ("03",)))
    with pytest.raises(Forbidden):
        propose_handover(files=[file], receiver=receiver, note="Note", by=other, now=now)


@pytest.mark.parametrize("note", ["", "   ", "x" * 2001])
def test_a_note_is_asked_for_and_has_a_limit(
    file: EmployerFile, receiver: User, manager: User, now: datetime, note: str
) -> None:
    with pytest.raises(HandoverRefused) as refusal:
        propose_handover(files=[file], receiver=receiver, note=note, by=manager, now=now)
    assert refusal.value.field == "note"


def test_the_receiver_must_be_an_advisor_of_the_direction(
    file: EmployerFile, manager: User, now: datetime
) -> None:
    for stranger in (make_user("officer"), make_user("advisor", make_direction("quebec", ("03",)))):
        with pytest.raises(HandoverRefused) as refusal:
            propose_handover(files=[file], receiver=stranger, note="Note", by=manager, now=now)
        assert refusal.value.field == "receiver"


def test_a_file_is_not_handed_to_whoever_leads_it(
    file: EmployerFile, advisor: User, manager: User, now: datetime
) -> None:
    with pytest.raises(HandoverRefused, match="déjà responsable"):
        propose_handover(files=[file], receiver=advisor, note="Note", by=manager, now=now)


def test_all_files_are_proposed_or_none(
    file: EmployerFile, receiver: User, manager: User, now: datetime
) -> None:
    closed = make_file(stage=FileStage.CLOSED)
    with pytest.raises(HandoverRefused, match="fermé"):
        propose_handover(files=[file, closed], receiver=receiver, note="Note", by=manager, now=now)
    assert not Handover.objects.exists()
    with pytest.raises(HandoverRefused, match="au moins un"):
        propose_handover(files=[], receiver=receiver, note="Note", by=manager, now=now)


def test_one_handover_of_a_file_waits_at_a_time(proposed: Handover, manager: User, now: datetime) -> None:
    with pytest.raises(HandoverRefused, match="attend déjà"):
        propose_handover(files=[proposed.file], receiver=make_user(), note="Note", by=manager, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.create(
            file=proposed.file, receiver=make_user(), proposed_by=manager, proposed_at=now, note="Note"
        )


def test_only_the_receiver_answers_and_only_once(
    proposed: Handover, receiver: User, manager: User, now: datetime
) -> None:
    with pytest.raises(Forbidden):
        answer_handover(handover=proposed, accepted=True, by=manager, now=now)
    answer_handover(handover=proposed, accepted=False, by=receiver, now=now)
    with pytest.raises(HandoverRefused, match="déjà reçu"):
        answer_handover(handover=proposed, accepted=True, by=receiver, now=now)


def test_a_file_that_changed_hands_since_is_not_taken(
    proposed: Handover, receiver: User, now: datetime
) -> None:
    FileLead.objects.filter(file=proposed.file).update(user=make_user())
    with pytest.raises(HandoverRefused, match="changé de mains"):
        answer_handover(handover=proposed, accepted=True, by=receiver, now=now)


def test_a_receiver_who_left_the_direction_does_not_take_the_file(
    proposed: Handover, receiver: User, now: datetime
) -> None:
    Posting.objects.filter(user=receiver).update(valid_to=now.date() - timedelta(days=1))
    with pytest.raises(HandoverRefused):
        answer_handover(handover=proposed, accepted=True, by=receiver, now=now)


def test_a_lead_that_began_the_same_day_is_replaced(manager: User, receiver: User, now: datetime) -> None:
    file = make_file()
    FileLead.objects.create(file=file, user=make_user(), valid_from=now.date())
    (handover,) = propose_handover(files=[file], receiver=receiver, note="Note", by=manager, now=now)
    answer_handover(handover=handover, accepted=True, by=receiver, now=now)
    assert [lead.user_id for lead in file.leads.all()] == [receiver.pk]


def test_a_lead_planned_for_later_keeps_its_day(
    proposed: Handover, advisor: User, receiver: User, now: datetime
) -> None:
    later = now.date() + timedelta(days=30)
    FileLead.objects.filter(file=proposed.file).update(valid_to=later - timedelta(days=1))
    FileLead.objects.create(file=proposed.file, user=advisor, valid_from=later)
    answer_handover(handover=proposed, accepted=True, by=receiver, now=now)
    assert FileLead.objects.on(now.date()).get(file=proposed.file).valid_to == later - timedelta(days=1)


def test_who_sees_a_handover(proposed: Handover, advisor: User, receiver: User, manager: User) -> None:
    for user in (advisor, receiver, manager):
        assert Handover.objects.visible_to(user).count() == 1
    for user in (make_user(), make_user(role=""), make_user("manager", make_direction("quebec", ("03",)))):
        assert not Handover.objects.visible_to(user).exists()


@pytest.mark.django_db(transaction=True)
def test_a_handover_accepted_in_two_tabs_at_once_is_taken_once(
    live_db: None, file: EmployerFile, proposed: Handover, receiver: User, now: datetime
) -> None:
    def accept(_turn: int) -> bool:
        try:
            answer_handover(handover=proposed, accepted=True, by=receiver, now=now)
        except HandoverRefused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(accept, range(4))) == [False, False, False, True]
    assert lead_on(file, now) == [receiver.pk]
    assert FileEdit.objects.filter(file=file, kind=FileEditKind.LEAD).count() == 1
