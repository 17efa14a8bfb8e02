"""A real worker on the test database and broker hears the bell."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import pytest

from backend.celery import app
from crm.core.jobs import enqueue
from crm.core.models import WorkerHeartbeat


@pytest.mark.django_db(transaction=True)
def test_the_worker_beats_when_rung(celery_worker_process: Path) -> None:
    WorkerHeartbeat.objects.all().delete()
    app.send_task("workers.tasks.core.beat_heart")
    limit = time.monotonic() + 10
    while not WorkerHeartbeat.objects.exists() and time.monotonic() < limit:
        time.sleep(0.02)
    assert WorkerHeartbeat.objects.exists(), celery_worker_process.read_text("utf-8")


@pytest.mark.django_db(transaction=True)
def test_the_reason_of_a_failure_stays_beside_the_promise(celery_worker_process: Path, now: datetime) -> None:
    message = enqueue(
        "workers.tasks.matching.score_need", key="broken", now=now, need_id="no number", revision=1
    )
    limit = time.monotonic() + 10
    while not message.error and time.monotonic() < limit:
        time.sleep(0.02)
        message.refresh_from_db()
    assert "ValueError" in message.error, celery_worker_process.read_text("utf-8")
    assert message.done_at is None


def test_every_scheduled_task_is_registered() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_a_task_ends_before_the_broker_hands_it_to_another_worker() -> None:
    visibility = app.conf.broker_transport_options["visibility_timeout"]
    assert app.conf.task_soft_time_limit < app.conf.task_time_limit < visibility
