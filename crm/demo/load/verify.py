"""Whether every row answers to every constraint: asked of the database again, table by table."""

from __future__ import annotations

from django.db import connection

FOREIGN_KEYS = """
    SELECT c.conname, c.conrelid::regclass::text, c.confrelid::regclass::text,
           (SELECT attname FROM pg_attribute WHERE attrelid = c.conrelid AND attnum = c.conkey[1]),
           (SELECT attname FROM pg_attribute WHERE attrelid = c.confrelid AND attnum = c.confkey[1])
    FROM pg_constraint c WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
"""
CHECKS = """
    SELECT conname, conrelid::regclass::text, pg_get_expr(conbin, conrelid)
    FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND conrelid <> 0
"""
UNIQUE = """
    SELECT c.relname, i.indrelid::regclass::text,
           (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY k.place)
            FROM unnest(i.indkey) WITH ORDINALITY AS k(attnum, place)
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum),
           coalesce(pg_get_expr(i.indpred, i.indrelid), 'true')
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indisunique AND 0 <> ALL (i.indkey::int[]) AND c.relnamespace = 'public'::regnamespace
"""


def broken_constraints() -> list[str]:
    """The names of the foreign keys, checks and unique keys that some row breaks."""
    with connection.cursor() as cursor:
        broken = []
        for listed, question in ((FOREIGN_KEYS, _orphans), (CHECKS, _refused), (UNIQUE, _twice)):
            cursor.execute(listed)
            for name, *told in cursor.fetchall():
                cursor.execute(question(*told))
                if cursor.fetchone():
                    broken.append(name)
    return sorted(broken)


def _orphans(table: str, other: str, column: str, key: str) -> str:
    return (
        f'SELECT 1 FROM {table} t WHERE t."{column}" IS NOT NULL '  # noqa: S608 - names from the catalogue
        f'AND NOT EXISTS (SELECT 1 FROM {other} o WHERE o."{key}" = t."{column}") LIMIT 1'
    )


def _refused(table: str, expression: str) -> str:
    return f"SELECT 1 FROM {table} WHERE NOT ({expression}) LIMIT 1"  # noqa: S608 - from the catalogue


def _twice(table: str, columns: str, condition: str) -> str:
    present = " AND ".join(f"{column} IS NOT NULL" for column in columns.split(", "))
    return (
        f"SELECT 1 FROM {table} WHERE ({condition}) AND {present} "  # noqa: S608 - names from the catalogue
        f"GROUP BY {columns} HAVING count(*) > 1 LIMIT 1"
    )
