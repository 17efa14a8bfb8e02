"""Loads the rules of what is sent from `data/`: see the README there for their sources."""

from __future__ import annotations

from pathlib import Path

from crm.core.reference import Synchronised, build, read_rows
from crm.notices.models import SendingRule

DATA = Path(__file__).parent / "data"


def load() -> dict[str, Synchronised]:
    """Write the rules that are not there yet. A rule that an organisation ended or replaced stays as it wrote it."""
    rows = build(SendingRule, read_rows(DATA / "rules.csv"))
    known = set(SendingRule.objects.values_list("key", flat=True))
    new = [row for row in rows if row.key not in known]
    SendingRule.objects.bulk_create(new)
    return {"sending rules": Synchronised(rows=len(rows), written=len(new))}
