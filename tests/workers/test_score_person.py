"""A person who changes takes their place in every ranking; one who may not be scored leaves those nobody touched."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

from crm.accounts.models import User
from crm.candidates.models import Candidate
from crm.candidates.services import revoke_consent
from crm.core.jobs import enqueue
from crm.core.models import OutboxMessage
from crm.matching.models import Match, MatchStage
from crm.matching.ranking import ranking_of
from crm.matching.services import shortlist
from tests.factories.matching import SAWING, make_sawyer
from tests.factories.needs import make_need
from workers import bridge
from workers.tasks.matching import score_person

pytestmark = pytest.mark.django_db
SCORED = ("verdict", "score", "coverage", "tie", "criteria", "constraints", "changes")


def of(person: Candidate) -> dict[int, Match]:
    return {match.need_id: match for match in Match.objects.filter(candidate=person)}


def test_a_new_person_enters_every_ranking(now: datetime) -> None:
    needs = [make_need(skills=SAWING), make_need(skills=("affutage",))]
    for need in needs:
        bridge.score_need(need.pk, now=now)
    person = make_sawyer()
    bridge.score_person(person.pk, now=now)
    assert set(of(person)) == {need.pk for need in needs}


def test_a_pair_scored_from_either_side_is_the_same(now: datetime) -> None:
    need = make_need(skills=SAWING)
    person = make_sawyer(regions=["03", "02"], french=(4, None))
    bridge.score_need(need.pk, now=now)
    from_the_need = Match.objects.filter(candidate=person).values(*SCORED).get()
    Match.objects.all().delete()
    bridge.score_person(person.pk, now=now)
    assert Match.objects.filter(candidate=person).values(*SCORED).get() == from_the_need


def test_a_better_profile_rises_in_the_ranking(now: datetime) -> None:
    need = make_need(skills=SAWING)
    other, person = make_sawyer(occupations={"94120": 12}), make_sawyer(occupations={"94120": 1})
    bridge.score_need(need.pk, now=now)
    person.occupations.update(months=60)
    other.occupations.update(months=6)
    bridge.score_person(other.pk, now=now)
    bridge.score_person(person.pk, now=now)
    assert [m.candidate_id for m in Match.objects.filter(need=need).in_order()] == [person.pk, other.pk]


def test_a_ranking_that_is_full_takes_only_who_would_be_in_it(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.bridge.scoring.KEPT", 2)
    need = make_need(skills=SAWING)
    for _ in range(2):
        make_sawyer()
    bridge.score_need(need.pk, now=now)
    weak = make_sawyer(occupations={"94120": 1})
    bridge.score_person(weak.pk, now=now)
    assert of(weak) == {}


def test_a_person_whose_consent_is_revoked_leaves_the_rankings(officer: User) -> None:
    now = timezone.now()
    need = make_need(skills=SAWING)
    person = make_sawyer()
    bridge.score_need(need.pk, now=now)
    revoke_consent(consent=person.consents.get(), by=officer, now=now)
    bridge.score_person(person.pk, now=now)
    assert of(person) == {}


def test_what_people_touched_stays_when_a_consent_is_revoked(advisor: User, officer: User) -> None:
    now = timezone.now()
    need = make_need(skills=SAWING)
    person = make_sawyer()
    bridge.score_need(need.pk, now=now)
    shortlist(match=of(person)[need.pk], note="Bonne expérience", by=advisor, now=now)
    revoke_consent(consent=person.consents.get(), by=officer, now=now)
    bridge.score_person(person.pk, now=now)
    assert of(person)[need.pk].stage == MatchStage.SHORTLISTED


def test_a_touched_pair_follows_the_profile_and_keeps_its_stage(advisor: User, now: datetime) -> None:
    need = make_need(skills=SAWING)
    person = make_sawyer()
    bridge.score_need(need.pk, now=now)
    before = shortlist(match=of(person)[need.pk], note="Bonne expérience", by=advisor, now=now)
    person.occupations.update(months=1)
    bridge.score_person(person.pk, now=now)
    after = of(person)[need.pk]
    assert after.stage == MatchStage.SHORTLISTED
    assert after.score < before.score


def test_the_counts_of_a_ranking_follow_the_person(advisor: User, now: datetime) -> None:
    need = make_need(skills=SAWING)
    make_sawyer()
    bridge.score_need(need.pk, now=now)
    newcomer = make_sawyer()
    bridge.score_person(newcomer.pk, now=now)
    assert ranking_of(need, advisor).counts["admissible"] == 2
    Candidate.objects.filter(pk=newcomer.pk).update(stage="closed")
    bridge.score_person(newcomer.pk, now=now)
    assert ranking_of(need, advisor).counts["admissible"] == 1


def test_only_needs_that_are_ranked_take_people(now: datetime) -> None:
    make_need(skills=SAWING, stage="draft")
    make_need(skills=SAWING, stage="closed")
    person = make_sawyer()
    bridge.score_person(person.pk, now=now)
    assert of(person) == {}


def test_the_task_is_done_once_and_a_vanished_person_is_harmless() -> None:
    person = make_sawyer()
    message = enqueue(
        "workers.tasks.matching.score_person",
        key=f"score-person-{person.pk}",
        now=timezone.now(),
        candidate_id=person.pk,
        revision=person.revision,
    )
    person.delete()
    score_person(message_id=message.pk, **message.arguments)
    score_person(message_id=message.pk, **message.arguments)
    message.refresh_from_db()
    assert message.done_at


def test_whoever_takes_consent_back_is_unseen_before_the_worker_hears_of_it(
    now: datetime, advisor: User, officer: User
) -> None:
    need = make_need(skills=SAWING)
    going, kept = make_sawyer(), make_sawyer()
    bridge.score_need(need.pk, now=now)
    shortlist(match=kept.matches.get(), note="Bonne expérience", by=advisor, now=now)
    for person in (going, kept):
        person.consents.update(revoked_at=now)
    assert [m.candidate_id for m in Match.objects.standing(now.date())] == [kept.pk]
    assert set(of(going)) == {need.pk}


def test_a_full_ranking_that_loses_one_is_promised_again(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("workers.bridge.scoring.KEPT", "crm.matching.services.ranking.KEPT"):
        monkeypatch.setattr(name, 2)
    need, short = make_need(skills=SAWING), make_need(skills=("affutage",))
    falling, second, third = (make_sawyer(occupations={"94120": months}) for months in (30, 20, 10))
    bridge.score_need(need.pk, now=now)
    assert set(need.matches.values_list("candidate_id", flat=True)) == {falling.pk, second.pk}
    falling.occupations.update(months=1)
    OutboxMessage.objects.all().delete()
    bridge.score_person(falling.pk, now=timezone.now())
    (owed,) = OutboxMessage.objects.pending().filter(task__endswith="score_need")
    assert owed.arguments["need_id"] == need.pk
    bridge.score_need(need.pk, now=timezone.now())
    assert third.matches.get().need_id == need.pk
    assert not short.matches.exists()
