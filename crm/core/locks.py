"""One process at a time, across hosts: what is done once for all is not done twice side by side."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def one_at_a_time(lock: int) -> Iterator[None]:
    """Wait for whoever holds the lock of that number, and hold it; it is let go when the connection ends too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [lock])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [lock])
