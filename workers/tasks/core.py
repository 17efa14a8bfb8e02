"""The clock's tasks: ring again the bells that were lost, and show that the worker lives."""

from __future__ import annotations

from typing import Any

from celery import Task, shared_task
from django.utils import timezone

from crm.core.services import record_heartbeat, relay_pending


@shared_task(name="workers.tasks.core.relay_outbox")
def relay_outbox(**_later: Any) -> None:
    """Ring again every pending outbox message whose bell was lost."""
    relay_pending(now=timezone.now())


@shared_task(bind=True, name="workers.tasks.core.beat_heart")
def beat_heart(self: Task[..., None], /, **_later: Any) -> None:
    """Write down that this worker lives."""
    record_heartbeat(worker=self.request.hostname or "worker", now=timezone.now())
