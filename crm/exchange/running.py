"""What a worker does with an import, by its state, saying meanwhile how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection

from crm.exchange.models import Import, ImportState
from crm.exchange.services.checking import check_import
from crm.exchange.services.undoing import undo_import
from crm.exchange.services.writing import write_import


def run(
    *,
    import_id: int,
    revision: int,
    now: datetime,
    also: tuple[int, ...] = (),
    by_id: int = 0,
    **_later: Any,
) -> None:
    """Take the import one step on. Repeated, lost or late, it changes nothing that was done."""
    found = Import.objects.filter(pk=import_id).first()
    state = found.state if found else ""
    with told_apart(import_id) as tell:
        if state == ImportState.CHECKING:
            check_import(job_id=import_id, revision=revision, now=now, tell=tell)
        elif state == ImportState.WRITING:
            write_import(job_id=import_id, revision=revision, now=now, tell=tell)
        elif state == ImportState.UNDOING:
            undo_import(job_id=import_id, revision=revision, also=also, by_id=by_id, now=now, tell=tell)


@contextmanager
def told_apart(import_id: int) -> Iterator[Callable[[int], None]]:
    """How far the work is, written by a connection of its own: the work itself is one transaction, seen at its end."""
    apart = connection.copy()

    def tell(done: int) -> None:
        with apart.cursor() as cursor:
            cursor.execute(
                "UPDATE exchange_importprogress SET done = %s WHERE owner_id = %s", [done, import_id]
            )

    try:
        yield tell
    finally:
        apart.close()
