"""Reference data kept as files in the repository: reading them, and making the tables equal to them, cheaply."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.db.models import AutoField, Model
from django.utils import timezone

from crm.core.models import ReferenceFile

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Synchronised:
    """What a table holds after synchronising: rows in the file, rows written because they differed, rows removed."""

    rows: int
    written: int
    removed: int = 0


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a UTF-8 CSV file by column name. Every value stays text: codes begin with zeros."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def build(model: type[M], rows: Iterable[Mapping[str, object]]) -> list[M]:
    """Unsaved objects with values of the types of their fields, from rows by field name.

    A foreign key is given as the key it points to; an empty text is null where the field allows it.
    """
    return [model(**dict(_typed(model, name, value) for name, value in row.items())) for row in rows]


def _typed(model: type[Model], name: str, value: object) -> tuple[str, object]:
    field = _field(model, name)
    if value == "" and field.null:
        return field.attname, None
    return field.attname, field.target_field.to_python(value) if field.is_relation else field.to_python(value)


def _field(model: type[Model], name: str) -> Any:
    return next(f for f in model._meta.concrete_fields if f.name == name)


def synchronise(
    objects: Sequence[M],
    *,
    unique: Sequence[str],
    complete: bool = False,
    within: Mapping[str, object] | None = None,
) -> Synchronised:
    """Write the objects that are absent or differ, found by their `unique` fields; write nothing else.

    `complete`: the file is the whole table, so rows that it does not name are removed; with `within`, it is only the
    whole of the rows that these filters keep, and the others are left alone. Objects are of one model and at least one.
    """
    model = type(objects[0])
    fields = [f for f in model._meta.concrete_fields if not isinstance(f, AutoField)]
    keys = [_field(model, name).attname for name in unique]
    names = [f.attname for f in fields]
    stored = {
        tuple(row[name] for name in keys): (row["pk"], tuple(row[name] for name in names))
        for row in model._default_manager.filter(**(within or {})).values("pk", *names)
    }
    wanted = {tuple(getattr(o, name) for name in keys): o for o in objects}
    different = [
        o
        for key, o in wanted.items()
        if key not in stored or stored[key][1] != tuple(getattr(o, name) for name in names)
    ]
    _write(model, different, unique=unique, updated=[f.name for f in fields if f.attname not in keys])
    gone = [pk for key, (pk, _) in stored.items() if key not in wanted] if complete else []
    if gone:
        model._default_manager.filter(pk__in=gone).delete()
    return Synchronised(rows=len(wanted), written=len(different), removed=len(gone))


def _write(model: type[M], objects: Sequence[M], *, unique: Sequence[str], updated: Sequence[str]) -> None:
    if not updated:
        model._default_manager.bulk_create(objects, ignore_conflicts=True)
        return
    model._default_manager.bulk_create(
        objects, batch_size=2000, update_conflicts=True, unique_fields=unique, update_fields=updated
    )


def record_version(app: str, *, rows: int) -> None:
    """Write down which version of an app's files is loaded; whoever keeps tables in memory reads it."""
    folder = Path(apps.get_app_config(app.rpartition(".")[2]).path)
    # What is loaded without a file, as the weights are, stands in the loader.
    files = sorted((folder / "data").glob("*.csv")) or [folder / "loader.py"]
    content = b"".join(path.read_bytes() for path in files)
    version = hashlib.sha256(content).hexdigest()
    if not ReferenceFile.objects.filter(name=app, sha256=version).exists():
        written = {"sha256": version, "rows": rows, "loaded_at": timezone.now()}
        ReferenceFile.objects.update_or_create(name=app, defaults=written)


def tables_version(*prefixes: str) -> str:
    """What changes when a reference file whose name begins with one of these is loaded, or loaded otherwise.

    64 hexadecimal digits; without a prefix, of all the files.
    """
    files = ReferenceFile.objects.order_by("name").values_list("name", "sha256", "rows")
    kept = [file for file in files if not prefixes or file[0].startswith(prefixes)]
    return hashlib.sha256(repr(kept).encode()).hexdigest()


def loaded_files() -> list[ReferenceFile]:
    """Every reference file that is loaded, those of the product first."""
    return list(ReferenceFile.objects.order_by("source", "name"))
