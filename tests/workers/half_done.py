"""A process that stops in the middle of a gesture and waits to be killed: `python -m tests.workers.half_done`.

Arguments: the gesture, after how many writes it stops, then its own. It says « half » once it stands still.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import django

WRITES = ("INSERT", "UPDATE", "DELETE")


def stop_after(writes: int) -> Callable[..., Any]:
    """A wrapper of every statement that waits for ever once so many wrote, before the next one."""
    left = [writes]

    def wrapper(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        if str(sql).lstrip().upper().startswith(WRITES):
            if left[0] == 0:
                print("half", flush=True)  # noqa: T201 -- whoever kills this process waits for it
                time.sleep(600)
            left[0] -= 1
        return execute(sql, params, many, context)

    return wrapper


def main(gesture: str, writes: str, *keys: str) -> None:
    """Begin the gesture."""
    django.setup()
    from django.db import connection

    with connection.execute_wrapper(stop_after(int(writes))):
        GESTURES[gesture](*keys)


def merge(survivor: str, loser: str) -> None:
    """Two cards become one."""
    from django.utils import timezone

    from crm.employers.merging import merge_employers
    from crm.employers.models import Employer

    merge_employers(
        survivor=Employer.objects.get(pk=survivor),
        loser=Employer.objects.get(pk=loser),
        by=None,
        now=timezone.now(),
    )


def finish(key: str, user: str, *follow_ups: str) -> None:
    """Many follow-ups are done at once."""
    from django.utils import timezone

    from crm.accounts.models import User
    from crm.accounts.services import run_on_each
    from crm.casework.models import FollowUp
    from crm.casework.services import complete_follow_up

    by, now = User.objects.get(pk=user), timezone.now()

    def act(row: FollowUp) -> str:
        complete_follow_up(follow_up=row, by=by, now=now)
        return ""

    rows = [(row, row.text) for row in FollowUp.objects.filter(pk__in=follow_ups).order_by("pk")]
    run_on_each(key=UUID(key), noun="follow_ups", action="done", rows=rows, act=act, by=by, now=now)


GESTURES: dict[str, Callable[..., None]] = {"merge": merge, "finish": finish}

if __name__ == "__main__":
    main(*sys.argv[1:])
