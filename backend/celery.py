"""The background work: a task is repeated until it ends, the broker is only a bell, the clock is here."""

from __future__ import annotations

import logging
import os
import pkgutil
import signal
import sys

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_embedded_init, beat_init, worker_init, worker_process_init, worker_ready
from django.core.exceptions import ImproperlyConfigured

import workers.tasks
from backend.demo_guard import refuse_marked_database
from backend.services.child import die_with_parent

# A bell that nobody heard is useless once the next one rings.
RELAY = "workers.tasks.core.relay_outbox"
HEART = "workers.tasks.core.beat_heart"
SCHEDULE = {
    "relay-outbox": {"task": RELAY, "schedule": 3.0, "options": {"expires": 9, "priority": 0}},
    "beat-heart": {"task": HEART, "schedule": 5.0, "options": {"expires": 15, "priority": 0}},
    # Every hour, not every night: an installation on a desk sleeps at night. A second pass finds nothing to do.
    "expire-needs": {"task": "workers.tasks.needs.expire_needs", "schedule": crontab(minute=7)},
    "resume-needs": {"task": "workers.tasks.needs.resume_needs", "schedule": crontab(minute=2)},
    "forget-imports": {"task": "workers.tasks.exchange.forget_imports", "schedule": crontab(minute=37)},
    "renew-permits": {"task": "workers.tasks.casework.plan_renewals", "schedule": crontab(minute=37)},
    "purge-documents": {"task": "workers.tasks.casework.purge_documents", "schedule": crontab(minute=47)},
    "forget-drafts": {"task": "workers.tasks.needs.forget_drafts", "schedule": crontab(minute=37)},
    "forget-withdrawn": {"task": "workers.tasks.plan.forget_withdrawn", "schedule": crontab(minute=27)},
    "send-waiting": {
        "task": "workers.tasks.notices.send_waiting",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "watch-due": {"task": "workers.tasks.notices.watch", "schedule": crontab(minute="*/15")},
    "seek-doubles": {"task": "workers.tasks.employers.seek_doubles", "schedule": crontab()},
    "keep-merges": {"task": "workers.tasks.employers.keep_merges", "schedule": crontab(minute="*/10")},
    "keep-medians": {"task": "workers.tasks.employers.keep_medians", "schedule": crontab(minute="*/10")},
    "follow-passages": {"task": "workers.tasks.caseload.follow_passages", "schedule": crontab(minute=3)},
    "reports-due": {"task": "workers.tasks.partners.mark_reports_due", "schedule": crontab(minute=12)},
    "rank-again": {"task": "workers.tasks.matching.rank_again", "schedule": crontab(minute=17)},
}

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings.base")

app = Celery("passerelle", task_cls="backend.promised:PromisedTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    include=[f"workers.tasks.{module.name}" for module in pkgutil.iter_modules(workers.tasks.__path__)],
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_ignore_result=True,
    # Below the broker's visibility timeout (120 s): a task that still runs is never handed to a second worker.
    task_time_limit=100,
    task_soft_time_limit=90,
    task_default_priority=5,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    beat_schedule=SCHEDULE,
)
app.set_default()

# The clock rings every three seconds for ever: its routine is not news.
for name in ("celery.beat", "celery.worker.strategy"):
    logging.getLogger(name).setLevel(logging.WARNING)


def is_news(record: logging.LogRecord) -> bool:
    """Whether a line about a task is worth keeping: all but the clock's successes."""
    context = getattr(record, "data", {})
    return record.levelno > logging.INFO or context.get("name") not in {RELAY, HEART}


logging.getLogger("celery.app.trace").addFilter(is_news)


@worker_process_init.connect
@beat_embedded_init.connect
def end_with_the_worker(**_extra: object) -> None:
    """A pool process or the clock never outlives its worker, even when that one is killed."""
    if sys.platform == "linux":
        die_with_parent(os.getppid(), signal.SIGKILL)


@worker_init.connect
@beat_init.connect
def refuse_demo(**_extra: object) -> None:
    """End at once when production is pointed at a demo; Celery swallows any other exception raised here."""
    try:
        refuse_marked_database()
    except ImproperlyConfigured as refusal:
        raise SystemExit(str(refusal)) from None


@worker_ready.connect
def show_first_sign(**_extra: object) -> None:
    """Beat the heart at once: who waits for the worker need not wait for the clock."""
    app.send_task(HEART, ignore_result=True, expires=15)
