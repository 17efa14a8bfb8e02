"""The journal of a merge: which rows were moved, which values replaced, which rows made, as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import Model

from crm.employers.merging.relations import EMPLOYER_ROWS, FILE_ROWS, FILES, Relation

RELATIONS = {relation.label: relation for relation in (*EMPLOYER_ROWS, *FILE_ROWS, FILES)}


def plain(value: Any) -> Any:
    """A value as the journal holds it."""
    return value.isoformat() if isinstance(value, date | datetime) else value


@dataclass(slots=True)
class Journal:
    """What was done, in the order in which it was done.

    `moved`: rows of one relation from one holder to another, with when those shown before an undo were last written
    (`written`), and which such rows the other holder had (`there`). `values`: [before, after] by field of a row.
    `heads`: [employer, its head office]. `made`: rows that the merge wrote. `folded`: [file that goes, file kept].
    """

    moved: list[dict[str, Any]] = field(default_factory=list)
    values: list[dict[str, Any]] = field(default_factory=list)
    heads: list[list[int]] = field(default_factory=list)
    made: list[dict[str, Any]] = field(default_factory=list)
    folded: list[list[int]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Ready to be stored."""
        return {name: getattr(self, name) for name in self.__slots__}

    def move(self, relation: Relation, source: int, target: int) -> None:
        """Give the rows of `source` to `target`, but those that `target` already has an equal of."""
        rows = relation.rows()
        mine = rows.filter(**{relation.field: source})
        for name in relation.once:
            mine = mine.exclude(**{f"{name}__in": rows.filter(**{relation.field: target}).values(name)})
        found = dict(mine.values_list("pk", "updated_at")) if relation.kept_apart else None
        ids = sorted(found if found is not None else mine.values_list("pk", flat=True))
        entry: dict[str, Any] = {"of": relation.label, "from": source, "to": target, "ids": ids}
        if found is not None:
            entry["written"] = [found[key].isoformat() for key in ids]
            entry["there"] = sorted(rows.filter(**{relation.field: target}).values_list("pk", flat=True))
        self.moved.append(entry)
        rows.filter(pk__in=ids).update(**{relation.field: target})

    def write(self, row: Model, values: dict[str, Any]) -> None:
        """Replace values of a row."""
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not changed:
            return
        pairs = {name: [plain(getattr(row, name)), plain(value)] for name, value in changed.items()}
        self.values.append({"of": row._meta.label, "id": row.pk, "fields": pairs})
        type(row)._base_manager.filter(pk=row.pk).update(**changed)

    def make(self, row: Model, names: Iterable[str]) -> None:
        """Note a row that the merge wrote, with the values by which an undo knows that nobody changed it since."""
        values = {name: plain(getattr(row, name)) for name in names}
        self.made.append({"of": row._meta.label, "id": row.pk, "values": values})


def row_of(label: str, key: int) -> Any:
    """The row that an entry names, locked; None when it has gone since."""
    return apps.get_model(label)._base_manager.select_for_update().filter(pk=key).first()


def value_of(row: Model, name: str, stored: Any) -> Any:
    """A stored value as the column holds it."""
    return None if stored is None else row._meta.get_field(name).to_python(stored)  # type: ignore[union-attr]
