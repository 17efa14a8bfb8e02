"""What happens to casework by the clock: permits to renew, documents to destroy."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from crm.casework import services


@shared_task(name="workers.tasks.casework.plan_renewals")
def plan_renewals(**_later: Any) -> None:
    """Promise the renewal of every permit that is not yet promised."""
    services.plan_renewals(now=timezone.now())


@shared_task(name="workers.tasks.casework.purge_documents")
def purge_documents(**_later: Any) -> None:
    """Destroy the documents removed a month ago."""
    services.purge_documents(now=timezone.now())
