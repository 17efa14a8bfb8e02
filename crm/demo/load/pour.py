"""Very many rows of a table in one COPY, each from a tuple; what is not told has the model's own default."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED
from psycopg import sql


def first_key(model: type[models.Model]) -> int:
    """The key of the next row; the table is held until the commit, so that nobody else takes it."""
    with connection.cursor() as cursor:
        table = sql.Identifier(model._meta.db_table)
        cursor.execute(sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(table))
        cursor.execute(sql.SQL("SELECT coalesce(max(id), 0) FROM {}").format(table))
        largest = int(cursor.fetchone()[0])
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
        return max(largest + 1, int(cursor.fetchone()[0]))


def pour(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]], *, now: datetime
) -> range:
    """Insert a row a tuple, in the order of `names` (as columns are called); returns the keys they were given.

    A table without a key of its own (a one-to-one) names its key among the columns; its range only counts.
    """
    own_key = isinstance(model._meta.pk, models.AutoField | models.BigAutoField)
    first = first_key(model) if own_key else 0
    told, rest = list(names), _rest(model, names, now=now, without_key=own_key)
    columns = [*(["id"] if own_key else []), *told, *rest]
    given = tuple(rest.values())
    copied = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor:
        with cursor.copy(copied) as copy:
            count = 0
            for row in _keyed(rows, first) if own_key else rows:
                copy.write_row((*row, *given))
                count += 1
        if own_key and count:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)",
                [model._meta.db_table, first + count - 1],
            )
    return range(first, first + count)


def _keyed(rows: Iterable[Sequence[Any]], first: int) -> Iterator[tuple[Any, ...]]:
    for key, row in enumerate(rows, first):
        yield (key, *row)


def _rest(
    model: type[models.Model], names: Sequence[str], *, now: datetime, without_key: bool
) -> dict[str, Any]:
    """Columns that no tuple tells, each with the value that a new row of the model has."""
    rest: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        column = str(field.column)
        if column in names or field.generated or (without_key and field.primary_key):
            continue
        if field.db_default is not NOT_PROVIDED:
            continue
        dated = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
        rest[column] = field.get_db_prep_save(now if dated else field.get_default(), connection)
    return rest
