"""Telling people something once, each as they wish; and who is to be told about a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from crm.accounts.models import Posting, Role, User
from crm.employers.models import EmployerFile, FileLead
from crm.employers.space import ANSWERING
from crm.notices.models import Channel, Notice
from crm.notices.queries import choices_of
from crm.notices.rules import channel_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody is to be told: its kind, a key that is the event's own, and what it is about."""

    user_id: int
    kind: str
    key: str
    about: dict[str, Any] = field(default_factory=dict)
    day: date | None = None


def tell(told: Iterable[Told], *, now: datetime) -> int:
    """Write each notice once, but for kinds that the person wants nothing of; returns how many were asked for."""
    wanted = list(told)
    chosen = choices_of(one.user_id for one in wanted)
    rows = [
        Notice(user_id=one.user_id, kind=one.kind, key=one.key, at=now, day=one.day, **one.about)
        for one in wanted
        if channel_of(one.kind, chosen.get(one.user_id, {})) != Channel.NONE
    ]
    # What was told already is most of what is asked for, every quarter of an hour: it is not written again.
    asked = Notice.objects.filter(
        user_id__in={row.user_id for row in rows}, key__in={row.key for row in rows}
    )
    known = set(asked.values_list("user_id", "key")) if len(rows) > 1 else set()
    fresh = [row for row in rows if (row.user_id, row.key) not in known]
    Notice.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=500)
    return len(rows)


def in_charge_of(file: EmployerFile, day: date) -> list[int]:
    """Who leads the file on a day; without a lead, the managers of its direction."""
    lead = FileLead.objects.on(day).filter(file=file, user__is_active=True).first()
    return [lead.user_id] if lead else managers_of(file.direction_id, day)


def managers_of(direction_id: int | None, day: date) -> list[int]:
    """Who manages a direction on a day."""
    managers = Posting.objects.on(day).with_role(Role.MANAGER).filter(direction_id=direction_id)
    return list(managers.filter(user__is_active=True).values_list("user_id", flat=True))


def representatives_of(file: EmployerFile) -> list[int]:
    """The employer's own people who have an account and may answer."""
    members = file.employer.members.filter(active=True, user__is_active=True, role__in=ANSWERING)
    return list(members.values_list("user_id", flat=True))


def active_users(ids: Iterable[int]) -> set[int]:
    """Those of the accounts that are open."""
    return set(User.objects.filter(pk__in=set(ids), is_active=True).values_list("pk", flat=True))
