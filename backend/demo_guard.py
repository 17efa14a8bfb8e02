"""Production never serves a database that was made as a demo: its accounts open in one click."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

MARKED = (
    "La base de données porte la marque d’une démonstration : la production la refuse. Donnez-lui une base neuve.\n"
    "The database is marked as a demo: production refuses it. Give it a new one."
)


def is_marked(alias: str = "default") -> bool:
    """Whether that database was made as a demo; one without tables was made as nothing yet."""
    connection = connections[alias]
    if "core_installation" not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT demo FROM core_installation")
        return any(demo for (demo,) in cursor.fetchall())


def refuse_marked_database() -> None:
    """Raise ImproperlyConfigured when production is pointed at a demo."""
    if settings.MODE == "production" and is_marked():
        raise ImproperlyConfigured(MARKED)


def check_databases(*, databases: Sequence[str] | None = None, **_options: Any) -> list[CheckMessage]:
    """Django's check of the same, made by `migrate` before it touches anything."""
    if settings.MODE != "production":
        return []
    return [Error(MARKED, id="passerelle.E001") for alias in databases or () if is_marked(alias)]
