"""A task that kills its worker each time: a worker takes it in with `--include tests.workers.deadly`."""

from __future__ import annotations

import os
import signal
from typing import Any

from celery import shared_task

from crm.core.services import is_done


@shared_task(name="tests.workers.deadly.die")
def die(*, message_id: int, **_later: Any) -> None:
    """End the process that works on it, as running out of memory does."""
    if not is_done(message_id):
        os.kill(os.getpid(), signal.SIGKILL)
