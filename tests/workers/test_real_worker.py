"""A real worker: a need saved is ranked within seconds; one saved while the broker is down is ranked by the relay."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from celery import Celery
from django.db import transaction
from django.utils import timezone

from backend.celery import app
from crm.core.models import OutboxMessage
from crm.core.services import relay_pending
from crm.matching.models import Match, WeightPreview
from crm.matching.previewing import figures_of, preview_key
from crm.matching.services.planning import PlanOptions, ask_for_plan
from crm.needs.models import LabourNeed
from crm.needs.services.stages import ask_for_scores
from tests.factories.matching import SAWING, make_sawyer
from tests.factories.needs import make_need
from tests.factories.people import make_user
from tests.factories.weights import make_draft

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 15.0


@pytest.fixture
def need(live_db: None) -> LabourNeed:
    app.set_default()
    make_sawyer()
    return make_need(skills=SAWING)


def demand(need: LabourNeed) -> OutboxMessage:
    with transaction.atomic():
        ask_for_scores(need, now=timezone.now())
    return OutboxMessage.objects.get(key=f"score-need-{need.pk}", done_at=None)


def within_seconds(done: Callable[[], bool], log: Path) -> None:
    limit = time.monotonic() + SECONDS
    while not done() and time.monotonic() < limit:
        time.sleep(0.05)
    assert done(), log.read_text("utf-8")[-3000:]


def is_done(message: OutboxMessage) -> bool:
    message.refresh_from_db()
    return message.done_at is not None


def test_a_need_saved_is_ranked(need: LabourNeed, celery_worker_process: Path) -> None:
    message = demand(need)
    within_seconds(lambda: is_done(message), celery_worker_process)
    assert Match.objects.filter(need=need).count() == 1


def test_a_plan_asked_is_computed(need: LabourNeed, celery_worker_process: Path) -> None:
    plan = ask_for_plan(
        direction=need.file.direction, options=PlanOptions(), by=make_user("manager"), now=timezone.now()
    )
    message = OutboxMessage.objects.get(key=f"plan-{plan.pk}")
    within_seconds(lambda: is_done(message), celery_worker_process)
    plan.refresh_from_db()
    assert (plan.state, plan.pairs.count(), plan.is_optimal) == ("proposed", 1, True)


def test_a_need_saved_while_the_broker_is_down_is_ranked_by_the_relay(
    need: LabourNeed, celery_worker_process: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = Celery("nobody", broker="redis://127.0.0.1:1/0", set_as_current=False)
    with monkeypatch.context() as silent:
        silent.setattr("crm.core.jobs.current_app", nobody)
        message = demand(need)
    time.sleep(0.5)
    assert not is_done(message)
    OutboxMessage.objects.update(ring_again_at=timezone.now())
    assert relay_pending(now=timezone.now()) == 1
    within_seconds(lambda: is_done(message), celery_worker_process)
    assert Match.objects.filter(need=need).count() == 1


def test_a_draft_of_the_weights_is_previewed(need: LabourNeed, celery_worker_process: Path) -> None:
    draft = make_draft(timezone.now())
    message = OutboxMessage.objects.get(key=preview_key(draft.pk))
    within_seconds(lambda: is_done(message), celery_worker_process)
    assert figures_of(WeightPreview.objects.get(weights=draft).figures).pairs == 1
