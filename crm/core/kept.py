"""Columns that the database itself keeps: the last day or hour of another table's rows, right after every statement.

A list of tens of thousands of files is sorted by its last contact: looked up file by file, it would take too long. A
trigger keeps it, so that nothing can forget it: a service, a merge, its undo, an import, a load by COPY.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

KEEP_LAST = """
CREATE FUNCTION passerelle_keep_last() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    parent text := TG_ARGV[0];
    kept text := TG_ARGV[1];
    key text := TG_ARGV[2];
    value text := TG_ARGV[3];
    condition text := TG_ARGV[4];
    touched bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        EXECUTE format(
            'UPDATE %1$I p SET %2$I = n.last'
            ' FROM (SELECT %3$I AS key, max(%4$I) AS last FROM added WHERE %5$s GROUP BY 1) n'
            ' WHERE p.id = n.key AND (p.%2$I IS NULL OR p.%2$I < n.last)',
            parent, kept, key, value, condition);
        RETURN NULL;
    END IF;
    IF TG_OP = 'DELETE' THEN
        EXECUTE format('SELECT array_agg(DISTINCT %I) FROM removed', key) INTO touched;
    ELSE
        EXECUTE format(
            'SELECT array_agg(DISTINCT key) FROM (SELECT %1$I AS key FROM removed UNION SELECT %1$I FROM added) t',
            key) INTO touched;
    END IF;
    -- Locked first: what others are writing at this moment is then seen by the count.
    EXECUTE format('SELECT 1 FROM %I WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE', parent) USING touched;
    EXECUTE format(
        'UPDATE %1$I p SET %2$I = c.last'
        ' FROM (SELECT k.key, (SELECT max(%4$I) FROM %6$I WHERE %3$I = k.key AND %5$s) AS last'
        ' FROM unnest($1) AS k(key)) c WHERE p.id = c.key AND p.%2$I IS DISTINCT FROM c.last',
        parent, kept, key, value, condition, TG_TABLE_NAME) USING touched;
    RETURN NULL;
END $$
"""
DROP_KEEP_LAST = "DROP FUNCTION passerelle_keep_last()"
_TABLES = {
    "INSERT": "NEW TABLE AS added",
    "UPDATE": "OLD TABLE AS removed NEW TABLE AS added",
    "DELETE": "OLD TABLE AS removed",
}


def keep_last(
    *, parent: str, kept: str, child: str, key: str, value: str, condition: str = "TRUE"
) -> migrations.RunSQL:
    """A migration's operation: `parent.kept` is the greatest `value` of the rows of `child` that name it by `key`.

    Only rows for which `condition` (SQL) holds. Rows written before are counted once.
    """
    name = f"{parent}_{kept}"
    arguments = ", ".join(
        "'{}'".format(one.replace("'", "''")) for one in (parent, kept, key, value, condition)
    )
    made: list[Any] = [
        f"CREATE TRIGGER {name}_{event.lower()} AFTER {event} ON {child} REFERENCING {tables}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION passerelle_keep_last({arguments})"
        for event, tables in _TABLES.items()
    ]
    fill = (
        f"UPDATE {parent} p SET {kept} = c.last FROM (SELECT {key} AS key, max({value}) AS last FROM {child}"  # noqa: S608
        f" WHERE {condition} GROUP BY 1) c WHERE p.id = c.key"
    )
    gone: list[Any] = [f"DROP TRIGGER {name}_{event.lower()} ON {child}" for event in _TABLES]
    return migrations.RunSQL([fill, *made], gone)


class _Kept:
    """Read like any column, never written by Django: to it the column is a generated one."""

    generated = True

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"null": True, "blank": True, "editable": False, **options})


class KeptDateField(_Kept, models.DateField):  # type: ignore[type-arg]  # generic for the checker alone
    """A day that a trigger keeps."""

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """A plain column, for migrations."""
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.DateField", arguments, options


class KeptForeignKey(_Kept, models.ForeignKey):  # type: ignore[type-arg]  # generic for the checker alone
    """A row of another table that a trigger keeps."""

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """A plain column, for migrations."""
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.ForeignKey", arguments, options


class KeptDateTimeField(_Kept, models.DateTimeField):  # type: ignore[type-arg]  # generic for the checker alone
    """A moment that a trigger keeps."""

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """A plain column, for migrations."""
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.DateTimeField", arguments, options
