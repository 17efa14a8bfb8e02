"""Scores that arrive after the person took the consent back: no match row exists without consent."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from crm.accounts.models import User
from crm.candidates.models import Candidate
from crm.candidates.services import revoke_consent
from crm.candidates.services.common import rescore
from crm.matching.models import Match
from crm.matching.services import ScoredPair, ScoredRun, refresh_person, replace_ranking
from crm.needs.models import LabourNeed
from tests.factories.candidates import make_candidate
from tests.factories.needs import make_need

pytestmark = pytest.mark.django_db


def pair_of(need: LabourNeed, person: Candidate) -> ScoredPair:
    return ScoredPair(
        need_id=need.pk,
        candidate_id=person.pk,
        verdict="admissible",
        score=8000,
        coverage=1000,
        rank=1,
        tie=1,
        criteria=[],
        constraints=[],
        changes=[],
    )


def rank(need: LabourNeed, person: Candidate, now: datetime) -> None:
    run = ScoredRun(
        scored_at=now,
        engine_version="1",
        weights_version="1",
        persons=1,
        verdicts={"admissible": 1},
        blocked_by={},
    )
    replace_ranking(need=need, run=run, pairs=[pair_of(need, person)])


def test_a_ranking_leaves_out_whoever_withdrew_meanwhile(officer: User, now: datetime) -> None:
    need, person, other = make_need(), make_candidate(), make_candidate()
    revoke_consent(consent=person.consents.get(), by=officer, now=now)
    rank(need, person, now)
    assert not Match.objects.exists()
    rank(need, other, now)
    assert Match.objects.get().candidate == other


def test_an_older_scoring_of_a_person_does_not_bring_them_back(
    officer: User, now: datetime, today: date
) -> None:
    need, person = make_need(), make_candidate()
    rank(need, person, now)
    revoke_consent(consent=person.consents.get(), by=officer, now=now)
    person.refresh_from_db()
    pairs = [pair_of(need, person)]
    refresh_person(candidate_id=person.pk, revision=person.revision, pairs=pairs, kept=100, now=now)
    assert not Match.objects.exists()


def test_scores_of_an_older_profile_are_not_written(now: datetime) -> None:
    need, person = make_need(), make_candidate()
    rank(need, person, now)
    read = person.revision
    rescore(person, now=now)
    Match.objects.update(score=1234)
    refresh_person(candidate_id=person.pk, revision=read, pairs=[pair_of(need, person)], kept=100, now=now)
    assert Match.objects.get().score == 1234
