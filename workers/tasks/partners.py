"""What happens to agreements by the clock."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from crm.partners.services import mark_reports_due as mark


@shared_task(name="workers.tasks.partners.mark_reports_due")
def mark_reports_due(**_later: Any) -> None:
    """Move to « rapport dû » the agreements whose report is due."""
    mark(now=timezone.now())
