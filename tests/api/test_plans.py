"""Matching plans over the REST interface: a manager's, the signed ones for advisors, nothing for anyone else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from crm.accounts.models import User
from crm.candidates.services import revoke_consent
from crm.matching.models import MatchingPlan
from crm.matching.services.planning import sign_plan
from tests.factories.matching import SAWING, make_sawyer
from tests.factories.needs import make_need
from tests.factories.people import make_direction, make_user
from tests.factories.plans import make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(manager: User) -> MatchingPlan:
    make_need(skills=SAWING, positions=2)
    make_sawyer()
    make_sawyer()
    return make_plan(manager, now=timezone.now())


def get(user: User, address: str, status: int = 200) -> Any:
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == status
    return answer.json()


def test_a_manager_reads_a_plan_with_its_proof(manager: User, plan: MatchingPlan) -> None:
    (found,) = get(manager, "/api/v1/plans/")["results"]
    assert (found["reference"], found["state"], found["total"]) == (
        plan.reference,
        "proposed",
        found["bound"],
    )
    pairs = get(manager, f"/api/v1/plans/{plan.pk}/pairs/")["results"]
    assert {row["person"] for row in pairs} == {pair.candidate.reference for pair in plan.pairs.all()}


def test_an_advisor_reads_it_once_it_is_signed(manager: User, advisor: User, plan: MatchingPlan) -> None:
    get(advisor, f"/api/v1/plans/{plan.pk}/pairs/", 404)
    sign_plan(plan=plan, note="Bon plan", by=manager, now=timezone.now())
    assert get(advisor, f"/api/v1/plans/{plan.pk}/pairs/")["count"] == 2


@pytest.mark.parametrize("role", ["officer", "privacy", "admin"])
def test_other_roles_find_none(role: str, plan: MatchingPlan) -> None:
    user = make_user(role)
    assert get(user, "/api/v1/plans/")["results"] == []
    get(user, f"/api/v1/plans/{plan.pk}/pairs/", 404)


def test_another_direction_finds_none(plan: MatchingPlan) -> None:
    elsewhere = make_user("manager", make_direction("quebec", ("03", "12")))
    get(elsewhere, f"/api/v1/plans/{plan.pk}/pairs/", 404)


def test_whoever_withdrew_is_not_listed(manager: User, officer: User, plan: MatchingPlan) -> None:
    gone = plan.pairs.all()[0].candidate
    revoke_consent(consent=gone.consents.get(), by=officer, now=timezone.now())
    assert get(manager, f"/api/v1/plans/{plan.pk}/pairs/")["count"] == 1
