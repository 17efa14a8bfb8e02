"""From which moment a change may still be on its way: what a copy of the tables may lack."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

#: How far the clock of a web host may be from the database's.
CLOCKS = timedelta(seconds=5)


def unseen_since() -> datetime:
    """When the oldest transaction now open began, or now: whatever is read after this call lacks nothing older.

    A row of a transaction still open bears a time of writing from before it can be read; asking for what was written
    since the last look would miss it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT least(now(), min(xact_start)) FROM pg_stat_activity WHERE datname = current_database()"
        )
        (began,) = cursor.fetchone()
    moment: datetime = began - CLOCKS
    return moment
