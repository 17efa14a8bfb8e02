"""Rows of official files into their tables, and what is written down of each file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Model

from crm.core.jobs import enqueue
from crm.core.models import ReferenceFile
from crm.core.reference import Synchronised, synchronise
from crm.taxonomy.official.outcome import Loaded
from crm.taxonomy.official.sources import Source

M = TypeVar("M", bound=Model)
#: Ranks again every need once the tables that scoring reads have changed.
TABLES_CHANGED = "workers.tasks.matching.tables_changed"


def replace(
    model: type[M], objects: Sequence[M], *, unique: Sequence[str], within: Mapping[str, object]
) -> Synchronised:
    """Make the rows that the filters `within` keep equal to the objects, maybe none; the other rows stay."""
    if objects:
        return synchronise(objects, unique=unique, complete=True, within=within)
    removed, _by_model = model._default_manager.filter(**within).delete()
    return Synchronised(rows=0, written=0, removed=removed)


@transaction.atomic
def record(loads: Sequence[Loaded], *, source: Source, edition: str, now: datetime) -> bool:
    """Write down what is loaded, and promise new rankings when something changed; says whether it did."""
    changed = [loaded for loaded in loads if _record(loaded, source=source, edition=edition, now=now)]
    if changed:
        enqueue(TABLES_CHANGED, key="tables-changed", now=now, at=now.isoformat())
    return bool(changed)


def _record(loaded: Loaded, *, source: Source, edition: str, now: datetime) -> bool:
    kept = {
        "sha256": loaded.sha256,
        "rows": sum(loaded.rows.values()),
        "rejects": len(loaded.rejects),
        "source": source.name,
        "version": edition or loaded.version,
        "licence": source.licence,
    }
    same = ReferenceFile.objects.filter(name=loaded.name, **kept).exists()
    if same and not loaded.written and not loaded.removed:
        return False
    ReferenceFile.objects.update_or_create(name=loaded.name, defaults={**kept, "loaded_at": now})
    return True
