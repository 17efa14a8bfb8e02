"""One gesture on many rows: tried first and taken back, then made once, each row with its own answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import BulkRun, User
from crm.core.errors import Refusal

#: So many rows in one go: a person can still read the answer, and no lock lasts.
BULK_LIMIT = 500


class KeyTaken(Refusal):
    """The key of the form already names a gesture of somebody else, as one page open in two accounts sends it."""

    default = _("Cette page a déjà servi sous un autre compte. Rouvrez la liste, puis recommencez.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one row: done, or refused and why; `before` is what an undo needs, `said` what to read of it."""

    pk: int
    label: str
    done: bool
    why: str = ""
    before: str = ""
    said: str = ""
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Made:
    """What a gesture did to one row: what was there before, what differs from row to row, the stamp right after it."""

    before: str = ""
    said: str = ""
    seen: int = 0


#: Makes the gesture on one row with one service call; returns what an undo needs, raises Refusal.
Act = Callable[[Any], str | Made]
Labelled = Sequence[tuple[Any, str]]


def _each(rows: Labelled, act: Act) -> list[Outcome]:
    outcomes = []
    for row, label in rows:
        try:
            with transaction.atomic():
                answer = act(row)
        except Refusal as refusal:
            outcomes.append(Outcome(row.pk, label, done=False, why=str(refusal.message)))
        else:
            made = Made(answer) if isinstance(answer, str) else answer
            outcomes.append(Outcome(row.pk, label, done=True, **asdict(made)))
    return outcomes


@transaction.atomic
def try_on_each(*, rows: Labelled, act: Act) -> list[Outcome]:
    """What the gesture would do to each row: the very services are asked, then everything is rolled back."""
    outcomes = _each(rows, act)
    transaction.set_rollback(True)
    return outcomes


@transaction.atomic
def run_on_each(
    *, key: UUID, noun: str, action: str, rows: Labelled, act: Act, by: User, now: datetime
) -> BulkRun:
    """Make the gesture on each row, in one transaction; refused rows stay as they were.

    The same key sent twice by the same person makes it once: the second answer is the first one's. Raises KeyTaken.
    """
    run, made = BulkRun.objects.get_or_create(
        key=key, defaults={"by": by, "noun": noun, "action": action, "at": now}
    )
    if run.by_id != by.pk:
        raise KeyTaken
    if made:
        run.results = [asdict(outcome) for outcome in _each(rows, act)]
        run.save(update_fields=["results"])
    return run


@transaction.atomic
def undo_run(
    *, run: BulkRun, rows: Labelled, act: Callable[[Any, Made], None], now: datetime
) -> list[Outcome]:
    """Take back what was done to each row, once; a row changed since keeps what it is, with the reason."""
    locked = BulkRun.objects.select_for_update().get(pk=run.pk)
    if locked.undone_at is not None:
        return []
    made = {one["pk"]: Made(one["before"], seen=one.get("seen", 0)) for one in locked.results if one["done"]}

    def back(row: Any) -> str:
        act(row, made[row.pk])
        return ""

    outcomes = _each([(row, label) for row, label in rows if row.pk in made], back)
    locked.undone_at = now
    locked.save(update_fields=["undone_at"])
    return outcomes
