"""Computing a matching plan: who goes where, what it obeys, what it is compared with, what stays empty and why."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from crm.accounts.models import User
from crm.core.models import OutboxMessage
from crm.matching.models import Match, MatchingPlan, PairKind
from crm.matching.services.planning import (
    PlanOptions,
    ask_for_plan,
    compute_again,
    forbid_pair,
    lock_pair,
    release_pair,
    set_plan_aside,
)
from crm.needs.models import LabourNeed
from tests.factories.employers import make_employer, make_file, make_site
from tests.factories.matching import SAWING, make_match, make_sawyer
from tests.factories.needs import make_need
from tests.factories.people import make_direction
from tests.factories.plans import computed, make_plan
from workers import bridge
from workers.tasks.plan import make_plan as make_plan_task

pytestmark = pytest.mark.django_db


def placed(plan: MatchingPlan) -> set[tuple[int, int]]:
    return set(plan.pairs.placed().values_list("need_id", "candidate_id"))


def why_empty(plan: MatchingPlan, need: LabourNeed) -> tuple[str, int, str]:
    row = plan.needs.get(need=need)
    return row.empty_reason, row.people, row.obstacle


def first_come_recounted(needs: list[LabourNeed]) -> int:
    """Each opening, in the order in which the needs came, takes the best admissible person still free."""
    taken: set[int] = set()
    total = 0
    for need in sorted(needs, key=lambda one: (one.created_at, one.pk)):
        rows = Match.objects.filter(need=need, verdict="admissible").exclude(stage="set_aside").in_order()
        free = [row for row in rows if row.candidate_id not in taken][: need.positions - need.filled]
        taken |= {row.candidate_id for row in free}
        total += sum(row.score for row in free)
    return total


def best_recounted(scores: dict[tuple[int, int], int], openings: dict[int, int]) -> int:
    """The greatest total of all possible plans, each of them tried."""
    persons = sorted({person for _need, person in scores})

    def best(at: int, left: tuple[tuple[int, int], ...]) -> int:
        if at == len(persons):
            return 0
        room = dict(left)
        totals = [best(at + 1, left)]
        for need, free in room.items():
            score = scores.get((need, persons[at]))
            if score is not None and free:
                totals.append(score + best(at + 1, tuple((room | {need: free - 1}).items())))
        return max(totals)

    return best(0, tuple(openings.items()))


@pytest.fixture
def needs(db: None) -> list[LabourNeed]:
    """Three needs of three employers, four openings in all, and five persons who suit them unequally."""
    made = [
        make_need(make_file(make_employer()), skills=SAWING),
        make_need(make_file(make_employer()), skills=("sciage",), positions=3, filled=1),
        make_need(make_file(make_employer()), skills=("sciage", "affutage"), experience_months=60),
    ]
    make_sawyer(skills=["sciage"], occupations={"94120": 80})
    make_sawyer(skills=["sciage", "affutage"], occupations={"94120": 70})
    make_sawyer(skills=["sciage", "cadenassage"], occupations={"94120": 3})
    make_sawyer(occupations={"94120": 12})
    make_sawyer(occupations={"94120": 90}, authorisation=None)
    return made


def test_the_plan_is_the_best_of_all_and_its_comparisons_are_recounted(
    needs: list[LabourNeed], now: datetime
) -> None:
    plan = make_plan(now=now, fair_share=False)
    for need in needs:
        bridge.score_need(need.pk, now=now)
    admissible = Match.objects.filter(verdict="admissible")
    scores = {(m.need_id, m.candidate_id): m.score for m in admissible}
    openings = {need.pk: need.positions - need.filled for need in needs}
    assert plan.state == "proposed"
    assert plan.total == plan.bound == best_recounted(scores, openings)
    assert plan.figures["first_come"]["score"] == first_come_recounted(needs)
    assert plan.figures["first_come"]["score"] <= plan.figures["one_by_one"]["score"] <= plan.total
    assert sum(plan.pairs.values_list("score", flat=True)) == plan.score


def test_a_plan_fills_free_positions_and_no_more(needs: list[LabourNeed], now: datetime) -> None:
    for _ in range(6):
        make_sawyer()
    plan = make_plan(now=now)
    rows = {row.need_id: (row.openings, row.placed) for row in plan.needs.all()}
    assert rows == {needs[0].pk: (1, 1), needs[1].pk: (2, 2), needs[2].pk: (1, 1)}
    assert plan.persons == 11
    assert (plan.engine_version, plan.fair_share_version) == ("1", "2026-1")


def test_a_person_has_one_place_and_says_where_first_come_would_have_put_them(now: datetime) -> None:
    first, second = make_need(skills=("sciage",)), make_need(skills=SAWING)
    both = make_sawyer()
    simple = make_sawyer(skills=["sciage"])
    plan = make_plan(now=now)
    assert placed(plan) == {(first.pk, simple.pk), (second.pk, both.pk)}
    assert plan.figures["plan"]["places"] == 2
    usual = {pair.candidate_id: pair.first_come_need_id for pair in plan.pairs.all()}
    assert set(usual) == {both.pk, simple.pk}


def test_pairs_to_verify_are_used_when_asked_alone(now: datetime) -> None:
    need = make_need(skills=SAWING)
    person = make_sawyer(authorisation=None)
    without = make_plan(now=now)
    assert placed(without) == set()
    assert why_empty(without, need) == ("only_to_verify", 1, "")
    pair = make_plan(now=now, to_verify=True).pairs.get()
    assert (pair.candidate_id, pair.to_verify) == (person.pk, True)


def test_a_locked_pair_stays_and_what_it_costs_is_told(manager: User, now: datetime) -> None:
    first, second = make_need(skills=("sciage",)), make_need(skills=SAWING)
    both = make_sawyer()
    simple = make_sawyer(skills=["sciage"], absent_skills=["affutage", "cadenassage"])
    plan = make_plan(manager, now=now, fair_share=False)
    forbidden = plan.pairs.get(need=second, candidate=both)
    forbid_pair(pair=forbidden, reason="match-schedule", by=manager, now=now)
    compute_again(plan=plan, by=manager, now=now)
    computed(plan, now=now)
    assert (second.pk, both.pk) not in placed(plan)
    lock_pair(pair=plan.pairs.get(need=first, candidate=both), by=manager, now=now)
    make_sawyer(occupations={"94120": 200})
    compute_again(plan=plan, by=manager, now=now)
    computed(plan, now=now)
    kept = plan.pairs.get(need=first, candidate=both)
    assert kept.kind == PairKind.LOCKED
    assert plan.pairs.get(need=second, candidate=both).kind == PairKind.FORBIDDEN
    assert plan.figures["free"]["score"] >= plan.score
    assert simple.pk not in {pair.candidate_id for pair in plan.pairs.placed().filter(need=first)}


def test_a_choice_taken_back_is_no_longer_obeyed(manager: User, now: datetime) -> None:
    need, person = make_need(skills=SAWING), make_sawyer()
    plan = make_plan(manager, now=now)
    forbid_pair(pair=plan.pairs.get(), reason="match-wage", by=manager, now=now)
    compute_again(plan=plan, by=manager, now=now)
    computed(plan, now=now)
    assert placed(plan) == set()
    assert why_empty(plan, need) == ("kept_out", 1, "")
    release_pair(pair=plan.pairs.get(), by=manager, now=now)
    compute_again(plan=plan, by=manager, now=now)
    assert placed(computed(plan, now=now)) == {(need.pk, person.pk)}


def test_a_lock_that_cannot_be_obeyed_is_named(manager: User, now: datetime) -> None:
    need, person = make_need(skills=SAWING), make_sawyer()
    plan = make_plan(manager, now=now)
    lock_pair(pair=plan.pairs.get(), by=manager, now=now)
    person.accepted_regions.update(region_id="06")
    compute_again(plan=plan, by=manager, now=now)
    computed(plan, now=now)
    assert plan.state == "impossible"
    assert [(one["code"], one["needs"], one["persons"]) for one in plan.issues] == [
        ("lock_inadmissible", [need.pk], [person.pk])
    ]
    assert plan.pairs.get().kind == PairKind.LOCKED


def test_whoever_was_set_aside_or_is_spoken_for_is_left_out(now: datetime) -> None:
    need, elsewhere = make_need(skills=SAWING), make_need(stage="closed")
    aside, met, free = make_sawyer(), make_sawyer(), make_sawyer()
    make_match(need, aside, stage="set_aside")
    make_match(elsewhere, met, stage="interview")
    assert placed(make_plan(now=now)) == {(need.pk, free.pk)}


def test_a_cap_leaves_openings_empty_and_says_so(now: datetime) -> None:
    file = make_file(make_employer())
    wide = make_need(file, skills=SAWING, positions=3)
    for _ in range(3):
        make_sawyer()
    plan = make_plan(now=now, cap=1)
    assert plan.figures["plan"]["places"] == 1
    assert why_empty(plan, wide) == ("cap_reached", 3, "")
    assert plan.figures["free"]["places"] == 3


def test_an_opening_that_nobody_may_fill_says_what_keeps_most_out(now: datetime) -> None:
    need = make_need(skills=SAWING)
    make_sawyer(regions=["06"])
    make_sawyer(regions=["06"])
    assert why_empty(make_plan(now=now), need) == ("nobody_admissible", 2, "place_accepted")


def test_the_fair_share_sends_somebody_to_the_small_employer(now: datetime) -> None:
    large = make_need(make_file(make_employer(size_band="250+")), skills=SAWING)
    small = make_need(make_file(make_employer(size_band="5-19")), skills=SAWING)
    person = make_sawyer()
    with_share = make_plan(now=now)
    assert placed(with_share) == {(small.pk, person.pk)}
    assert (with_share.figures["plan"]["small"], with_share.bonus) == (1, 600)
    assert why_empty(with_share, large) == ("placed_elsewhere", 1, "")


def test_a_plan_reads_the_open_needs_of_its_direction_alone(now: datetime) -> None:
    mine = make_need(skills=SAWING)
    other = make_file(direction=make_direction("quebec", ("03", "12")))
    make_need(other, site=make_site(other.employer), skills=SAWING)
    make_need(skills=SAWING, stage="to_qualify")
    make_need(skills=SAWING, positions=2, filled=2)
    make_sawyer(regions=["02", "03"])
    assert [row.need_id for row in make_plan(now=now).needs.all()] == [mine.pk]


def test_a_plan_without_openings_is_empty(now: datetime) -> None:
    plan = make_plan(now=now)
    assert (plan.state, plan.total, plan.bound, plan.pairs.count()) == ("proposed", 0, 0, 0)


def test_the_task_computes_once_and_an_older_demand_changes_nothing(manager: User) -> None:
    now = timezone.now()
    make_need(skills=SAWING)
    make_sawyer()
    plan = ask_for_plan(direction=make_direction(), options=PlanOptions(), by=manager, now=now)
    message = OutboxMessage.objects.get(key=f"plan-{plan.pk}")
    old = dict(message.arguments)
    make_plan_task(message_id=message.pk, **old)
    message.refresh_from_db()
    plan.refresh_from_db()
    assert message.done_at
    assert plan.pairs.count() == 1
    compute_again(plan=plan, by=manager, now=now + timedelta(minutes=1))
    bridge.plan_matches(plan.pk, old["revision"], now=now)
    plan.refresh_from_db()
    assert plan.state == "computing"
    set_plan_aside(plan=plan, by=manager, now=now)
    assert computed(plan, now=now).state == "set_aside"
