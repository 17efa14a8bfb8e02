"""The demo reproduces the reference bilan on any day of the year."""

from __future__ import annotations

from datetime import date

import pytest

from crm.demo.generate import generate
from crm.partners.models import Agreement
from tests.demo.recount import a_year_to, employers_by_region, persons_of_02

pytestmark = pytest.mark.django_db

DAYS = [date(2026, 11, 23), date(2027, 3, 31), date(2027, 4, 1), date(2028, 2, 29), date(2026, 12, 31)]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_region_02_gives_54_employers_131_persons_9_agreements_on_any_day(day: date) -> None:
    generate(as_of=day)
    start, end = a_year_to(day)
    assert employers_by_region(start, end)["02"] == 54
    assert persons_of_02(start, end) == 131
    assert Agreement.objects.filter(region_id="02", signed_on__range=(start, end)).count() == 9
