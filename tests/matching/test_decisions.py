"""People decide: each decision has its reason, and what was shown is kept with it."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from crm.accounts.models import User
from crm.core.errors import Forbidden, TransitionRefused
from crm.matching.models import Decision, DecisionKind, Match, MatchStage
from crm.matching.services import NoteMissing, ReasonMissing, restore, set_aside, shortlist
from tests.factories.matching import CRITERIA, make_match

pytestmark = pytest.mark.django_db


@pytest.fixture
def match(db: None) -> Match:
    return make_match()


def test_a_person_is_kept_with_the_reason_why(match: Match, advisor: User, now: datetime) -> None:
    kept = shortlist(match=match, note="  Trois ans de sciage.  ", by=advisor, now=now)
    decision = Decision.objects.get()
    assert kept.stage == MatchStage.SHORTLISTED
    assert (decision.kind, decision.note, decision.by) == ("shortlist", "Trois ans de sciage.", advisor)


def test_what_was_shown_is_kept_with_the_decision(match: Match, advisor: User, now: datetime) -> None:
    shortlist(match=match, note="Trois ans de sciage.", by=advisor, now=now)
    Match.objects.update(score=100, criteria=[])
    shown = Decision.objects.get().shown
    assert (shown["score"], shown["criteria"], shown["verdict"]) == (8200, CRITERIA, "admissible")
    assert (shown["engine"], shown["weights"]) == ("1", "2026-1")


def test_each_step_is_a_row(match: Match, advisor: User, now: datetime) -> None:
    shortlist(match=match, note="Trois ans de sciage.", by=advisor, now=now)
    move = match.moves.get()
    assert (move.from_stage, move.to_stage, move.by, move.occurred_on) == (
        "proposed",
        "shortlisted",
        advisor,
        now.date(),
    )


@pytest.mark.parametrize("note", ["", "   "])
def test_keeping_without_saying_why_is_refused(match: Match, advisor: User, now: datetime, note: str) -> None:
    with pytest.raises(NoteMissing) as refused:
        shortlist(match=match, note=note, by=advisor, now=now)
    assert refused.value.field == "note"
    assert not Decision.objects.exists()


def test_a_person_is_set_aside_with_a_coded_reason(match: Match, advisor: User, now: datetime) -> None:
    aside = set_aside(match=match, reason="match-housing", note="Rien avant mars", by=advisor, now=now)
    assert aside.stage == MatchStage.SET_ASIDE
    assert Decision.objects.get().reason_id == aside.moves.get().reason == "match-housing"


@pytest.mark.parametrize("reason", ["", "unknown", "answer-wage"])
def test_setting_aside_takes_a_reason_of_the_list(
    match: Match, advisor: User, now: datetime, reason: str
) -> None:
    with pytest.raises(ReasonMissing):
        set_aside(match=match, reason=reason, by=advisor, now=now)


@pytest.mark.parametrize(
    "stage", ["shortlisted", "consented", "presented", "mutual_interest", "interview", "offer"]
)
def test_a_person_may_be_set_aside_at_any_step_before_the_hire(
    advisor: User, now: datetime, stage: str
) -> None:
    match = make_match(stage=stage)
    assert set_aside(match=match, reason="match-other", by=advisor, now=now).stage == MatchStage.SET_ASIDE


def test_a_hire_is_not_set_aside(advisor: User, now: datetime) -> None:
    with pytest.raises(TransitionRefused):
        set_aside(match=make_match(stage="accepted"), reason="match-other", by=advisor, now=now)


@pytest.mark.parametrize("stage", ["set_aside", "shortlisted"])
def test_a_decision_is_taken_back(advisor: User, now: datetime, stage: str) -> None:
    match = make_match(stage=stage)
    assert restore(match=match, by=advisor, now=now).stage == MatchStage.PROPOSED
    assert Decision.objects.get().kind == DecisionKind.RESTORE


def test_nobody_is_kept_twice(advisor: User, now: datetime) -> None:
    with pytest.raises(TransitionRefused):
        shortlist(match=make_match(stage="shortlisted"), note="Encore", by=advisor, now=now)
    assert not Decision.objects.exists()


def test_an_officer_does_not_decide_for_a_need(match: Match, officer: User, now: datetime) -> None:
    with pytest.raises(Forbidden):
        shortlist(match=match, note="Trois ans de sciage.", by=officer, now=now)
    with pytest.raises(Forbidden):
        set_aside(match=match, reason="match-other", by=officer, now=now)
    with pytest.raises(Forbidden):
        restore(match=match, by=officer, now=now)


def test_the_score_advises_and_a_person_decides(advisor: User, now: datetime) -> None:
    """Law 65.2: no verdict of the engine takes the decision away from the person who answers for it."""
    match = make_match(verdict="inadmissible")
    assert shortlist(match=match, note="Nouveau permis demandé", by=advisor, now=now).stage == "shortlisted"


@pytest.mark.parametrize("kind", [DecisionKind.SET_ASIDE, DecisionKind.SHORTLIST])
def test_the_database_takes_no_decision_without_its_reason(
    match: Match, advisor: User, now: datetime, kind: str
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(match=match, kind=kind, by=advisor, at=now, shown={})


@pytest.mark.parametrize("wrong", [{"score": 10001}, {"coverage": 1001}])
def test_the_database_takes_no_score_out_of_bounds(match: Match, wrong: dict[str, int]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Match.objects.update(**wrong)


def test_a_pair_is_there_once(match: Match) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_match(match.need, match.candidate)
