"""Matching plans: asked, computed by the real engine, and the openings and people that they are made of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from crm.accounts.models import User
from crm.matching.models import MatchingPlan
from crm.matching.services.planning import PlanOptions, ask_for_plan
from crm.territory.models import Direction
from tests.factories.people import make_direction, make_user
from workers import bridge


def make_plan(
    by: User | None = None, *, now: datetime, direction: Direction | None = None, **options: Any
) -> MatchingPlan:
    """A plan of a direction, computed by the worker's own function."""
    manager = by or make_user("manager", direction)
    plan = ask_for_plan(
        direction=direction or make_direction(), options=PlanOptions(**options), by=manager, now=now
    )
    return computed(plan, now=now)


def computed(plan: MatchingPlan, *, now: datetime) -> MatchingPlan:
    """The plan once the worker has answered what it awaits."""
    plan.refresh_from_db()
    bridge.plan_matches(plan.pk, plan.revision, now=now)
    plan.refresh_from_db()
    return plan
