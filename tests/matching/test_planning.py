"""What a manager does with a matching plan: choices, signature, who may not, and whoever takes their consent back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from crm.accounts.models import User
from crm.candidates.services import revoke_consent
from crm.core.errors import Forbidden, TransitionRefused
from crm.core.models import OutboxMessage
from crm.matching.models import Match, MatchingPlan, MatchMove, PairKind, PlanPair, Presentation
from crm.matching.services import ReasonMissing
from crm.matching.services.planning import (
    CapRefused,
    PlanNotCurrent,
    PlanOptions,
    PlanReasonMissing,
    ask_for_plan,
    compute_again,
    drop_withdrawn,
    forbid_pair,
    lock_pair,
    release_pair,
    set_plan_aside,
    sign_plan,
)
from tests.factories.matching import SAWING, make_match, make_sawyer
from tests.factories.needs import make_need
from tests.factories.people import make_direction, make_user
from tests.factories.plans import computed, make_plan
from workers import bridge

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(manager: User, now: datetime) -> MatchingPlan:
    """Two persons proposed for two positions."""
    make_need(skills=SAWING, positions=2)
    make_sawyer()
    make_sawyer()
    return make_plan(manager, now=now)


def test_asking_promises_the_computation(manager: User, now: datetime) -> None:
    plan = ask_for_plan(direction=make_direction(), options=PlanOptions(cap=2), by=manager, now=now)
    message = OutboxMessage.objects.get(key=f"plan-{plan.pk}")
    assert (plan.state, plan.cap, plan.fair_share, plan.to_verify) == ("computing", 2, True, False)
    assert message.arguments == {"plan_id": plan.pk, "revision": 1}


def test_a_cap_of_nobody_is_refused(manager: User, plan: MatchingPlan, now: datetime) -> None:
    with pytest.raises(CapRefused):
        ask_for_plan(direction=plan.direction, options=PlanOptions(cap=0), by=manager, now=now)
    with pytest.raises(CapRefused):
        compute_again(plan=plan, options=PlanOptions(cap=0), by=manager, now=now)


@pytest.mark.parametrize("role", ["advisor", "officer", "admin", "privacy"])
def test_only_a_manager_plans(role: str, plan: MatchingPlan, now: datetime) -> None:
    other, pair = make_user(role), plan.pairs.all()[0]
    for gesture in (
        lambda: ask_for_plan(direction=plan.direction, options=PlanOptions(), by=other, now=now),
        lambda: compute_again(plan=plan, by=other, now=now),
        lambda: lock_pair(pair=pair, by=other, now=now),
        lambda: forbid_pair(pair=pair, reason="match-wage", by=other, now=now),
        lambda: sign_plan(plan=plan, note="Bon plan", by=other, now=now),
        lambda: set_plan_aside(plan=plan, by=other, now=now),
    ):
        with pytest.raises(Forbidden):
            gesture()


def test_a_manager_of_another_direction_does_not_sign(plan: MatchingPlan, now: datetime) -> None:
    other = make_user("manager", make_direction("quebec", ("03", "12")))
    with pytest.raises(Forbidden):
        sign_plan(plan=plan, note="Bon plan", by=other, now=now)
    assert not MatchingPlan.objects.visible_to(other).exists()


def test_signing_says_who_when_and_why_and_moves_nobody(
    manager: User, plan: MatchingPlan, now: datetime
) -> None:
    match = make_match(plan.pairs.all()[0].need, plan.pairs.all()[0].candidate)
    signed = sign_plan(plan=plan, note=" Deux postes comblés ", by=manager, now=now)
    assert (signed.state, signed.signed_by, signed.signed_at) == ("signed", manager, now)
    assert signed.note == "Deux postes comblés"
    match.refresh_from_db()
    assert match.stage == "proposed"
    assert not MatchMove.objects.exists()
    assert not Presentation.objects.exists()


def test_signing_asks_why(manager: User, plan: MatchingPlan, now: datetime) -> None:
    with pytest.raises(PlanReasonMissing):
        sign_plan(plan=plan, note="  ", by=manager, now=now)


def test_a_plan_whose_choices_wait_is_not_signed(manager: User, plan: MatchingPlan, now: datetime) -> None:
    lock_pair(pair=plan.pairs.all()[0], by=manager, now=now + timedelta(minutes=1))
    with pytest.raises(PlanNotCurrent):
        sign_plan(plan=plan, note="Bon plan", by=manager, now=now)


def test_a_plan_that_is_computed_or_signed_or_aside_is_not_signed(
    manager: User, plan: MatchingPlan, now: datetime
) -> None:
    compute_again(plan=plan, by=manager, now=now)
    with pytest.raises(TransitionRefused):
        sign_plan(plan=plan, note="Bon plan", by=manager, now=now)
    sign_plan(plan=computed(plan, now=now), note="Bon plan", by=manager, now=now)
    for gesture in (
        lambda: sign_plan(plan=plan, note="Bon plan", by=manager, now=now),
        lambda: compute_again(plan=plan, by=manager, now=now),
        lambda: lock_pair(pair=plan.pairs.all()[0], by=manager, now=now),
    ):
        with pytest.raises(TransitionRefused):
            gesture()
    set_plan_aside(plan=plan, by=manager, now=now)
    with pytest.raises(TransitionRefused):
        set_plan_aside(plan=plan, by=manager, now=now)


def test_a_pair_is_locked_once_and_forbidden_with_a_reason(
    manager: User, plan: MatchingPlan, now: datetime
) -> None:
    first, second = plan.pairs.all()
    locked = lock_pair(pair=first, by=manager, now=now)
    assert (locked.kind, locked.chosen_by, locked.chosen_at) == (PairKind.LOCKED, manager, now)
    with pytest.raises(TransitionRefused):
        lock_pair(pair=first, by=manager, now=now)
    with pytest.raises(ReasonMissing):
        forbid_pair(pair=second, reason="need-filled", by=manager, now=now)
    with pytest.raises(TransitionRefused):
        release_pair(pair=second, by=manager, now=now)
    release_pair(pair=first, by=manager, now=now)
    assert set(plan.pairs.values_list("kind", flat=True)) == {PairKind.PROPOSED}


def test_an_advisor_reads_a_signed_plan_of_the_direction_alone(
    manager: User, advisor: User, plan: MatchingPlan, now: datetime
) -> None:
    assert not PlanPair.objects.visible_to(advisor).exists()
    sign_plan(plan=plan, note="Bon plan", by=manager, now=now)
    elsewhere = make_user("advisor", make_direction("quebec", ("03", "12")))
    assert PlanPair.objects.visible_to(advisor).advising().count() == 2
    assert not PlanPair.objects.visible_to(elsewhere).exists()
    assert not PlanPair.objects.visible_to(make_user("officer")).exists()


def test_the_plan_signed_last_is_the_one_that_advises(
    manager: User, plan: MatchingPlan, now: datetime
) -> None:
    sign_plan(plan=plan, note="Premier", by=manager, now=now)
    later = make_plan(manager, now=now)
    sign_plan(plan=later, note="Second", by=manager, now=now + timedelta(hours=1))
    assert set(PlanPair.objects.advising().values_list("plan_id", flat=True)) == {later.pk}
    set_plan_aside(plan=later, by=manager, now=now)
    assert set(PlanPair.objects.advising().values_list("plan_id", flat=True)) == {plan.pk}


def test_whoever_takes_their_consent_back_disappears_at_once_and_then_for_good(
    manager: User, officer: User, plan: MatchingPlan, now: datetime
) -> None:
    sign_plan(plan=plan, note="Bon plan", by=manager, now=now)
    gone = plan.pairs.all()[0].candidate
    revoke_consent(consent=gone.consents.get(), by=officer, now=now)
    assert PlanPair.objects.visible_to(manager).count() == 1
    bridge.score_person(gone.pk, now=now)
    plan.refresh_from_db()
    assert plan.withdrawn == 1
    assert not PlanPair.objects.filter(candidate=gone).exists()
    assert drop_withdrawn(now=now) == 0


def test_who_withdraws_is_named_in_no_reason(manager: User, officer: User, now: datetime) -> None:
    make_need(skills=SAWING)
    person = make_sawyer()
    plan = make_plan(manager, now=now)
    lock_pair(pair=plan.pairs.get(), by=manager, now=now)
    person.accepted_regions.update(region_id="06")
    compute_again(plan=plan, by=manager, now=now)
    assert computed(plan, now=now).issues
    revoke_consent(consent=person.consents.get(), by=officer, now=now)
    assert drop_withdrawn(now=now) == 1
    plan.refresh_from_db()
    assert plan.issues == []
    assert not Match.objects.exists()
