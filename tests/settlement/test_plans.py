"""Action plans: one open at a time, goals with words, a result that ends each."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from crm.accounts.models import User
from crm.core.errors import Forbidden, Refusal
from crm.settlement.models import ActionPlan
from crm.settlement.queries import strands
from crm.settlement.services import add_goal, close_action_plan, complete_goal, open_action_plan
from tests.factories.candidates import make_candidate
from tests.factories.settlement import make_plan

pytestmark = pytest.mark.django_db


def goal(plan: ActionPlan, by: User | None, now: datetime, **values: Any) -> Any:
    plain = {
        "strand": "francisation",
        "action": "S’inscrire au cours du soir 🎓",
        "partner": None,
        "due_on": None,
    }
    return add_goal(plan=plan, by=by, now=now, **{**plain, **values})


def test_a_plan_opens_today(officer: User, now: datetime, today: date) -> None:
    plan = open_action_plan(candidate=make_candidate(), by=officer, now=now)
    assert (plan.opened_on, plan.closed_on, plan.opened_by) == (today, None, officer)


def test_a_second_open_plan_is_refused(officer: User, now: datetime) -> None:
    with pytest.raises(Refusal):
        open_action_plan(candidate=make_plan().candidate, by=officer, now=now)


def test_a_closed_file_gets_no_plan(officer: User, now: datetime) -> None:
    with pytest.raises(Refusal):
        open_action_plan(candidate=make_candidate(stage="closed"), by=officer, now=now)


def test_an_advisor_opens_no_plan(advisor: User, now: datetime) -> None:
    with pytest.raises(Forbidden):
        open_action_plan(candidate=make_candidate(), by=advisor, now=now)


def test_a_closed_plan_takes_no_goal(officer: User, now: datetime) -> None:
    plan = close_action_plan(plan=make_plan(), by=officer, now=now)
    with pytest.raises(Refusal):
        goal(plan, officer, now)


def test_after_one_plan_is_closed_another_may_open(officer: User, now: datetime) -> None:
    plan = close_action_plan(plan=make_plan(), by=officer, now=now)
    assert open_action_plan(candidate=plan.candidate, by=officer, now=now).pk != plan.pk


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"strand": "leisure"}, "strand"),
        ({"action": " "}, "action"),
        ({"action": "x" * 10_000}, "action"),
        ({"due_on": date(2026, 11, 22)}, "due_on"),
    ],
)
def test_a_goal_that_cannot_be_is_refused(
    values: dict[str, Any], field: str, officer: User, now: datetime
) -> None:
    with pytest.raises(Refusal) as refused:
        goal(make_plan(), officer, now, **values)
    assert refused.value.field == field


def test_a_goal_ends_once_with_its_result(officer: User, now: datetime, today: date) -> None:
    done = complete_goal(goal=goal(make_plan(), officer, now), result="Inscrite", by=officer, now=now)
    assert (done.done_on, done.result) == (today, "Inscrite")
    with pytest.raises(Refusal):
        complete_goal(goal=done, result="Encore", by=officer, now=now)


def test_the_four_strands_are_shown_with_what_is_left_first(officer: User, now: datetime) -> None:
    plan = make_plan()
    done = complete_goal(goal=goal(plan, officer, now), result="Inscrite", by=officer, now=now)
    left = goal(plan, officer, now)
    shown = strands(plan)
    assert [s.code for s in shown] == ["settling", "francisation", "employment", "community"]
    assert (shown[1].goals, shown[1].done) == ((left, done), 1)


def test_the_database_keeps_one_open_plan_a_person() -> None:
    plan = make_plan()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_plan(plan.candidate)
