"""Reports that partners owe: the managers of the direction are told before, and once it is late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from crm.accounts.models import Posting, Role
from crm.notices.models import NoticeKind
from crm.notices.services.telling import Told
from crm.partners.models import Report

#: Days before a report is due on which its managers are told, the farthest first.
BEFORE = (30, 7)
#: A report later than this is old news: the page of its agreement still says it.
LATE_FOR = timedelta(days=14)


def reports_owed(today: date) -> Iterator[Told]:
    """A month before, a week before, and the day after: to the managers posted at the agreement's direction."""
    awaited = Report.objects.standing().filter(
        received_on=None, due_on__range=(today - LATE_FOR, today + timedelta(days=BEFORE[0]))
    )
    rows = list(awaited.values_list("pk", "due_on", "agreement_id", "agreement__direction_id"))
    managers = _managers({direction for *_row, direction in rows}, today)
    for pk, due_on, agreement_id, direction_id in rows:
        kind, step = _step(due_on, today)
        for user_id in managers.get(direction_id, ()):
            yield Told(
                user_id=user_id,
                kind=kind,
                key=f"report-{pk}-{due_on}-{step}",
                about={"agreement_id": agreement_id},
                day=due_on,
            )


def _step(due_on: date, today: date) -> tuple[NoticeKind, str]:
    days = (due_on - today).days
    if days < 0:
        return NoticeKind.REPORT_LATE, "late"
    return NoticeKind.REPORT_DUE, str(min(step for step in BEFORE if days <= step))


def _managers(directions: set[int], today: date) -> dict[int, list[int]]:
    posted = Posting.objects.on(today).filter(role=Role.MANAGER, direction_id__in=directions)
    found: dict[int, list[int]] = {}
    for direction_id, user_id in posted.values_list("direction_id", "user_id").distinct():
        found.setdefault(direction_id, []).append(user_id)
    return found
