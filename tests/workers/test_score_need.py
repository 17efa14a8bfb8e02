"""Ranking a need: what is stored, what is kept, what goes; a second run changes nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from crm.accounts.models import User
from crm.candidates.models import Candidate
from crm.core.jobs import enqueue
from crm.core.models import OutboxMessage
from crm.matching.models import Match, MatchStage, ScoringRun, WeightSet
from crm.matching.ranked import needs_that_keep
from crm.matching.services import promise_rankings, set_aside, shortlist
from crm.needs.models import LabourNeed
from tests.factories.candidates import make_candidate
from tests.factories.matching import SAWING, make_sawyer
from tests.factories.needs import make_need
from workers import bridge
from workers.tasks.matching import score_need, score_needs

pytestmark = pytest.mark.django_db
SCORED = ("candidate_id", "verdict", "score", "coverage", "criteria", "constraints", "changes", "stage")


@pytest.fixture
def need(db: None) -> LabourNeed:
    return make_need(skills=SAWING)


def ranked(need: LabourNeed) -> list[Match]:
    return list(Match.objects.filter(need=need).in_order())


def message_for(need: LabourNeed) -> OutboxMessage:
    return enqueue(
        "workers.tasks.matching.score_need",
        key=f"score-need-{need.pk}",
        now=timezone.now(),
        need_id=need.pk,
        revision=need.revision,
    )


def test_the_better_person_comes_first_and_the_inadmissible_last(need: LabourNeed, now: datetime) -> None:
    abroad = make_sawyer(regions=["06"])
    best, unknown = make_sawyer(), make_sawyer(authorisation=None)
    beginner = make_sawyer(occupations={"94120": 2})
    bridge.score_need(need.pk, now=now)
    assert [m.candidate_id for m in ranked(need)] == [best.pk, beginner.pk, unknown.pk, abroad.pk]
    assert [m.verdict for m in ranked(need)] == ["admissible", "admissible", "to_verify", "inadmissible"]


def test_the_run_says_what_was_read_and_what_alone_blocks(need: LabourNeed, now: datetime) -> None:
    make_sawyer()
    make_sawyer(authorisation=None)
    make_sawyer(regions=["06"])
    make_sawyer(regions=["06"], authorisation={"may_work_until": "2026-11-01"})
    bridge.score_need(need.pk, now=now)
    run = need.runs.get()
    assert (run.persons, run.admissible, run.to_verify, run.inadmissible) == (4, 1, 1, 2)
    assert run.blocked_by == {"place_accepted": 1}
    assert (run.need_revision, run.scored_at, run.weights_version) == (need.revision, now, "2026-3")


def test_the_points_of_a_stored_match_add_up_to_its_score(need: LabourNeed, now: datetime) -> None:
    make_sawyer(skills=["sciage"], absent_skills=["affutage"], occupations={"94140": 5})
    bridge.score_need(need.pk, now=now)
    (match,) = ranked(need)
    assert sum(line["points"] for line in match.criteria) == match.score
    assert sum(line["weight"] for line in match.criteria if line["code"] != "undocumented") == 10_000


def test_equals_keep_their_order_from_run_to_run(need: LabourNeed, now: datetime) -> None:
    for _ in range(6):
        make_sawyer()
    bridge.score_need(need.pk, now=now)
    first = [m.candidate_id for m in ranked(need)]
    bridge.score_need(need.pk, now=now + timedelta(minutes=1))
    assert [m.candidate_id for m in ranked(need)] == first
    assert len({m.score for m in ranked(need)}) == 1


def test_only_the_best_of_each_verdict_are_stored(
    need: LabourNeed, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.bridge.scoring.KEPT", 2)
    for _ in range(3):
        make_sawyer()
        make_sawyer(regions=["06"])
    bridge.score_need(need.pk, now=now)
    assert sorted(m.verdict for m in ranked(need)) == [
        "admissible",
        "admissible",
        "inadmissible",
        "inadmissible",
    ]
    assert need.runs.get().persons == 6


def test_a_decision_outlives_the_next_ranking_and_its_score_is_new(
    need: LabourNeed, advisor: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.bridge.scoring.KEPT", 1)
    kept = make_sawyer()
    bridge.score_need(need.pk, now=now)
    shortlist(match=ranked(need)[0], note="Bonne expérience", by=advisor, now=now)
    before = ranked(need)[0].score
    kept.occupations.update(months=1)
    make_sawyer()
    bridge.score_need(need.pk, now=now)
    match = Match.objects.get(need=need, candidate=kept)
    assert match.stage == MatchStage.SHORTLISTED
    assert match.decisions.count() == 1
    assert match.score < before


def test_a_person_set_aside_stays_set_aside(need: LabourNeed, advisor: User, now: datetime) -> None:
    make_sawyer()
    bridge.score_need(need.pk, now=now)
    set_aside(match=ranked(need)[0], reason="match-wage", by=advisor, now=now)
    bridge.score_need(need.pk, now=now)
    assert [m.stage for m in ranked(need)] == [MatchStage.SET_ASIDE]


def test_whoever_left_the_pool_leaves_the_ranking(need: LabourNeed, now: datetime) -> None:
    gone = make_sawyer()
    bridge.score_need(need.pk, now=now)
    Candidate.objects.filter(pk=gone.pk).update(stage="closed")
    bridge.score_need(need.pk, now=now)
    assert ranked(need) == []


def test_a_touched_pair_outlives_its_person_s_leaving(need: LabourNeed, advisor: User, now: datetime) -> None:
    gone = make_sawyer()
    bridge.score_need(need.pk, now=now)
    shortlist(match=ranked(need)[0], note="Bonne expérience", by=advisor, now=now)
    gone.consents.all().delete()
    bridge.score_need(need.pk, now=now)
    assert [m.stage for m in ranked(need)] == [MatchStage.SHORTLISTED]


def test_a_need_that_is_over_keeps_only_what_people_touched(
    need: LabourNeed, advisor: User, now: datetime
) -> None:
    make_sawyer()
    make_sawyer()
    bridge.score_need(need.pk, now=now)
    shortlist(match=ranked(need)[0], note="Bonne expérience", by=advisor, now=now)
    LabourNeed.objects.filter(pk=need.pk).update(stage="closed")
    bridge.score_need(need.pk, now=now)
    assert [m.stage for m in ranked(need)] == [MatchStage.SHORTLISTED]


def test_a_ranking_of_an_older_revision_never_replaces_a_newer_one(need: LabourNeed, now: datetime) -> None:
    make_sawyer()
    ScoringRun.objects.create(
        need=need,
        need_revision=need.revision + 1,
        engine_version="1",
        weights_version="x",
        scored_at=now,
        persons=0,
        admissible=0,
        to_verify=0,
        inadmissible=0,
    )
    bridge.score_need(need.pk, now=now)
    assert ranked(need) == []


def test_runs_that_nothing_names_are_not_kept(need: LabourNeed, now: datetime) -> None:
    make_sawyer()
    for minute in range(4):
        bridge.score_need(need.pk, now=now + timedelta(minutes=minute))
    named, newest = need.runs.order_by("scored_at")
    assert (named.scored_at, newest.scored_at) == (now, now + timedelta(minutes=3))


def test_only_what_came_out_otherwise_is_written_again(need: LabourNeed, now: datetime) -> None:
    same, better = make_sawyer(), make_sawyer(occupations={"94120": 2})
    bridge.score_need(need.pk, now=now)
    before = dict(need.matches.values_list("candidate_id", "updated_at"))
    better.occupations.update(months=3)
    bridge.score_need(need.pk, now=now + timedelta(minutes=1))
    after = dict(need.matches.values_list("candidate_id", "updated_at"))
    assert after[same.pk] == before[same.pk]
    assert after[better.pk] == now + timedelta(minutes=1)


def test_new_weights_are_written_even_where_they_give_the_same(need: LabourNeed, now: datetime) -> None:
    make_sawyer()
    bridge.score_need(need.pk, now=now)
    first = WeightSet.objects.latest("active_from")
    WeightSet.objects.create(
        version="2027-1", weights=first.weights, neutral_shares=first.neutral_shares, active_from=now
    )
    bridge.score_need(need.pk, now=now + timedelta(minutes=1))
    assert need.matches.get().run.weights_version == "2027-1"


def test_a_full_ranking_remembers_the_lowest_score_it_keeps(
    need: LabourNeed, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("workers.bridge.scoring.KEPT", "crm.matching.services.ranking.KEPT"):
        monkeypatch.setattr(name, 2)
    for months in (5, 10, 15):
        make_sawyer(occupations={"94120": months})
    make_sawyer(authorisation=None)
    bridge.score_need(need.pk, now=now)
    kept = [m.score for m in ranked(need) if m.verdict == "admissible"]
    assert need.runs.get().least == {"admissible": min(kept)}
    full = need.runs.get().least["admissible"]
    answers = [(need.pk, "admissible", full), (need.pk, "to_verify", 0)]
    assert needs_that_keep(answers) == {need.pk}
    assert needs_that_keep([(need.pk, "admissible", full - 1)]) == set()
    assert needs_that_keep([]) == set()


def test_the_task_ranks_and_is_done(need: LabourNeed) -> None:
    make_sawyer()
    message = message_for(need)
    score_need(message_id=message.pk, **message.arguments)
    message.refresh_from_db()
    assert message.done_at
    assert len(ranked(need)) == 1


def test_a_second_bell_changes_nothing(need: LabourNeed) -> None:
    make_sawyer()
    message = message_for(need)
    score_need(message_id=message.pk, **message.arguments)
    before = (list(Match.objects.values(*SCORED)), list(ScoringRun.objects.values()))
    make_candidate()
    score_need(message_id=message.pk, **message.arguments)
    assert (list(Match.objects.values(*SCORED)), list(ScoringRun.objects.values())) == before


def test_a_demand_replaced_meanwhile_stays_owed(need: LabourNeed) -> None:
    old = dict(message_for(need).arguments)
    need.revision += 1
    need.save()
    newer = message_for(need)
    score_need(message_id=newer.pk, **old)
    newer.refresh_from_db()
    assert newer.done_at is None


def test_a_vanished_need_is_harmless(need: LabourNeed) -> None:
    message = message_for(need)
    need.delete()
    score_need(message_id=message.pk, **message.arguments)
    message.refresh_from_db()
    assert message.done_at


def test_a_need_that_nothing_describes_has_an_empty_ranking_and_waits_for_nothing(now: datetime) -> None:
    make_sawyer()
    unclear = make_need(stage="submitted", occupation=None, words="zzzz qqqq")
    bridge.score_need(unclear.pk, now=now)
    run = unclear.runs.get()
    assert (run.persons, run.need_revision) == (0, unclear.revision)
    assert ranked(unclear) == []


def owed() -> list[tuple[int, int]]:
    pending = OutboxMessage.objects.pending()
    return list(pending.values_list("arguments__first_need", "arguments__last_need"))


def test_a_need_ranked_yesterday_is_ranked_again(need: LabourNeed, now: datetime) -> None:
    bridge.score_need(need.pk, now=now)
    assert promise_rankings(now=now) == 0
    assert promise_rankings(now=now + timedelta(days=1)) == 1
    assert owed() == [(need.pk, need.pk)]


def test_needs_are_promised_by_ranges_and_ranked_once() -> None:
    now = timezone.now()
    make_sawyer()
    needs = [make_need(skills=SAWING) for _ in range(10)]
    unclear = make_need(stage="submitted", occupation=None, words="zzzz qqqq")
    assert promise_rankings(now=now) == 11
    assert owed() == [(needs[0].pk, needs[7].pk), (needs[8].pk, unclear.pk)]
    for message in OutboxMessage.objects.pending():
        score_needs(message_id=message.pk, **message.arguments)
    assert owed() == []
    assert ScoringRun.objects.count() == 11
    assert Match.objects.count() == 10
    bridge.score_needs(needs[0].pk, unclear.pk, now=timezone.now())
    assert ScoringRun.objects.count() == 11


def test_new_weights_rank_every_need_again_and_nothing_twice(need: LabourNeed, now: datetime) -> None:
    bridge.score_need(need.pk, now=now)
    first = WeightSet.objects.latest("active_from")
    WeightSet.objects.create(
        version="2027-1", weights=first.weights, neutral_shares=first.neutral_shares, active_from=now
    )
    assert promise_rankings(now=now) == 1
    assert promise_rankings(now=now) == 0


def test_a_consent_that_ends_takes_the_person_out_by_itself(need: LabourNeed, now: datetime) -> None:
    person = make_sawyer()
    bridge.score_need(need.pk, now=now)
    person.consents.update(expires_on=now.date())
    bridge.score_need(need.pk, now=now + timedelta(days=1))
    assert ranked(need) == []
