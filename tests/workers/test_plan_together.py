"""Persons who both asked to be placed together: bound in the plan, unknown to the scores."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

from crm.accounts.models import User
from crm.candidates.models import Candidate, TogetherAsked
from crm.candidates.services import (
    TogetherRefused,
    ask_together,
    no_longer_together,
    revoke_consent,
)
from crm.core.errors import Forbidden
from crm.matching.models import Match, MatchingPlan
from crm.matching.services.planning import PlanOptions, ask_for_plan
from tests.factories.employers import make_employer, make_file, make_site
from tests.factories.matching import SAWING, make_sawyer
from tests.factories.needs import make_need
from tests.factories.people import make_direction
from tests.factories.plans import make_plan
from workers import bridge
from workers.bridge.plan import groups_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def moment() -> datetime:
    return timezone.now()


def ask(one: Candidate, other: Candidate, by: User, now: datetime) -> TogetherAsked:
    return ask_together(
        candidate=one,
        reference=other.reference,
        asked_on=timezone.localdate(now),
        channel="phone",
        by=by,
        now=now,
    )


@pytest.fixture
def two(db: None) -> tuple[Candidate, Candidate]:
    """A sawyer and somebody of the trade elsewhere: one position in each of two MRCs, so that they would part."""
    for municipality in ("94068", "91025"):
        file = make_file(make_employer())
        make_need(file, site=make_site(file.employer, municipality), skills=SAWING, positions=1)
    return make_sawyer(), make_sawyer()


def plan_of(manager: User) -> MatchingPlan:
    return make_plan(manager, now=timezone.now())


def placed(plan: MatchingPlan) -> dict[int, int]:
    return dict(plan.pairs.placed().values_list("candidate_id", "score"))


def test_both_ask_or_nothing_holds(
    two: tuple[Candidate, Candidate], officer: User, manager: User, moment: datetime
) -> None:
    one, other = two
    apart = placed(plan_of(manager))
    assert set(apart) == {one.pk, other.pk}
    ask(one, other, officer, moment)
    assert placed(plan_of(manager)) == apart
    back = ask(other, one, officer, moment)
    bound = plan_of(manager)
    assert placed(bound) == {}
    assert bound.figures["together"] == {"groups": 1, "apart": 1}
    no_longer_together(asked=back, by=officer, now=moment)
    assert placed(plan_of(manager)) == apart


def test_one_mrc_with_room_takes_both_at_the_same_scores(
    two: tuple[Candidate, Candidate], officer: User, manager: User, moment: datetime
) -> None:
    one, other = two
    file = make_file(make_employer())
    make_need(file, site=make_site(file.employer, "94068"), skills=SAWING, positions=1)
    for need in file.needs.model.objects.all():
        bridge.score_need(need.pk, now=moment)
    scores = dict(Match.objects.values_list("pk", "score"))
    ask(one, other, officer, moment)
    ask(other, one, officer, moment)
    bound = plan_of(manager)
    assert set(placed(bound)) == {one.pk, other.pk}
    mrcs = {pair.need.site.municipality.mrc_id for pair in bound.pairs.placed()}
    assert len(mrcs) == 1
    for need in file.needs.model.objects.all():
        bridge.score_need(need.pk, now=moment)
    assert dict(Match.objects.values_list("pk", "score")) == scores
    for pair in bound.pairs.placed():
        assert pair.score == Match.objects.get(need=pair.need, candidate=pair.candidate).score


def test_without_consent_to_matching_no_key_reaches_the_plan(
    two: tuple[Candidate, Candidate], officer: User, manager: User, moment: datetime
) -> None:
    one, other = two
    ask(one, other, officer, moment)
    ask(other, one, officer, moment)
    revoke_consent(consent=other.consents.get(kind="matching"), by=officer, now=moment)
    plan = plan_of(manager)
    assert set(placed(plan)) == {one.pk}
    assert plan.figures["together"]["groups"] == 0


def test_who_asks_is_written_by_whoever_accompanies_the_person(
    two: tuple[Candidate, Candidate], advisor: User, officer: User, moment: datetime
) -> None:
    one, other = two
    with pytest.raises(Forbidden):
        ask(one, other, advisor, moment)
    for reference in (one.reference, "PC-999999", "n’importe quoi"):
        with pytest.raises(TogetherRefused):
            ask_together(
                candidate=one,
                reference=reference,
                asked_on=timezone.localdate(moment),
                channel="phone",
                by=officer,
                now=moment,
            )
    ask(one, other, officer, moment)
    with pytest.raises(TogetherRefused):
        ask(one, other, officer, moment)


def test_pairs_join_into_sets_of_opaque_keys() -> None:
    assert groups_of({(1, 2), (2, 3), (7, 9)}) == (frozenset("123"), frozenset("79"))
    assert groups_of(()) == ()


def test_two_presses_ask_for_one_plan(manager: User, moment: datetime) -> None:
    first, second, other = (
        ask_for_plan(direction=make_direction(), options=PlanOptions(cap=cap), by=manager, now=moment)
        for cap in (None, None, 3)
    )
    assert first == second
    assert other != first
