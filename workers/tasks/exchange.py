"""Lists that are looked at, written and taken back, with how far it is."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from crm.core.services import is_done, mark_done
from crm.exchange.running import run
from crm.exchange.services import forget_old


@shared_task(name="workers.tasks.exchange.run_import")
def run_import(*, message_id: int, **arguments: Any) -> None:
    """Do what the import's state asks: look at its lines, write them, or take them back."""
    if is_done(message_id):
        return
    run(now=timezone.now(), **arguments)
    mark_done(message_id, arguments=arguments, now=timezone.now())


@shared_task(name="workers.tasks.exchange.forget_imports")
def forget_imports(**_later: Any) -> None:
    """Destroy the files of imports that can no longer be taken back."""
    forget_old(now=timezone.now())
