"""What was made or written since a merge: shown before it is undone, each with a choice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crm.employers.merging.journal import RELATIONS
from crm.employers.merging.relations import Relation
from crm.employers.models import EmployerMerge


@dataclass(frozen=True, slots=True)
class Since:
    """A row that will stay with the employer that was kept, unless it is chosen. `made`: it did not exist before."""

    key: str
    row: Any
    words: str
    made: bool


def key_of(relation: Relation, key: int) -> str:
    """What a form sends for a row: « needs.LabourNeed:12 »."""
    return f"{relation.model}:{key}"


def written_since(entry: dict[str, Any]) -> set[int]:
    """The moved rows of an entry that somebody wrote after the merge."""
    if "written" not in entry:
        return set()
    before = dict(zip(entry["ids"], entry["written"], strict=True))
    rows = RELATIONS[entry["of"]].rows().filter(pk__in=entry["ids"])
    return {key for key, at in rows.values_list("pk", "updated_at") if at.isoformat() != before[key]}


def made_or_written_since(merge: EmployerMerge) -> list[Since]:
    """Every row of which the undo asks where it belongs, in the order of the journal."""
    found: list[Since] = []
    for entry in merge.journal.get("moved", ()):
        relation = RELATIONS[entry["of"]]
        if not relation.kept_apart:
            continue
        written = written_since(entry)
        known = {*entry["ids"], *entry["there"]}
        for row in relation.rows().filter(**{relation.field: entry["to"]}).order_by("pk"):
            if row.pk in written or row.pk not in known:
                words = str(row._meta.verbose_name if relation.words is None else relation.words)
                found.append(Since(key_of(relation, row.pk), row, words, row.pk not in known))
    return found
