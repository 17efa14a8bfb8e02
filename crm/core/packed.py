"""Short lists that come with a row, in its own query: packed as JSON by the database, rows again for whoever reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, QuerySet
from django.db.models.functions import JSONObject

Row = TypeVar("Row", bound=Model)


def packed(rows: QuerySet[Any, Any], *fields: str) -> ArraySubquery:
    """These fields of `rows` (« owner__name » for one of another table), in their order, as part of another query."""
    return ArraySubquery(rows.values(packed=JSONObject(**{name: name for name in fields})))


def unpacked(model: type[Row], found: Iterable[Mapping[str, Any]]) -> list[Row]:
    """What `packed` read, as rows of `model` that know these fields alone and are never saved."""
    return [_row(model, values) for values in found]


def _row(model: type[Row], values: Mapping[str, Any]) -> Row:
    own: dict[str, Any] = {}
    others: dict[str, dict[str, Any]] = {}
    for path, value in values.items():
        name, _sep, rest = path.partition("__")
        if rest:
            others.setdefault(name, {})[rest] = value
        else:
            field: Any = model._meta.get_field(name)
            own[field.attname] = value if field.is_relation else field.to_python(value)
    row = model(**own)
    for name, inner in others.items():
        relation: Any = model._meta.get_field(name)
        key = own.get(relation.attname)
        if relation.attname not in own or key is not None:
            relation.set_cached_value(row, _row(relation.related_model, inner))
    return row
