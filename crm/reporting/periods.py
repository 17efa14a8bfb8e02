"""Periods of a count: two days, both included, in Québec time."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count, takewhile
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from crm.core.errors import Refusal
from crm.core.fiscal import FISCAL_MONTH, fiscal_start_year
from crm.core.formatting import period as period_in_words
from crm.reporting.rules import EARLIEST, LONGEST_YEARS

QUEBEC = ZoneInfo("America/Toronto")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` to `end`, both days included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("A period ends on or after its first day.")

    @property
    def label(self) -> str:
        return period_in_words(self.start, self.end)


class PeriodRefused(Refusal):
    """The days asked for form no period that is counted; `field` is `start` or `end`."""


def asked_period(start: date | None, end: date | None, *, today: date) -> Period:
    """The period asked for, or the last 12 months when no day is given; raises PeriodRefused (rule PE-2)."""
    if start is None and end is None:
        return last_twelve_months(today)
    if start is None or end is None:
        missing = "start" if start is None else "end"
        raise PeriodRefused(_("Donnez les deux jours de la période, ou aucun."), field=missing)
    if start < EARLIEST:
        raise PeriodRefused(_("La période commence au plus tôt le 1er janvier 2000."), field="start")
    if end < start:
        raise PeriodRefused(_("La fin ne peut pas précéder le début."), field="end")
    if end > years_after(today):
        raise PeriodRefused(_("La période finit au plus tard un an après aujourd’hui."), field="end")
    if end >= years_after(start, LONGEST_YEARS):
        raise PeriodRefused(_("Une période dure au plus 10 ans."), field="end")
    return Period(start, end)


def quebec_day(moment: datetime) -> date:
    """The day in Québec at a moment."""
    return moment.astimezone(QUEBEC).date()


def years_before(day: date, years: int = 1) -> date:
    """The same date some years before; 29 February becomes the 28th where the year has none."""
    year = day.year - years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def years_after(day: date, years: int = 1) -> date:
    """The same date some years later."""
    return years_before(day, -years)


def months_after(day: date, months: int) -> date:
    """The same day of the month some months later, or the month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_twelve_months(as_of: date) -> Period:
    """The default: from the day after the same date one year before, to the as-of date."""
    return Period(years_before(as_of) + ONE_DAY, as_of)


def fiscal_year(start_year: int) -> Period:
    """1 April to 31 March."""
    return Period(date(start_year, FISCAL_MONTH, 1), date(start_year + 1, FISCAL_MONTH, 1) - ONE_DAY)


def fiscal_year_to_date(as_of: date) -> Period:
    """The running fiscal year, from 1 April to the as-of date."""
    return Period(fiscal_year(fiscal_start_year(as_of)).start, as_of)


def previous(period: Period) -> Period:
    """What a period is compared with: the same dates one year earlier, or as many years as it takes not to overlap."""
    before_start = period.start - ONE_DAY
    years = next(n for n in count(1) if years_before(period.end, n) < period.start)
    return Period(years_before(before_start, years) + ONE_DAY, years_before(period.end, years))


def month_starts(period: Period) -> list[date]:
    """The first day of each month-long step of a period, counted from its own first day."""
    steps = (months_after(period.start, n) for n in count())
    return list(takewhile(lambda first: first <= period.end, steps))


def spark_starts(period: Period, most: int = 24) -> list[date]:
    """The first day of each step of a small drawing: of as few whole months as leave at most so many steps."""
    starts = month_starts(period)
    return starts[:: -(-len(starts) // most)]
