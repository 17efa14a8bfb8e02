"""What an intervention and a follow-up may hold."""

from __future__ import annotations

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
