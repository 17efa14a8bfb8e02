"""What happens to the work in people's hands by the clock: files pass on the day when their direction does."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from crm.caseload import services


@shared_task(name="workers.tasks.caseload.follow_passages")
def follow_passages(**_later: Any) -> None:
    """Hand over what the passages in force today give to another direction."""
    services.follow_passages(today=timezone.localdate())
