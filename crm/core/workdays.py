"""Working days in Québec: neither a week-end nor a public holiday of the labour standards (sections 60 and 60.1)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

SATURDAY, SUNDAY, MONDAY = 5, 6, 0
ONE_DAY = timedelta(days=1)


def is_working_day(day: date) -> bool:
    """Whether offices answer on that day."""
    return day.weekday() < SATURDAY and day not in holidays(day.year)


def working_days_after(day: date, count: int) -> date:
    """The day by which so many working days have passed since `day`, which does not count itself."""
    while count:
        day += ONE_DAY
        count -= is_working_day(day)
    return day


@cache
def holidays(year: int) -> frozenset[date]:
    """The public holidays of a year; both days of Easter, since an employer chooses one of them."""
    easter = _easter(year)
    canada = date(year, 7, 1)
    return frozenset(
        {
            date(year, 1, 1),
            easter - 2 * ONE_DAY,
            easter + ONE_DAY,
            _monday(date(year, 5, 18)),
            date(year, 6, 24),
            canada + ONE_DAY if canada.weekday() == SUNDAY else canada,
            _monday(date(year, 9, 1)),
            _monday(date(year, 10, 8)),
            date(year, 12, 25),
        }
    )


def _monday(first: date) -> date:
    """The first Monday from that day on."""
    return first + ((MONDAY - first.weekday()) % 7) * ONE_DAY


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the golden number, the epact and the Sunday of the full moon."""
    golden, century = year % 19, year // 100
    skipped = century - century // 4 - (8 * century + 13) // 25
    epact = (skipped + 19 * golden + 15) % 30
    moon = epact - (epact // 28) * (1 - (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    after = moon - weekday
    month = 3 + (after + 40) // 44
    return date(year, month, after + 28 - 31 * (month // 4))
