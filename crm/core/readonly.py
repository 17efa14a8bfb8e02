"""A GET reads. Whatever writes during one is refused at the level of SQL, save for the named exceptions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection

_ALLOWED: ContextVar[str] = ContextVar("allowed_write", default="")
WRITES = ("INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "ALTER", "CREATE", "DROP", "COPY")
# The session itself is written by reading pages (sliding expiry, messages once shown).
PLUMBING = '"django_session"'


class WriteDuringRead(RuntimeError):
    """A GET tried to change the database: a fault of the program, never of its user."""


def _guard(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if sql.lstrip().upper().startswith(WRITES) and PLUMBING not in sql and not _ALLOWED.get():
        raise WriteDuringRead(sql.split(" SET ", maxsplit=1)[0][:120])
    return execute(sql, params, many, context)


@contextmanager
def read_only() -> Iterator[None]:
    """Refuse every writing statement on the default connection inside the block."""
    with connection.execute_wrapper(_guard):
        yield


@contextmanager
def journal_may_write() -> Iterator[None]:
    """The one lawful write of a reading: the journal that says who read what (A-2.1)."""
    token = _ALLOWED.set("journal")
    try:
        yield
    finally:
        _ALLOWED.reset(token)
