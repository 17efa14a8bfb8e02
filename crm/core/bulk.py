"""Many rows written in few statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Model

_AT_ONCE = 500


def save_all(rows: Sequence[Any], fields: Sequence[str]) -> None:
    """Write these fields of rows that are there and locked, and when they were written; nothing else of them."""
    if not rows:
        return
    model: type[Model] = type(rows[0])
    written = [*fields, *(["updated_at"] if hasattr(model, "updated_at") else [])]
    model._base_manager.bulk_create(
        rows, update_conflicts=True, unique_fields=["pk"], update_fields=written, batch_size=_AT_ONCE
    )
