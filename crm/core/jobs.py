"""The only door to Celery: promise work inside a transaction, ring the worker once it is committed."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from crm.core.models import OutboxMessage

logger = logging.getLogger(__name__)


def enqueue(task: str, *, key: str, now: datetime, priority: int = 5, **arguments: Any) -> OutboxMessage:
    """Promise `task(message_id, **arguments)` in the current transaction; the worker hears of it after the commit.

    A message of the same key that is still pending is replaced: the newest arguments win and it is rung again.
    """
    message, _made = OutboxMessage.objects.update_or_create(
        key=key,
        done_at=None,
        defaults={
            "task": task,
            "arguments": arguments,
            "ring_again_at": now,
            "rings": 0,
            "priority": priority,
        },
        create_defaults={
            "task": task,
            "arguments": arguments,
            "created_at": now,
            "ring_again_at": now,
            "priority": priority,
        },
    )
    transaction.on_commit(lambda: ring(message, now=now), robust=True)
    return message


def announce(event: str, subject_id: int, *, now: datetime) -> OutboxMessage:
    """Promise that whoever an event concerns will be told: by its name and its row, whoever tells is above."""
    return enqueue(
        "workers.tasks.notices.tell",
        key=f"tell-{event}-{subject_id}",
        now=now,
        priority=4,
        event=event,
        subject_id=subject_id,
    )


def ring(message: OutboxMessage, *, now: datetime) -> bool:
    """Send the bell of one message. False when the broker does not answer: the relay rings again later."""
    OutboxMessage.objects.filter(pk=message.pk).update(
        rings=message.rings + 1, ring_again_at=message.next_ring(now)
    )
    try:
        current_app.send_task(
            message.task,
            kwargs={"message_id": message.pk, **message.arguments},
            priority=message.priority,
            # One try and no waiting: the row in PostgreSQL is the truth, the relay rings again.
            retry=False,
            ignore_result=True,
        )
    except (OperationalError, OSError) as error:
        logger.warning("The broker did not take message %s: %s", message.pk, error)
        return False
    return True
