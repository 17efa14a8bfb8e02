"""A change of the territories, tried and taken back: what would follow, and that no figure before its day moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from crm.accounts.models import User
from crm.caseload.services import Outcome, Wish, change_territories
from crm.reporting.figures import Territory
from crm.reporting.indicators import INDICATORS
from crm.reporting.periods import Period
from crm.reporting.territories import all_quebec, region_territory, territory_of

COMPARED = (
    "businesses_supported",
    "persons_accompanied",
    "placements",
    "agreements",
    "activities",
    "advisors",
    "officers",
)
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Preview:
    """What would follow; how many figures of the year before the day were counted twice, and those that differ."""

    outcome: Outcome
    period: Period
    compared: int
    different: list[str]


def preview_change(*, wish: Wish, by: User | None, now: datetime) -> Preview:
    """Make the change, count, take everything back. Raises what `change_territories` refuses."""
    period = Period(wish.day - YEAR, wish.day - timedelta(days=1))
    places = _touched(wish, period)
    before = _figures(places, period)
    with transaction.atomic():
        outcome = change_territories(wish=wish, by=by, now=now)
        after = _figures(places, period)
        transaction.set_rollback(True)
    different = [name for name, value in before.items() if after[name] != value]
    return Preview(outcome, period, len(before), different)


def _touched(wish: Wish, period: Period) -> list[Territory]:
    """All of Québec, the directions that the change names, and the regions that they serve on the eve."""
    directions = {
        *wish.directions,
        *([wish.into] if wish.into else []),
        *([wish.point.direction] if wish.point else []),
    }
    own = [
        territory_of(direction, day=period.end) for direction in sorted(directions, key=lambda row: row.pk)
    ]
    regions = sorted({code for place in own for code in place.region_codes})
    return [all_quebec(), *own, *map(region_territory, regions)]


def _figures(places: list[Territory], period: Period) -> dict[str, int]:
    """Every compared figure of each place, by a name that can be read."""
    return {
        f"{place.name} : {code}": INDICATORS[code].count(place, period).value
        for place in places
        for code in COMPARED
    }
