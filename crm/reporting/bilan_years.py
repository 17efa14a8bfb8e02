"""A period beside the same one of the years before it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from crm.reporting.figures import Territory
from crm.reporting.masking import mask
from crm.reporting.periods import Period, previous
from crm.reporting.queries_employers import supported_by_period
from crm.reporting.queries_means import signed_by_period
from crm.reporting.queries_outcomes import placements_by_period
from crm.reporting.queries_persons import accompanied_by_period
from crm.reporting.rules import EARLIEST

YEARS = 5


@dataclass(frozen=True, slots=True)
class Year:
    """What was counted in one period; None is a masked count."""

    period: Period
    businesses: int | None
    persons: int | None
    placements: int | None
    agreements: int
    amount: Decimal

    @property
    def is_empty(self) -> bool:
        return self.businesses == self.persons == self.placements == self.agreements == 0

    def masked(self) -> Year:
        """The public form of the year."""
        return replace(
            self,
            businesses=mask(self.businesses or 0),
            persons=mask(self.persons or 0),
            placements=mask(self.placements or 0),
        )


def compare_years(territory: Territory, period: Period) -> list[Year]:
    """The period and those it follows, newest first, at most five; years before anything was counted are left out."""
    periods = _periods(period)
    signed = signed_by_period(territory, periods)
    years = [
        Year(one, businesses, persons, hired, agreements.value, Decimal(agreements.beside or 0))
        for one, businesses, persons, hired, agreements in zip(
            periods,
            supported_by_period(territory, periods),
            accompanied_by_period(territory, periods),
            placements_by_period(territory, periods),
            signed,
            strict=True,
        )
    ]
    while len(years) > 1 and years[-1].is_empty:
        years.pop()
    return years


def _periods(period: Period) -> list[Period]:
    periods = [period]
    while len(periods) < YEARS and (before := previous(periods[-1])).start >= EARLIEST:
        periods.append(before)
    return periods
