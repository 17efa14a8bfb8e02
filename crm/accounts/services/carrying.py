"""Postings that a change of the territories carries to another direction or service point, from a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crm.accounts.models import AccountEventKind, Posting, User
from crm.accounts.services.history import record
from crm.territory.models import Direction, ServicePoint

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where postings go, and from which day."""

    direction: Direction | None
    service_point: ServicePoint | None
    day: date


def carry_posting(*, posting: Posting, to: Destination, by: User | None, now: datetime) -> None:
    """The posting as it was until the eve; from the day, the same one there.

    Days on which the person has that posting there already are left to it.
    """
    start, end = max(posting.valid_from, to.day), posting.valid_to or date.max
    free = _free_days(posting, to, start, end)
    if posting.valid_from < to.day:
        posting.valid_to = to.day - DAY
        posting.save(update_fields=["valid_to"])
        record(
            posting.user,
            AccountEventKind.POSTING_ENDED,
            by=by,
            now=now,
            posting=posting,
            day=posting.valid_to,
        )
    else:
        posting.delete()
    for first, last in free:
        made = Posting.objects.create(
            user=posting.user,
            role=posting.role,
            direction=to.direction,
            service_point=to.service_point,
            full_time=posting.full_time,
            valid_from=first,
            valid_to=None if last == date.max else last,
        )
        record(posting.user, AccountEventKind.POSTING_BEGUN, by=by, now=now, posting=made, day=first)


def _free_days(posting: Posting, to: Destination, start: date, end: date) -> list[tuple[date, date]]:
    """The days from start to end on which the person does not have that role in the direction yet."""
    same = Posting.objects.filter(user=posting.user, role=posting.role, direction=to.direction)
    free = []
    for taken in same.exclude(pk=posting.pk).during(start, end).order_by("valid_from"):
        if taken.valid_from > start:
            free.append((start, taken.valid_from - DAY))
        if taken.valid_to is None:
            return free
        start = taken.valid_to + DAY
    return [*free, (start, end)] if start <= end else free
