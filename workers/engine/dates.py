"""Days that several parts of the engine reckon alike."""

from __future__ import annotations

from datetime import date, timedelta

from workers.engine.types import Need


def start_date(need: Need, on: date) -> date:
    """The day the work can begin: the stated start, or the day of the scoring if past or unstated."""
    return max(need.start, on) if need.start else on


def days_after(day: date, days: int) -> date:
    """The day so many days later, at most the calendar's last."""
    return day + timedelta(days=min(days, (date.max - day).days))
