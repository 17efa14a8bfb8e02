"""The outbox: the row is the truth, the broker only a bell."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from crm.core import jobs
from crm.core.models import MOST_TRIES, OutboxMessage
from crm.core.services import (
    begin_try,
    is_done,
    mark_done,
    mark_failed,
    record_heartbeat,
    relay_pending,
)

pytestmark = pytest.mark.django_db
TASK = "workers.tasks.core.beat_heart"


def promise(now: datetime, revision: int = 1) -> OutboxMessage:
    return jobs.enqueue(TASK, key="heart-1", now=now, revision=revision)


def test_a_promise_is_a_pending_row_whose_bell_is_due(now: datetime) -> None:
    message = promise(now)
    assert OutboxMessage.objects.pending().get() == message
    assert OutboxMessage.objects.due(now).get() == message


def test_a_second_demand_of_the_same_key_replaces_the_first(now: datetime) -> None:
    promise(now)
    promise(now + timedelta(seconds=1), revision=2)
    assert OutboxMessage.objects.get().arguments == {"revision": 2}


def test_two_pending_messages_of_one_key_are_refused_by_the_database(now: datetime) -> None:
    message = promise(now)
    message.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        message.save(force_insert=True)


def test_a_demand_renewed_while_the_first_was_worked_on_stays_owed(now: datetime) -> None:
    message = promise(now)
    promise(now, revision=2)
    mark_done(message.pk, arguments={"revision": 1}, now=now)
    assert not is_done(message.pk)
    mark_done(message.pk, arguments={"revision": 2}, now=now)
    assert is_done(message.pk)


def test_a_message_that_has_gone_counts_as_done() -> None:
    assert is_done(987654)


def test_the_reason_of_a_failure_is_kept_beside_the_message(now: datetime) -> None:
    message = promise(now)
    mark_failed(message.pk, error="no such table")
    message.refresh_from_db()
    assert (message.error, message.done_at) == ("no such table", None)


def test_the_relay_rings_what_is_due_and_waits_ever_longer(now: datetime) -> None:
    promise(now)
    assert relay_pending(now=now) == 1
    assert relay_pending(now=now) == 0
    rung = OutboxMessage.objects.get()
    assert rung.rings == 1
    assert relay_pending(now=rung.ring_again_at) == 1
    assert OutboxMessage.objects.get().ring_again_at - rung.ring_again_at > rung.ring_again_at - now


def test_urgent_work_is_rung_before_bulk(now: datetime) -> None:
    jobs.enqueue(TASK, key="bulk", now=now, priority=9)
    jobs.enqueue(TASK, key="urgent", now=now, priority=0)
    assert [message.key for message in OutboxMessage.objects.due(now)] == ["urgent", "bulk"]


def test_a_heartbeat_is_one_row_a_worker(now: datetime) -> None:
    from crm.core.models import WorkerHeartbeat

    record_heartbeat(worker="celery@here", now=now)
    record_heartbeat(worker="celery@here", now=now + timedelta(seconds=5))
    assert WorkerHeartbeat.objects.get().seen_at == now + timedelta(seconds=5)


def test_after_so_many_tries_it_is_given_up_until_the_cause_is_mended(now: datetime) -> None:
    message, later = promise(now), now + timedelta(days=1)
    OutboxMessage.objects.update(rings=500)
    for _try in range(MOST_TRIES):
        assert relay_pending(now=later) == 1
        OutboxMessage.objects.update(ring_again_at=now)
        begin_try(message.pk)
        assert not is_done(message.pk)
    assert relay_pending(now=later) == 0
    begin_try(message.pk)
    assert is_done(message.pk)
    with pytest.raises(CommandError, match=f"1 tasks given up after {MOST_TRIES} tries"):
        call_command("given_up")
    call_command("given_up", again=True)
    assert not is_done(message.pk)
    assert relay_pending(now=timezone.now()) == 1
    call_command("given_up")


def test_a_new_demand_begins_anew_what_was_given_up(now: datetime) -> None:
    message = promise(now)
    OutboxMessage.objects.update(tries=MOST_TRIES + 1)
    promise(now, revision=2)
    assert not is_done(message.pk)
    assert OutboxMessage.objects.due(now).get() == message


def test_a_bell_that_no_worker_heard_is_no_try(now: datetime) -> None:
    message = promise(now)
    OutboxMessage.objects.update(rings=100_000)
    assert OutboxMessage.objects.due(now).get() == message
    assert not OutboxMessage.objects.given_up().exists()
