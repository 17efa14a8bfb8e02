"""What an intervention and a follow-up may hold."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from crm.casework.models import QUALIFYING_KINDS

TEXT_LIMIT = 10_000
#: Nobody remembers what was said longer ago than this: an older day is a slip of the keyboard.
OLDEST = timedelta(days=3 * 366)
FARTHEST = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Something to do, for a day; without an owner it is for whoever writes it."""

    text: str
    due_on: date
    owner_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InterventionContent:
    """One contact with an employer."""

    kind: str
    occurred_on: date
    summary: str
    site_id: int | None = None
    contact_id: int | None = None
    minutes: int | None = None
    confidential: bool = False


def counts(kind: str) -> bool:
    """Whether a contact of this kind makes the employer « accompagnée » (rule EA-1)."""
    return kind in QUALIFYING_KINDS


#: A closed permit takes months to renew: the employer is told half a year before, then once more.
RENEWAL_MONTHS = (6, 3)


def renewal_days(expires_on: date, *, today: date) -> dict[int, date]:
    """When to act before permits expire, by months before; of the days already past only the last, today."""
    if expires_on < today:
        return {}
    days = {months: months_before(expires_on, months) for months in RENEWAL_MONTHS}
    past = [months for months, day in days.items() if day <= today]
    coming = {months: day for months, day in days.items() if day > today}
    return {min(past): today, **coming} if past else coming


def months_before(day: date, months: int) -> date:
    """The same day so many months before, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
