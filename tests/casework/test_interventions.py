"""Interventions and follow-ups: written, promised, kept, undone."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from crm.accounts.models import User
from crm.casework import services
from crm.casework.models import FollowUp, Intervention
from crm.casework.queries import follow_ups_due, quiet_files, sources_of
from crm.casework.rules import InterventionContent, Promise
from crm.core.errors import Forbidden, Refusal
from crm.core.threads import read_thread
from crm.employers.models import EmployerFile
from tests.factories.casework import make_follow_up, make_visit
from tests.factories.employers import make_file, make_site
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(advisor: User) -> EmployerFile:
    return make_file(lead=advisor)


@pytest.fixture
def visit(today: date) -> InterventionContent:
    return InterventionContent(kind="visit", occurred_on=today, summary="Tour de l’usine 🏭")


def test_a_visit_counts_from_the_day_it_is_written(
    file: EmployerFile, advisor: User, now: datetime, visit: InterventionContent
) -> None:
    made = services.log_intervention(file=file, content=visit, by=advisor, now=now)
    assert list(Intervention.objects.qualifying()) == [made]


def test_a_promise_is_written_in_the_same_gesture(
    file: EmployerFile, advisor: User, now: datetime, visit: InterventionContent, today: date
) -> None:
    promise = Promise(text="Rappeler", due_on=today)
    services.log_intervention(file=file, content=visit, promise=promise, by=advisor, now=now)
    assert (FollowUp.objects.get().owner, FollowUp.objects.get().file) == (advisor, file)


def test_a_promise_refused_takes_the_intervention_with_it(
    file: EmployerFile, advisor: User, now: datetime, visit: InterventionContent, today: date
) -> None:
    with pytest.raises(Refusal):
        services.log_intervention(
            file=file,
            content=visit,
            promise=Promise(text="Hier", due_on=today - timedelta(days=1)),
            by=advisor,
            now=now,
        )
    assert not Intervention.objects.exists()


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("kind", {"kind": "pigeon"}),
        ("occurred_on", {"occurred_on": date(2026, 11, 24)}),
        ("occurred_on", {"occurred_on": date(2006, 11, 23)}),
        ("summary", {"summary": " "}),
        ("summary", {"summary": "x" * 10_001}),
    ],
)
def test_what_cannot_stand_is_refused_beside_its_field(
    file: EmployerFile,
    advisor: User,
    now: datetime,
    visit: InterventionContent,
    field: str,
    values: dict[str, object],
) -> None:
    with pytest.raises(Refusal) as refusal:
        services.log_intervention(file=file, content=replace(visit, **values), by=advisor, now=now)  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_the_site_served_is_one_of_the_employer(
    file: EmployerFile, advisor: User, now: datetime, visit: InterventionContent
) -> None:
    with pytest.raises(Refusal):
        services.log_intervention(
            file=file, content=replace(visit, site_id=make_site().pk), by=advisor, now=now
        )


def test_nobody_logs_on_a_file_of_elsewhere(
    file: EmployerFile, now: datetime, visit: InterventionContent
) -> None:
    stranger = make_user(direction=make_direction("montreal", ("06",)))
    with pytest.raises(Forbidden):
        services.log_intervention(file=file, content=visit, by=stranger, now=now)


def test_an_intervention_undone_stays_and_no_longer_counts(
    file: EmployerFile, advisor: User, now: datetime, today: date
) -> None:
    made = make_visit(file, today, by=advisor)
    services.undo_intervention(intervention=made, by=advisor, now=now)
    services.undo_intervention(intervention=made, by=advisor, now=now + timedelta(days=1))
    made.refresh_from_db()
    assert (made.undone_at, made.undone_by) == (now, advisor)
    assert not Intervention.objects.qualifying().exists()


def test_a_colleague_does_not_undo_what_another_wrote(file: EmployerFile, now: datetime, today: date) -> None:
    made = make_visit(file, today)
    with pytest.raises(Forbidden):
        services.undo_intervention(intervention=made, by=make_user(), now=now)


def test_a_manager_undoes_what_an_advisor_wrote(
    file: EmployerFile, manager: User, now: datetime, today: date
) -> None:
    assert (
        services.undo_intervention(intervention=make_visit(file, today), by=manager, now=now).undone_by
        == manager
    )


def test_a_promise_kept_and_taken_back(file: EmployerFile, advisor: User, now: datetime, today: date) -> None:
    row = make_follow_up(advisor, today, file)
    services.complete_follow_up(follow_up=row, by=advisor, now=now)
    assert not FollowUp.objects.open().exists()
    services.reopen_follow_up(follow_up=row, by=advisor, now=now)
    assert list(FollowUp.objects.open()) == [row]


def test_a_stranger_keeps_nobody_elses_promise(
    file: EmployerFile, advisor: User, now: datetime, today: date
) -> None:
    stranger = make_user(direction=make_direction("montreal", ("06",)))
    with pytest.raises(Forbidden):
        services.complete_follow_up(follow_up=make_follow_up(advisor, today, file), by=stranger, now=now)


@pytest.mark.parametrize(
    ("field", "text", "days"), [("text", "", 1), ("text", "x" * 301, 1), ("due_on", "Rappeler", -1)]
)
def test_a_promise_has_words_and_a_day_to_come(
    file: EmployerFile, advisor: User, now: datetime, today: date, field: str, text: str, days: int
) -> None:
    with pytest.raises(Refusal) as refusal:
        services.add_follow_up(
            file=file, promise=Promise(text=text, due_on=today + timedelta(days=days)), by=advisor, now=now
        )
    assert refusal.value.field == field


def test_a_promise_is_for_one_of_the_staff(
    file: EmployerFile, advisor: User, now: datetime, today: date
) -> None:
    promise = Promise(text="Rappeler", due_on=today, owner_id=make_user(role="").pk)
    with pytest.raises(Refusal) as refusal:
        services.add_follow_up(file=file, promise=promise, by=advisor, now=now)
    assert refusal.value.field == "owner"


def test_a_promise_is_about_one_thing(advisor: User, now: datetime, today: date) -> None:
    with pytest.raises(Refusal):
        services.add_follow_up(promise=Promise(text="Rappeler", due_on=today), by=advisor, now=now)


def test_due_follow_ups_are_ones_own_oldest_first(file: EmployerFile, advisor: User, today: date) -> None:
    due = make_follow_up(advisor, today, file)
    late = make_follow_up(advisor, today - timedelta(days=3), file)
    make_follow_up(advisor, today + timedelta(days=1), file)
    make_follow_up(make_user(), today, file)
    assert follow_ups_due(advisor, today=today) == [late, due]


def test_a_file_is_quiet_after_sixty_days_without_a_talk(
    file: EmployerFile, advisor: User, today: date
) -> None:
    make_visit(file, today, kind="email")
    make_visit(file, today - timedelta(days=61))
    assert list(quiet_files(advisor, today=today)) == [file]
    make_visit(file, today - timedelta(days=60))
    assert not quiet_files(advisor, today=today)


def test_a_confidential_text_is_in_its_authors_timeline_alone(
    file: EmployerFile, advisor: User, today: date
) -> None:
    make_visit(file, today, by=advisor, confidential=True)
    assert len(read_thread(sources_of(file, reader=advisor), limit=9)) == 1
    assert not read_thread(sources_of(file, reader=make_user()), limit=9)


@pytest.mark.django_db(transaction=True)
def test_a_file_removed_meanwhile_is_said(
    file: EmployerFile, advisor: User, now: datetime, visit: InterventionContent
) -> None:
    begun = Event()

    def take_back() -> None:
        with transaction.atomic():
            file.leads.all().delete()
            EmployerFile.objects.filter(pk=file.pk).delete()
            begun.set()
            time.sleep(0.5)
        connection.close()

    thread = Thread(target=take_back)
    thread.start()
    begun.wait()
    with pytest.raises(services.InterventionRefused, match="n’existe plus"):
        services.log_intervention(file=file, content=visit, by=advisor, now=now)
    thread.join()
