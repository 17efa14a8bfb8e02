"""Periods: two days, both included; the default and the comparison hold on any day of the year."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.reporting.periods import (
    ONE_DAY,
    Period,
    PeriodRefused,
    asked_period,
    fiscal_year,
    fiscal_year_to_date,
    last_twelve_months,
    month_starts,
    months_after,
    previous,
    quebec_day,
    spark_starts,
    years_after,
)

days = st.dates(date(2001, 1, 1), date(2098, 12, 31))


@pytest.mark.parametrize(
    ("as_of", "start"),
    [
        (date(2026, 11, 23), date(2025, 11, 24)),
        (date(2027, 3, 31), date(2026, 4, 1)),
        (date(2027, 4, 1), date(2026, 4, 2)),
        (date(2026, 12, 31), date(2026, 1, 1)),
        (date(2028, 2, 29), date(2027, 3, 1)),
        (date(2029, 2, 28), date(2028, 2, 29)),
    ],
)
def test_the_last_twelve_months_begin_the_day_after_the_same_date_a_year_before(
    as_of: date, start: date
) -> None:
    assert last_twelve_months(as_of) == Period(start, as_of)


@given(days)
def test_the_period_before_ends_where_the_last_twelve_months_begin(as_of: date) -> None:
    now = last_twelve_months(as_of)
    before = previous(now)
    assert before.end < now.start
    assert now.start - before.end <= 2 * ONE_DAY
    assert before.end - before.start in {timedelta(days=364), timedelta(days=365)}


def test_twelve_months_ending_on_28_february_meet_the_year_before() -> None:
    assert previous(last_twelve_months(date(2029, 2, 28))) == Period(date(2027, 3, 1), date(2028, 2, 28))


def test_a_fiscal_year_runs_from_1_april_to_31_march() -> None:
    assert fiscal_year(2026) == Period(date(2026, 4, 1), date(2027, 3, 31))
    assert fiscal_year_to_date(date(2027, 3, 31)) == fiscal_year(2026)
    assert fiscal_year_to_date(date(2027, 4, 1)) == Period(date(2027, 4, 1), date(2027, 4, 1))


def test_a_fiscal_year_to_date_is_compared_with_the_same_dates_a_year_earlier() -> None:
    assert previous(fiscal_year_to_date(date(2026, 11, 22))) == Period(date(2025, 4, 1), date(2025, 11, 22))


def test_a_long_period_is_compared_with_one_that_does_not_overlap_it() -> None:
    assert previous(Period(date(2024, 1, 1), date(2026, 6, 30))) == Period(
        date(2021, 1, 1), date(2023, 6, 30)
    )


def test_a_period_that_ends_before_it_begins_does_not_exist() -> None:
    with pytest.raises(ValueError, match="ends on or after"):
        Period(date(2026, 2, 2), date(2026, 2, 1))


def test_a_day_is_a_day_in_quebec() -> None:
    assert quebec_day(datetime(2026, 11, 23, 3, 0, tzinfo=UTC)) == date(2026, 11, 22)


@given(days, st.integers(0, 700))
def test_month_steps_start_in_order_inside_their_period(start: date, length: int) -> None:
    period = Period(start, start + timedelta(days=length))
    starts = month_starts(period)
    assert starts[0] == start
    assert starts == sorted(set(starts))
    assert starts[-1] <= period.end < months_after(start, len(starts)) + ONE_DAY


@given(days, st.integers(0, 4000))
def test_a_small_drawing_has_at_most_24_steps_of_as_few_months_as_it_takes(start: date, length: int) -> None:
    period = Period(start, start + timedelta(days=length))
    months, starts = month_starts(period), spark_starts(period)
    every = months.index(starts[1]) if len(starts) > 1 else len(months)
    assert starts == months[::every]
    assert len(starts) <= 24
    assert every == 1 or -(-len(months) // (every - 1)) > 24


TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2000, 1, 1), date(2009, 12, 31)),
        (date(2026, 11, 23), date(2027, 11, 23)),
        (date(2016, 2, 29), date(2026, 2, 27)),
    ],
)
def test_a_period_may_reach_its_bounds(start: date, end: date) -> None:
    assert asked_period(start, end, today=TODAY) == Period(start, end)


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (date(1999, 12, 31), date(2001, 1, 1), "start"),
        (date.min, date.max, "start"),
        (date(2026, 11, 23), date(2027, 11, 24), "end"),
        (date(2000, 1, 1), date(2010, 1, 1), "end"),
        (date(2026, 2, 1), date(2026, 1, 1), "end"),
        (None, date(2026, 1, 1), "start"),
        (date(2026, 1, 1), None, "end"),
    ],
)
def test_a_period_beyond_its_bounds_is_refused_beside_its_day(
    start: date | None, end: date | None, field: str
) -> None:
    with pytest.raises(PeriodRefused) as refused:
        asked_period(start, end, today=TODAY)
    assert refused.value.field == field


def test_without_days_it_is_the_last_twelve_months() -> None:
    assert asked_period(None, None, today=TODAY) == last_twelve_months(TODAY)


def test_a_year_after_the_29th_of_february_is_the_28th() -> None:
    assert years_after(date(2028, 2, 29)) == date(2029, 2, 28)
