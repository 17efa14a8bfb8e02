"""The demo reproduces the reference bilan on any day of the year, and is visibly fictitious."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection

from crm.accounts.models import Posting, StaffingTarget, User
from crm.candidates.models import Candidate, Identity
from crm.core.models import Installation, OutboxMessage
from crm.demo.generate import NotEmpty, generate
from crm.employers.models import Employer
from crm.needs.models import LabourNeed
from crm.partners.models import Agreement
from crm.territory.models import ServicePoint
from tests import factories

pytestmark = pytest.mark.django_db

DAYS = [date(2026, 11, 23), date(2027, 3, 31), date(2027, 4, 1), date(2028, 2, 29), date(2026, 12, 31)]
HERE = Path(__file__).parent
EMPLOYERS = (HERE / "employers.sql").read_text("utf-8")
PERSONS = (HERE / "persons.sql").read_text("utf-8")


def a_year_to(day: date) -> tuple[date, date]:
    """The twelve months that end on `day`, both days included."""
    before = date(day.year - 1, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)
    return before + timedelta(days=1), day


def persons_of_02(start: date, end: date) -> int:
    """Persons accompanied in region 02, in SQL written from the rule alone."""
    with connection.cursor() as cursor:
        cursor.execute(PERSONS, {"start": start, "end": end})
        return int(cursor.fetchone()[0])


def employers_by_region(start: date, end: date) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(EMPLOYERS, {"start": start, "end": end})
        return dict(cursor.fetchall())


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_region_02_gives_54_employers_131_persons_9_agreements_on_any_day(day: date) -> None:
    generate(as_of=day)
    start, end = a_year_to(day)
    assert employers_by_region(start, end)["02"] == 54
    assert persons_of_02(start, end) == 131
    assert Agreement.objects.filter(region_id="02", signed_on__range=(start, end)).count() == 9


def test_the_figures_still_stand_a_month_after_the_demo_was_made() -> None:
    generate(as_of=date(2026, 11, 23))
    start, end = a_year_to(date(2026, 12, 23))
    assert employers_by_region(start, end)["02"] == 54
    assert persons_of_02(start, end) == 131


def test_staff_and_points_are_those_of_the_reference() -> None:
    generate(as_of=date(2026, 11, 23))
    posted = Posting.objects.filter(service_point__municipality__mrc__region_id="02")
    assert posted.filter(role="advisor").count() == 2
    assert posted.filter(role="officer").count() == 3
    targets = dict(StaffingTarget.objects.filter(region_id="02").values_list("role", "target"))
    assert targets == {"advisor": 2, "officer": 4}
    assert ServicePoint.objects.filter(municipality__mrc__region_id="02").count() == 6


def test_all_seventeen_regions_live() -> None:
    generate(as_of=date(2026, 11, 23))
    assert len(employers_by_region(*a_year_to(date(2026, 11, 23)))) == 17
    assert Employer.objects.count() >= 300
    assert LabourNeed.objects.count() >= 600
    assert Candidate.objects.count() >= 2000


def test_everyone_is_visibly_fictitious_and_nobody_has_a_usable_password() -> None:
    generate(as_of=date(2026, 11, 23))
    assert not Identity.objects.exclude(family_name__endswith="-Test").exists()
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert not User.objects.filter(is_demo=False).exists()


def test_the_database_is_marked_and_owes_the_scoring_of_every_scored_need() -> None:
    generate(as_of=date(2026, 11, 23))
    assert Installation.objects.get().demo
    assert OutboxMessage.objects.pending().count() == LabourNeed.objects.scored().count()


def test_the_same_seed_makes_the_same_region() -> None:
    first = [b.employer.legal_name for b in generate(as_of=date(2026, 11, 23)).businesses]
    assert first[0] == "Scierie des Deux-Rives inc."
    assert len(set(first)) == len(first)


def test_it_refuses_a_database_that_holds_data(db: None) -> None:
    factories.make_user()
    with pytest.raises(NotEmpty):
        generate(as_of=date(2026, 11, 23))
