"""Permits that expire: two follow-ups each, made once, moved with the day, gone with the row."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from crm.accounts.models import User
from crm.casework.models import FollowUp
from crm.casework.rules import months_before, renewal_days
from crm.casework.services import (
    StaffContent,
    complete_follow_up,
    end_foreign_staff,
    plan_renewals,
    resume_foreign_staff,
    save_foreign_staff,
)
from crm.casework.services.renewals import StaffRefused
from crm.core.errors import Forbidden
from crm.core.formatting import day
from crm.employers.models import EmployerFile, FileEdit, FileEditKind, FileLead, ForeignStaff
from crm.taxonomy.models import PermitKind
from tests.factories.employers import make_file
from tests.factories.people import LONG_AGO, make_direction, make_user

DAY = date(2027, 9, 30)


@pytest.fixture
def file(advisor: User) -> EmployerFile:
    return make_file(lead=advisor)


@pytest.fixture
def permit(db: None) -> str:
    return str(PermitKind.objects.values_list("pk", flat=True).first())


def due() -> list[date]:
    return list(FollowUp.objects.open().order_by("due_on").values_list("due_on", flat=True))


def test_the_day_some_months_before_stays_in_its_month() -> None:
    assert months_before(date(2027, 8, 31), 6) == date(2027, 2, 28)
    assert months_before(date(2027, 2, 15), 3) == date(2026, 11, 15)


def test_of_the_days_already_past_only_the_last_is_promised_today() -> None:
    today = date(2026, 11, 23)
    assert renewal_days(date(2027, 12, 1), today=today) == {6: date(2027, 6, 1), 3: date(2027, 9, 1)}
    assert renewal_days(date(2027, 4, 1), today=today) == {6: today, 3: date(2027, 1, 1)}
    assert renewal_days(date(2027, 1, 15), today=today) == {3: today}
    assert renewal_days(date(2026, 11, 22), today=today) == {}


def test_a_row_calls_for_two_follow_ups_and_the_clock_adds_none(
    file: EmployerFile, advisor: User, permit: str, now: datetime
) -> None:
    content = StaffContent(permit_id=permit, expires_on=DAY, people=3)
    save_foreign_staff(file=file, content=content, by=advisor, now=now)
    assert day(DAY, "long") in FileEdit.objects.get(kind=FileEditKind.STAFF).subject
    assert due() == [date(2027, 3, 30), date(2027, 6, 30)]
    assert plan_renewals(now=now) == 0
    complete_follow_up(follow_up=FollowUp.objects.earliest("due_on"), by=advisor, now=now)
    assert plan_renewals(now=now + timedelta(days=1)) == 0


def test_a_new_day_moves_the_follow_ups(
    file: EmployerFile, advisor: User, permit: str, now: datetime
) -> None:
    row = save_foreign_staff(
        file=file, content=StaffContent(permit_id=permit, expires_on=DAY), by=advisor, now=now
    )
    later = StaffContent(permit_id=permit, expires_on=date(2028, 9, 30))
    save_foreign_staff(file=file, content=later, row=row, by=advisor, now=now)
    assert due() == [date(2028, 3, 30), date(2028, 6, 30)]


def test_an_ended_row_takes_its_follow_ups_and_undo_brings_them_back(
    file: EmployerFile, advisor: User, permit: str, now: datetime
) -> None:
    row = save_foreign_staff(
        file=file, content=StaffContent(permit_id=permit, expires_on=DAY), by=advisor, now=now
    )
    end_foreign_staff(row=row, by=advisor, now=now)
    assert due() == []
    assert plan_renewals(now=now) == 0
    resume_foreign_staff(row=row, by=advisor, now=now)
    assert len(due()) == 2


def test_the_clock_promises_what_came_by_another_way_once_there_is_a_lead(
    advisor: User, permit: str, now: datetime
) -> None:
    file = make_file()
    ForeignStaff.objects.create(file=file, permit_id=permit, expires_on=DAY)
    assert plan_renewals(now=now) == 0
    FileLead.objects.create(file=file, user=advisor, valid_from=LONG_AGO)
    assert plan_renewals(now=now) == 2
    assert plan_renewals(now=now) == 0


@pytest.mark.parametrize(
    ("field", "values"), [("expires_on", {"expires_on": date(2020, 1, 1)}), ("people", {"people": 0})]
)
def test_what_cannot_be_is_refused(
    file: EmployerFile, advisor: User, permit: str, now: datetime, field: str, values: dict[str, object]
) -> None:
    content = StaffContent(**{"permit_id": permit, "expires_on": DAY, **values})  # type: ignore[arg-type]
    with pytest.raises(StaffRefused) as refused:
        save_foreign_staff(file=file, content=content, by=advisor, now=now)
    assert refused.value.field == field


def test_only_who_sees_the_file_writes_its_permits(file: EmployerFile, permit: str, now: datetime) -> None:
    elsewhere = make_user(direction=make_direction("montreal", ("06",)))
    with pytest.raises(Forbidden):
        save_foreign_staff(
            file=file, content=StaffContent(permit_id=permit, expires_on=DAY), by=elsewhere, now=now
        )
