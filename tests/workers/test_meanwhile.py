"""What is written while a ranking is worked out: nothing older stays over it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from crm.candidates.services import save_occupations
from crm.core.models import OutboxMessage
from crm.employers.services import move_site
from crm.matching.models import Match, ScoringRun, WeightSet
from crm.matching.ranked import needs_to_rank
from crm.matching.services import promise_rankings
from crm.needs.services.stages import lock_need
from crm.territory.models import Municipality
from tests.factories.matching import SAWING, make_sawyer
from tests.factories.needs import make_need
from workers import bridge
from workers.bridge import scoring
from workers.tasks.matching import score_need
from workers.tasks.needs import site_moved

pytestmark = pytest.mark.django_db


def first(name: str, monkeypatch: pytest.MonkeyPatch, act: Callable[[], Any]) -> None:
    """Have `act` happen once, just before the worker writes what it worked out."""
    write, waiting = getattr(scoring, name), [act]

    def late(**arguments: Any) -> Any:
        if waiting:
            waiting.pop()()
        return write(**arguments)

    monkeypatch.setattr(scoring, name, late)


def test_a_person_edited_while_a_need_is_ranked_keeps_the_newer_score(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    need, person = make_need(skills=SAWING), make_sawyer()
    newer: list[int] = []

    def edit_and_score() -> None:
        save_occupations(candidate=person, revision=person.revision, occupations=[], by=None, now=now)
        bridge.score_person(person.pk, now=now)
        newer.extend(Match.objects.values_list("score", flat=True))

    bridge.score_need(need.pk, now=now)
    older = Match.objects.get().score
    first("replace_ranking", monkeypatch, edit_and_score)
    bridge.score_need(need.pk, now=now)
    assert newer != [older]
    assert [Match.objects.get().score] == newer


def test_a_need_edited_while_a_person_is_scored_keeps_the_newer_score(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    need, person = make_need(skills=SAWING), make_sawyer()
    bridge.score_need(need.pk, now=now)
    newer: list[int] = []

    def edit_and_rank() -> None:
        locked = lock_need(need.pk)
        locked.experience_months, locked.revision = 240, locked.revision + 1
        locked.save()
        bridge.score_need(need.pk, now=now)
        newer.extend(Match.objects.values_list("score", flat=True))

    older = Match.objects.get().score
    first("refresh_person", monkeypatch, edit_and_rank)
    bridge.score_person(person.pk, now=now)
    assert newer != [older]
    assert [Match.objects.get().score] == newer


def test_weights_published_while_a_range_is_ranked_rank_it_again(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs = [make_need(skills=SAWING), make_need()]
    make_sawyer()
    now = timezone.now()
    promise_rankings(now=now)

    def publish() -> None:
        standing = WeightSet.objects.published().latest("active_from")
        WeightSet.objects.create(
            version="newer",
            weights=standing.weights,
            neutral_shares=standing.neutral_shares,
            active_from=now - timedelta(seconds=1),
            note="x",
        )
        assert promise_rankings(now=now) == 0

    first("replace_ranking", monkeypatch, publish)
    bridge.score_needs(needs[0].pk, needs[1].pk, now=now)
    assert not needs_to_rank(now).exists()
    assert {run.weights_version for run in ScoringRun.objects.filter(need__in=needs)} == {"newer"}


def test_the_needs_of_a_site_that_moved_are_ranked_where_it_is() -> None:
    now = timezone.now()
    need, elsewhere = make_need(skills=SAWING), make_need(skills=SAWING)
    make_sawyer(regions=[need.site.municipality.mrc.region_id])
    for one in (need, elsewhere):
        bridge.score_need(one.pk, now=now)
    before = need.matches.get().verdict
    far = Municipality.objects.exclude(mrc__region=need.site.municipality.mrc.region).earliest("pk")
    move_site(
        file=need.file, site=need.site, municipality=far, moved_on=timezone.localdate(now), by=None, now=now
    )
    asked = OutboxMessage.objects.pending().get()
    for _bell in range(2):
        site_moved(message_id=asked.pk, **asked.arguments)
    ranking = OutboxMessage.objects.pending().get()
    assert ranking.arguments == {"need_id": need.pk, "revision": need.revision + 1}
    score_need(message_id=ranking.pk, **ranking.arguments)
    assert (before, need.matches.get().verdict) == ("admissible", "inadmissible")
    assert elsewhere.matches.get().verdict == "admissible"
