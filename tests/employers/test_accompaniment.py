"""Stages, the person in charge, collaborators, diagnosis, links."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from crm.accounts.links import LinkExpired, find_link
from crm.accounts.models import User
from crm.core.errors import Forbidden, Refusal, TransitionRefused
from crm.employers import services
from crm.employers.models import EmployerFile, FileLead, FileStage, NeedFormLink
from crm.employers.rules import TRANSITIONS, DiagnosisContent
from tests.factories.employers import make_employer, make_file
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(advisor: User) -> EmployerFile:
    return make_file(lead=advisor)


def test_every_stage_leads_somewhere() -> None:
    assert set(TRANSITIONS) == set(FileStage.values)
    assert all(set(targets) <= set(FileStage.values) and targets for targets in TRANSITIONS.values())


def test_a_move_is_a_row(file: EmployerFile, advisor: User, now: datetime) -> None:
    services.move_file(file=file, to=FileStage.AFTER_HIRE, by=advisor, now=now, note="Deux arrivées")
    move = file.moves.get()
    assert (move.from_stage, move.to_stage, move.by, move.note) == (
        "accompanied",
        "after_hire",
        advisor,
        "Deux arrivées",
    )


def test_a_move_that_the_table_does_not_hold_is_refused(
    file: EmployerFile, advisor: User, now: datetime
) -> None:
    with pytest.raises(TransitionRefused):
        services.move_file(file=file, to=FileStage.SPOTTED, by=advisor, now=now)
    assert not file.moves.exists()


def test_closing_names_a_coded_reason(file: EmployerFile, advisor: User, now: datetime) -> None:
    for reason in ("", "need-expired"):
        with pytest.raises(Refusal) as refusal:
            services.move_file(file=file, to=FileStage.CLOSED, by=advisor, now=now, reason=reason)
        assert refusal.value.field == "reason"
    services.move_file(file=file, to=FileStage.CLOSED, by=advisor, now=now, reason="file-no-need")
    assert file.moves.get().reason == "file-no-need"


def test_a_file_put_to_sleep_has_a_day_to_wake(
    file: EmployerFile, advisor: User, now: datetime, today: date
) -> None:
    for wake in (None, today, today + timedelta(days=4000)):
        with pytest.raises(Refusal) as refusal:
            services.move_file(file=file, to=FileStage.ASLEEP, by=advisor, now=now, wake_on=wake)
        assert refusal.value.field == "wake_on"
    slept = services.move_file(
        file=file, to=FileStage.ASLEEP, by=advisor, now=now, wake_on=today + timedelta(days=30)
    )
    assert slept.wake_on == today + timedelta(days=30)


def test_a_file_that_wakes_loses_its_day(
    file: EmployerFile, advisor: User, now: datetime, today: date
) -> None:
    services.move_file(
        file=file, to=FileStage.ASLEEP, by=advisor, now=now, wake_on=today + timedelta(days=30)
    )
    assert services.move_file(file=file, to=FileStage.ACCOMPANIED, by=advisor, now=now).wake_on is None


def test_an_advisor_of_elsewhere_moves_nothing(file: EmployerFile, now: datetime) -> None:
    stranger = make_user(direction=make_direction("montreal", ("06",)))
    with pytest.raises(Forbidden):
        services.move_file(file=file, to=FileStage.AFTER_HIRE, by=stranger, now=now)


def test_a_collaborator_of_elsewhere_works_on_the_file(
    file: EmployerFile, advisor: User, now: datetime
) -> None:
    stranger = make_user(direction=make_direction("montreal", ("06",)))
    services.add_collaborator(file=file, user=stranger, by=advisor, now=now)
    services.move_file(file=file, to=FileStage.AFTER_HIRE, by=stranger, now=now)
    services.remove_collaborator(file=file, user=stranger, by=advisor, now=now)
    assert not file.collaborators.exists()


def test_nobody_but_staff_collaborates(file: EmployerFile, advisor: User, now: datetime) -> None:
    with pytest.raises(Refusal):
        services.add_collaborator(file=file, user=make_user(role=""), by=advisor, now=now)


def test_the_person_in_charge_changes_on_a_day(
    file: EmployerFile, advisor: User, now: datetime, today: date
) -> None:
    other = make_user()
    services.set_lead(file=file, user=other, by=advisor, now=now)
    leads = list(FileLead.objects.filter(file=file).values_list("user", "valid_from", "valid_to"))
    assert leads[0][2] == today - timedelta(days=1)
    assert leads[1] == (other.pk, today, None)


def test_a_lead_changed_twice_in_a_day_holds_one_row_of_that_day(
    file: EmployerFile, advisor: User, manager: User, now: datetime, today: date
) -> None:
    services.set_lead(file=file, user=make_user(), by=manager, now=now)
    last = make_user()
    services.set_lead(file=file, user=last, by=manager, now=now)
    assert list(file.leads.filter(valid_from=today).values_list("user", flat=True)) == [last.pk]


def test_another_advisor_may_not_take_a_file(file: EmployerFile, now: datetime) -> None:
    other = make_user()
    with pytest.raises(Forbidden):
        services.set_lead(file=file, user=other, by=other, now=now)


def test_the_lead_is_an_advisor_of_the_direction(
    file: EmployerFile, officer: User, manager: User, now: datetime
) -> None:
    for person in (officer, make_user(direction=make_direction("montreal", ("06",)))):
        with pytest.raises(Refusal) as refusal:
            services.set_lead(file=file, user=person, by=manager, now=now)
        assert refusal.value.field == "user"


def test_who_leads_already_is_refused(
    file: EmployerFile, advisor: User, manager: User, now: datetime
) -> None:
    with pytest.raises(Refusal):
        services.set_lead(file=file, user=advisor, by=manager, now=now)


def test_a_diagnosis_is_signed_and_moves_a_young_file_on(advisor: User, now: datetime, today: date) -> None:
    file = make_file(lead=advisor, stage=FileStage.FIRST_CONTACT)
    content = DiagnosisContent(housing=1, summary="Logement à trouver", paths=("local", "interregional"))
    made = services.complete_diagnosis(file=file, content=content, by=advisor, now=now)
    file.refresh_from_db()
    assert (made.completed_on, made.completed_by, made.paths) == (today, advisor, "local,interregional")
    assert file.stage == FileStage.DIAGNOSIS


@pytest.mark.parametrize(
    "content",
    [
        DiagnosisContent(summary="Rien vu"),
        DiagnosisContent(housing=2),
        DiagnosisContent(housing=9, summary="?"),
    ],
)
def test_an_empty_diagnosis_is_refused(
    file: EmployerFile, advisor: User, now: datetime, content: DiagnosisContent
) -> None:
    with pytest.raises(Refusal):
        services.complete_diagnosis(file=file, content=content, by=advisor, now=now)
    assert not file.diagnoses.exists()


def test_a_need_form_link_opens_for_thirty_days(file: EmployerFile, advisor: User, now: datetime) -> None:
    link, token = services.make_need_form_link(file=file, by=advisor, now=now)
    assert find_link(NeedFormLink, token, now=now + timedelta(days=29)) == link
    with pytest.raises(LinkExpired):
        find_link(NeedFormLink, token, now=now + timedelta(days=31))


def test_a_link_taken_back_no_longer_opens(file: EmployerFile, advisor: User, now: datetime) -> None:
    link, token = services.make_need_form_link(file=file, by=advisor, now=now)
    services.revoke_need_form_link(link=link, by=advisor, now=now)
    services.revoke_need_form_link(link=link, by=advisor, now=now + timedelta(days=1))
    with pytest.raises(LinkExpired):
        find_link(NeedFormLink, token, now=now)
    link.refresh_from_db()
    assert link.revoked_at == now


def test_a_link_names_a_contact_of_the_employer_alone(
    file: EmployerFile, advisor: User, now: datetime
) -> None:
    stranger = make_employer().contacts.create(name="Autre")
    with pytest.raises(Refusal):
        services.make_need_form_link(file=file, by=advisor, now=now, contact=stranger)
