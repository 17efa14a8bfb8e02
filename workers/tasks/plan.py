"""Matching plans in the background. Each task is harmless when repeated, and when its plan has gone."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from crm.core.services import is_done, mark_done
from crm.matching.services.planning import drop_withdrawn
from workers import bridge


@shared_task(name="workers.tasks.plan.make_plan")
def make_plan(*, message_id: int, plan_id: int, revision: int, **_later: Any) -> None:
    """Compute a matching plan."""
    if is_done(message_id):
        return
    bridge.plan_matches(plan_id, revision, now=timezone.now())
    mark_done(message_id, arguments={"plan_id": plan_id, "revision": revision}, now=timezone.now())


@shared_task(name="workers.tasks.plan.forget_withdrawn")
def forget_withdrawn(**_later: Any) -> None:
    """Take out of every plan whoever took back their consent to matching, or whose consent ended."""
    drop_withdrawn(now=timezone.now())
