"""The outbox's relay and the workers' heartbeat."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from crm.core.jobs import ring
from crm.core.models import MOST_TRIES, Installation, OutboxMessage, WorkerHeartbeat

RELAY_BATCH = 200


def relay_pending(*, now: datetime) -> int:
    """Ring again every message whose bell was lost; returns how many were rung. Stops at the first silent broker."""
    with transaction.atomic():
        due = list(OutboxMessage.objects.due(now).select_for_update(skip_locked=True)[:RELAY_BATCH])
        rung = 0
        for message in due:
            if not ring(message, now=now):
                break
            rung += 1
    return rung


def begin_try(message_id: int) -> None:
    """Count, before anything else, that a worker begins the promised work: should it die of it, that is known."""
    OutboxMessage.objects.pending().filter(pk=message_id).update(tries=F("tries") + 1)


def is_done(message_id: int) -> bool:
    """Whether the promised work was done already, given up, or the message has gone: a bell changes nothing.

    A broker that hands the same bell to one worker after the other is so ended too.
    """
    return not OutboxMessage.objects.pending().filter(pk=message_id, tries__lte=MOST_TRIES).exists()


def take_up_again(*, now: datetime) -> int:
    """Ring anew, from their first try on, the messages that were given up; returns how many."""
    return OutboxMessage.objects.given_up().update(tries=0, rings=0, ring_again_at=now)


def mark_done(message_id: int, *, arguments: dict[str, Any], now: datetime) -> None:
    """The work promised with these arguments is done; harmless when repeated or when the row has gone.

    A message whose arguments were replaced while it was worked on stays pending: the newer demand is still owed.
    """
    OutboxMessage.objects.filter(pk=message_id, done_at=None, arguments=arguments).update(
        done_at=now, error=""
    )


def mark_failed(message_id: int, *, error: str) -> None:
    """Keep the reason of the last failure beside the message; it is rung again by the relay."""
    OutboxMessage.objects.filter(pk=message_id, done_at=None).update(error=error[:4000])


def record_heartbeat(*, worker: str, now: datetime) -> None:
    """The worker named `worker` is alive at `now`."""
    WorkerHeartbeat.objects.update_or_create(worker=worker, defaults={"seen_at": now})


def mark_installation(*, demo: bool, now: datetime) -> Installation:
    """Say once what this database is for; the first mark stays."""
    installation, _made = Installation.objects.get_or_create(id=1, defaults={"demo": demo, "created_at": now})
    return installation
