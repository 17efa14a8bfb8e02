"""All the good lines of a list in one transaction, with a picture of what they changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation

from crm.core.errors import Refusal, StaleRevision
from crm.core.locks import one_at_a_time
from crm.core.undo import Change, changes, picture
from crm.exchange.kinds import KINDS
from crm.exchange.models import Import, ImportChange, ImportState
from crm.exchange.services.checking import keep_lines, planned, refuse
from crm.exchange.services.receiving import require_kind

#: The number of the lock under which lists are written and taken back.
WRITING_LISTS = 0x1157
_TRIES = 3


def write_import(*, job_id: int, revision: int, now: datetime, tell: Any) -> None:
    """Write the list, all or nothing; harmless when the import has gone on or away."""
    # One list after the other: two of the same employers would not see each other's.
    with one_at_a_time(WRITING_LISTS), transaction.atomic():
        found = (
            Import.objects.select_for_update(of=("self",))
            .select_related("direction", "by")
            .filter(pk=job_id)
            .first()
        )
        if found is None or found.revision != revision or found.state != ImportState.WRITING:
            return
        try:
            _write_patiently(found, now=now, tell=tell)
        except Refusal as refusal:
            refuse(found, refusal)


def _write_patiently(found: Import, *, now: datetime, tell: Any) -> None:
    """Write; when somebody wrote one of the rows between its reading and its lock, read again."""
    for left in range(_TRIES - 1, -1, -1):
        try:
            with transaction.atomic(), translation.override("fr-ca"):
                _write(found, now=now, tell=tell)
        except StaleRevision:
            if not left:
                raise
        else:
            return


def _write(found: Import, *, now: datetime, tell: Any) -> None:
    kind = KINDS[found.kind]
    require_kind(found.by, kind, found.direction)
    lines, job = planned(found, now=now, tell=tell)
    before = picture(kind.tables, kind.roots(lines))
    kind.write(lines, job)
    changed = changes(before, picture(kind.tables, kind.written(lines)))
    ImportChange.objects.bulk_create(
        (ImportChange(owner=found, root=root, rows=rows) for root, rows in _in_order(changed)),
        batch_size=1_000,
    )
    keep_lines(found, lines)
    found.state, found.written_at = ImportState.DONE, now
    found.save()


def _in_order(changed: dict[int, list[Change]]) -> list[tuple[int, list[Change]]]:
    return sorted(changed.items())
