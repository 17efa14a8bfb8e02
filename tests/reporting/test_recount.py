"""Over random histories the product's counts equal an independent recount, and each figure equals its rows."""

from __future__ import annotations

from datetime import date

import pytest

from crm.reporting.indicators import INDICATORS
from crm.reporting.periods import Period, last_twelve_months, previous
from crm.reporting.queries_employers import count_supported, list_supported, supported_by_place
from crm.reporting.queries_persons import count_accompanied, list_accompanied
from crm.reporting.territories import all_quebec, direction_territory, region_territory
from crm.territory.models import Direction, Region
from tests.factories.reporting import History
from tests.reporting import recount

PERIODS = [
    last_twelve_months(date(2026, 11, 23)),
    Period(date(2025, 4, 1), date(2026, 3, 31)),
    Period(date(2025, 12, 31), date(2026, 1, 1)),
]
pytestmark = pytest.mark.django_db


@pytest.fixture(params=range(8))
def history(request: pytest.FixtureRequest, db: None) -> History:
    past = History(seed=request.param)
    past.make_employers()
    past.make_persons()
    return past


def test_businesses_supported_equal_the_recount_in_every_territory(history: History) -> None:
    for period in PERIODS:
        days = (period.start, period.end)
        by_region = recount.employers_by_region(*days)
        by_direction = recount.employers_by_direction(*days)
        for region in Region.objects.all():
            assert count_supported(region_territory(region.code), period).value == by_region.get(
                region.code, 0
            )
        for direction in Direction.objects.all():
            territory = direction_territory(direction.code, day=period.end)
            assert count_supported(territory, period).value == by_direction.get(direction.pk, 0)


def test_the_table_of_regions_equals_the_recount_now_and_before(history: History) -> None:
    for period in PERIODS:
        before = previous(period)
        table = {line.code: line for line in supported_by_place(all_quebec(), period, before)}
        now_counted = recount.employers_by_region(period.start, period.end)
        then_counted = recount.employers_by_region(before.start, before.end)
        assert {code: line.value for code, line in table.items() if line.value} == now_counted
        assert {code: line.before for code, line in table.items() if line.before} == then_counted


def test_persons_accompanied_equal_the_recount_in_every_territory(history: History) -> None:
    for period in PERIODS:
        days = (period.start, period.end)
        by_region = recount.persons_by_region(*days)
        by_direction = recount.persons_by_direction(*days)
        for region in Region.objects.all():
            assert count_accompanied(region_territory(region.code), period).value == by_region.get(
                region.code, 0
            )
        for direction in Direction.objects.all():
            territory = direction_territory(direction.code, day=period.end)
            assert count_accompanied(territory, period).value == by_direction.get(direction.pk, 0)


def test_a_count_is_the_number_of_distinct_keys_of_its_rows(history: History) -> None:
    period = PERIODS[0]
    for territory in (region_territory("02"), region_territory("03"), all_quebec()):
        acts = list_supported(territory, period)
        assert count_supported(territory, period).value == len({row.key for row in acts})
        grounds = list_accompanied(territory, period)
        assert count_accompanied(territory, period).value == len({row.key for row in grounds})
        for code in ("placements", "blockers", "needs_open", "flows"):
            indicator = INDICATORS[code]
            assert indicator.count(territory, period).value == len(
                {r.key for r in indicator.rows(territory, period)}
            )
