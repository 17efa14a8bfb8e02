"""Working days: week-ends and the public holidays of Québec are not among them."""

from __future__ import annotations

from datetime import date

import pytest

from crm.core.workdays import holidays, is_working_day, working_days_after


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 5, 18),
        date(2026, 6, 24),
        date(2026, 7, 1),
        date(2026, 9, 7),
        date(2026, 10, 12),
        date(2026, 12, 25),
        date(2027, 3, 26),
        date(2027, 5, 24),
        date(2029, 7, 2),
    ],
)
def test_public_holidays_are_known(day: date) -> None:
    assert day in holidays(day.year)
    assert not is_working_day(day)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 11, 19), date(2026, 11, 23)),
        (date(2026, 11, 20), date(2026, 11, 24)),
        (date(2026, 11, 21), date(2026, 11, 24)),
        (date(2026, 11, 23), date(2026, 11, 25)),
        (date(2026, 12, 24), date(2026, 12, 29)),
        (date(2026, 6, 22), date(2026, 6, 25)),
    ],
)
def test_two_working_days_are_counted_from_the_day_after(received: date, due: date) -> None:
    assert working_days_after(received, 2) == due
