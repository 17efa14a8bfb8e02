"""Rows as they were, to put them back: pictures of tables before and after a change, and the way between."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

#: The root's number, then (table, key) → values.
Picture = dict[int, dict[tuple[str, int], dict[str, Any]]]
Change = tuple[str, Any, dict[str, Any] | None, dict[str, Any] | None]
#: Book-keeping that only rises: it is no content, and never goes back.
KEEPING = frozenset(
    {"created_at", "updated_at", "revision", "doubles_sought_at", "moved_at", "last_contact_on"}
)
_CHUNK = 1_000


def picture(tables: Iterable[tuple[type[Model], str]], roots: Collection[int]) -> Picture:
    """The rows of the tables that hang on the roots, as JSON would write them."""
    found: Picture = {root: {} for root in roots}
    numbers = list(roots)
    for model, path in tables:
        for start in range(0, len(numbers), _CHUNK):
            _add(found, model, path, numbers[start : start + _CHUNK])
    return found


def _add(found: Picture, model: type[Model], path: str, roots: Sequence[int]) -> None:
    names = [field.attname for field in model._meta.concrete_fields]
    key = model._meta.pk.attname
    rows = model._base_manager.filter(**{f"{path}__in": roots}).values_list(path, *names)
    for root, *values in rows.iterator(2_000):
        plain = _as_json(dict(zip(names, values, strict=True)))
        found[root][model._meta.label, plain[key]] = plain


def _as_json(values: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(values, cls=DjangoJSONEncoder))
    return plain


def changes(before: Picture, after: Picture) -> dict[int, list[Change]]:
    """What became of each root: the rows made, changed and taken away."""
    found = {}
    for root, rows in after.items():
        old = before.get(root, {})
        keys = [*rows, *(key for key in old if key not in rows)]
        changed = [
            (table, key, old.get((table, key)), rows.get((table, key)))
            for table, key in keys
            if not same(old.get((table, key)), rows.get((table, key)))
        ]
        if changed:
            found[root] = changed
    return found


def same(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> bool:
    """Whether two pictures of a row hold the same, book-keeping apart."""
    return _content(one) == _content(other)


def _content(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if row is None else {name: value for name, value in row.items() if name not in KEEPING}


def put_back(rows: Sequence[Change], *, now: datetime) -> None:
    """Make the rows what they were before: those made go, those changed and taken away come back."""
    made: dict[str, list[Any]] = {}
    for table, key, before, _after in rows:
        if before is None:
            made.setdefault(table, []).append(key)
    for table in reversed(made):
        apps.get_model(table)._base_manager.filter(pk__in=made[table]).delete()
    back: dict[tuple[bool, bool, str], list[dict[str, Any]]] = {}
    for table, _key, before, after in rows:
        if before is not None:
            back.setdefault((_takes_up(before, after), after is None, table), []).append(before)
    # A mark that one row alone may bear (a head office) is given up before it is given back.
    for (_up, gone, table), values in sorted(back.items(), key=lambda item: item[0][0]):
        _restore(apps.get_model(table), values, now=now, gone=gone)


def _takes_up(before: Mapping[str, Any], after: Mapping[str, Any] | None) -> bool:
    return any(value is True and not (after or {}).get(name) for name, value in before.items())


def _restore(model: type[Model], rows: Sequence[Mapping[str, Any]], *, now: datetime, gone: bool) -> None:
    """Write the values of before, in few statements; of rows that are there, all but the book-keeping."""
    fields = [field for field in model._meta.concrete_fields if field.attname in rows[0]]
    there = [
        model(**{field.attname: field.to_python(row[field.attname]) for field in fields}) for row in rows
    ]
    if gone:
        model._base_manager.bulk_create(there)
        return
    for row in there:
        if hasattr(row, "updated_at"):
            # Whoever read the row meanwhile, a person or a machine, learns that it was written again.
            row.updated_at = now
    own = (field for field in fields if not (field.primary_key or field.generated))
    names = [field.name for field in own if field.attname not in KEEPING]
    written = [*names, *(["updated_at"] if hasattr(model, "updated_at") else [])]
    model._base_manager.bulk_create(
        there, update_conflicts=True, unique_fields=["pk"], update_fields=written, batch_size=_CHUNK
    )


def users_of(
    tables: Iterable[tuple[type[Model], str]],
    made: Mapping[str, Collection[Any]],
    *,
    ignored: Collection[str],
) -> dict[tuple[str, Any], str]:
    """Of the rows made, those that other rows have come to name since: (table, key) → the other table's name."""
    own = {model._meta.label for model, _path in tables}
    found: dict[tuple[str, Any], str] = {}
    for model, _path in tables:
        keys = list(made.get(model._meta.label, ()))
        for relation in model._meta.get_fields(include_hidden=True):
            other: Any = relation.related_model
            if not (keys and relation.auto_created and (relation.one_to_many or relation.one_to_one)):
                continue
            if other._meta.label in own or other._meta.label in ignored:
                continue
            name = relation.field.attname  # type: ignore[union-attr]
            named = other._base_manager.filter(**{f"{name}__in": keys}).values_list(name, flat=True)
            found |= {(model._meta.label, key): str(other._meta.label) for key in named}
    return found
