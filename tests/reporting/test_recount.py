"""Over random pasts every figure of the dashboard equals an independent recount, and each figure equals its rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from crm.reporting.figures import Counted, Territory, TerritoryKind
from crm.reporting.indicators import INDICATORS
from crm.reporting.periods import Period, last_twelve_months, month_starts, previous, quebec_day, spark_starts
from crm.reporting.queries_blockers import blocked
from crm.reporting.queries_breakdown import DIMENSIONS, parts
from crm.reporting.queries_employers import (
    supported,
    supported_by_region,
)
from crm.reporting.queries_outcomes import blockers, placements_by_place
from crm.reporting.territories import all_quebec, direction_territory, mrc_territory, region_territory
from crm.territory.models import Direction, Mrc
from tests.factories.people import make_direction, make_service_point, make_user
from tests.factories.reporting import MUNICIPALITIES, make_appointment, make_candidate, make_supported
from tests.reporting import recount
from tests.reporting.pasts import LAST_DAY, Past, change_directions, hand_on, new_direction

PERIODS = [
    last_twelve_months(LAST_DAY),
    Period(date(2025, 4, 1), date(2026, 3, 31)),
    Period(date(2025, 12, 31), date(2026, 1, 1)),
    Period(date(2021, 4, 1), date(2026, 6, 30)),
]
#: Random pasts of a whole proof, and of an ordinary run.
ALL, SOME = 200, 4
pytestmark = pytest.mark.django_db


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Two hundred pasts with --full, else a few that change every day."""
    if "past" in metafunc.fixturenames:
        today = Random(quebec_day(timezone.now()).toordinal())
        seeds = (
            range(ALL) if metafunc.config.getoption("--full") else sorted(today.sample(range(10**6), SOME))
        )
        metafunc.parametrize("past", seeds, indirect=True)


@pytest.fixture
def past(request: pytest.FixtureRequest, db: None) -> Past:
    made = Past(seed=request.param)
    made.make()
    return made


def territories(day: date) -> Iterator[Territory]:
    """Québec, every direction, and the regions and MRC where something may have happened, or nothing (17)."""
    yield all_quebec()
    for direction in Direction.objects.all():
        yield direction_territory(direction.code, day=day)
    for region in ("02", "03", "06", "09", "12", "17"):
        yield region_territory(region)
    for mrc in Mrc.objects.filter(municipalities__in=MUNICIPALITIES).distinct():
        yield mrc_territory(mrc.code)


def lists_of(territory: Territory, period: Period) -> dict[str, dict[Any, int]]:
    """What the page shows around its figures, as the recount tells it: a line that is zero is left out."""
    steps = [datetime.combine(day, time.min, UTC) for day in month_starts(period)]
    found = supported(territory, period, previous(period))
    shown = {
        "blocking": {line.code: line.value for line in blockers(territory, period)},
        "blocked": {
            f"{line.reason}/{line.mrc}/{line.occupation}": line.value for line in blocked(territory, period)
        },
        "trend": dict(zip(steps, found.trend, strict=True)),
    }
    for dimension in DIMENSIONS:
        divided = parts(dimension, territory, period, previous(period))
        shown |= {
            f"by_{dimension}": {part.key: part.value for part in divided},
            f"by_{dimension} before": {part.key: part.before for part in divided},
            f"hires_by_{dimension}": {part.key: part.placements for part in divided},
        }
    if territory.kind is not TerritoryKind.MRC:
        shown |= {
            "places": {line.code: line.value for line in found.places},
            "places before": {line.code: line.before for line in found.places},
            "hires_by_place": placements_by_place(territory, period),
            "shared": {"": found.shared},
        }
    if territory.kind is TerritoryKind.QUEBEC:
        regions = supported_by_region(period, previous(period))
        few = [datetime.combine(day, time.min, UTC) for day in spark_starts(period)]
        shown |= {f"steps {line.code}": dict(zip(few, line.steps, strict=True)) for line in regions}
        named = [place for place in found.places if place.code]
        assert {(line.code, line.value, line.before) for line in regions} == {
            (place.code, place.value, place.before) for place in named
        }
    return {name: {line: value for line, value in lines.items() if value} for name, lines in shown.items()}


def differences(period: Period) -> list[str]:
    """Every number that the product and the recount tell differently."""
    days, before = (period.start, period.end), previous(period)
    counted, listed = recount.pairs(*days), recount.lists(*days)
    earlier = recount.lists(before.start, before.end)
    found = []
    for territory in territories(period.end):
        place = (territory.kind.value, territory.code)
        for code, indicator in INDICATORS.items():
            ours, theirs = indicator.count(territory, period), counted.get((code, *place), (0, None))
            if (ours.value, ours.beside or 0) != (theirs[0], theirs[1] or 0):
                found.append(f"{place} {code}: {ours} is not {theirs}")
        for name, ours_listed in lists_of(territory, period).items():
            what, _space, which = name.partition(" ")
            told = earlier if which == "before" else listed
            asked = (what, "region", which) if what == "steps" else (what, *place)
            if ours_listed != told.get(asked, {}):
                found.append(f"{place} {name}: {ours_listed} is not {told.get(asked, {})}")
    return found


def test_every_figure_of_the_dashboard_equals_the_recount_in_every_territory(past: Past) -> None:
    """One assertion for all, so that a failure says every number that differs."""
    assert [line for period in PERIODS for line in differences(period)] == []


def test_a_count_is_the_number_of_distinct_keys_of_its_rows(past: Past) -> None:
    period = PERIODS[0]
    for territory in (region_territory("02"), mrc_territory("941"), all_quebec()):
        for code in set(INDICATORS) - {"positions_filled"}:
            keys = {row.key for row in INDICATORS[code].rows(territory, period)}
            assert INDICATORS[code].count(territory, period).value == len(keys), code


def test_directions_that_become_one_change_no_earlier_figure() -> None:
    """Saguenay–Lac-Saint-Jean and Côte-Nord, one direction from 2021-04-01: before it each keeps its own figures."""
    day = date(2021, 4, 1)
    north = make_direction("cote-nord", ("09",))
    lake = make_direction("slsj-cn", ("02",))
    for municipality, direction in (("94068", lake), ("94068", lake), ("96020", north)):
        for when in (date(2021, 1, 20), day):
            make_supported(municipality, when, direction)
        staff, point = make_user("officer", direction), make_service_point(municipality, direction)
        for when in (date(2021, 3, 31), day):
            make_appointment(make_candidate(direction), staff, when, service_point=point)

    def earlier() -> dict[tuple[str, str], Counted]:
        period = Period(date(2020, 4, 1), day - timedelta(days=1))
        return {
            (code, territory.code): indicator.count(territory, period)
            for territory in territories(period.end)
            if territory.code != "reunie"
            for code, indicator in INDICATORS.items()
        }

    then = earlier()
    assert (
        then["businesses_supported", "slsj-cn"].value,
        then["persons_accompanied", "cote-nord"].value,
    ) == (2, 1)
    new = new_direction("reunie", day=day)
    change_directions([north, lake], {new: ["02", "09"]}, day=day)
    hand_on(north, new)
    hand_on(lake, new)
    assert earlier() == then
    since = Period(day, date(2022, 3, 31))
    for code in ("businesses_supported", "persons_accompanied"):
        assert INDICATORS[code].count(direction_territory("reunie", day=day), since).value == 3
        assert INDICATORS[code].count(direction_territory("slsj-cn", day=day), since).value == 0
