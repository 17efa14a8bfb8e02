"""What happens to needs by the clock."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from crm.needs.services import expire_needs as expire


@shared_task(name="workers.tasks.needs.expire_needs")
def expire_needs(**_later: Any) -> None:
    """Move the needs whose validity is over to expired."""
    expire(now=timezone.now())
