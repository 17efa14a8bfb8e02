"""Recounts of the demo in plain SQL, written from the counting rules alone."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from django.db import connection

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
