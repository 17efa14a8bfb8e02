"""The only door to Celery: promise work inside a transaction, ring the worker once it is committed."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from crm.core.models import OutboxMessage

logger = logging.getLogger(__name__)
TELL = "workers.tasks.notices.tell"


def enqueue(task: str, *, key: str, now: datetime, priority: int = 5, **arguments: Any) -> OutboxMessage:
    """Promise `task(message_id, **arguments)` in the current transaction; the worker hears of it after the commit.

    A message of the same key that is still pending is replaced: the newest arguments win and it is rung again,
    from its first try on.
    """
    message, _made = OutboxMessage.objects.update_or_create(
        key=key,
        done_at=None,
        defaults={
            "task": task,
            "arguments": arguments,
            "ring_again_at": now,
            "rings": 0,
            "tries": 0,
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


def enqueue_all(
    task: str, *, arguments: Mapping[str, Mapping[str, Any]], now: datetime, priority: int = 9
) -> None:
    """Promise `task` once for each key with its arguments, in few statements.

    No bell rings for each: the relay takes them up, a batch at a time. Pending messages of these keys are replaced.
    """
    keys = list(arguments)
    OutboxMessage.objects.pending().filter(key__in=keys).delete()
    OutboxMessage.objects.bulk_create(
        (
            OutboxMessage(
                task=task,
                key=key,
                arguments=dict(arguments[key]),
                created_at=now,
                ring_again_at=now,
                priority=priority,
            )
            for key in keys
        ),
        batch_size=1_000,
    )


def announce(event: str, subject_id: int, *, now: datetime) -> OutboxMessage:
    """Promise that whoever an event concerns will be told: by its name and its row, whoever tells is above."""
    return enqueue(
        TELL, key=_telling(event, subject_id), now=now, priority=4, event=event, subject_id=subject_id
    )


def announce_all(event: str, subject_ids: Iterable[int], *, now: datetime) -> None:
    """Promise that whoever the event concerns will be told of each subject."""
    about = {_telling(event, key): {"event": event, "subject_id": key} for key in subject_ids}
    enqueue_all(TELL, arguments=about, now=now, priority=4)


def _telling(event: str, subject_id: int) -> str:
    return f"tell-{event}-{subject_id}"


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
