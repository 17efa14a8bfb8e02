"""Interview, offer, hire: dated, each refused out of turn; a hire fills one position and employs one person."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from crm.accounts.models import User
from crm.candidates.services import revoke_consent
from crm.core.errors import Forbidden, Refusal, TransitionRefused
from crm.core.models import OutboxMessage
from crm.matching.models import Match, MatchStage, Path, Placement
from crm.matching.services import (
    AlreadyPlaced,
    IdentityMissing,
    accept_offer,
    make_offer,
    record_interview,
    undo_interview,
)
from crm.needs.services import NoPositionLeft
from tests.factories.matching import make_match, make_presentation, make_sawyer
from tests.factories.needs import make_need

pytestmark = pytest.mark.django_db
LAST_WEEK = date(2026, 11, 16)
MISTAKE = "undo-mistake"


def hire(match: Match, by: User, **values: object) -> Placement:
    now = timezone.now()
    days = {
        "confirmed_on": timezone.localdate(now),
        "starts_on": timezone.localdate(now) + timedelta(days=14),
    }
    return accept_offer(match=match, by=by, now=now, **{**days, **values})  # type: ignore[arg-type]


def test_an_interview_counts_on_the_day_it_was_held(advisor: User, now: datetime) -> None:
    match = make_match(stage="mutual_interest")
    make_presentation(match, named=True, presented_on=LAST_WEEK)
    record_interview(match=match, held_on=LAST_WEEK, by=advisor, now=now)
    assert match.moves.get().occurred_on == LAST_WEEK


def test_nobody_is_met_before_they_consent_to_be_named(advisor: User, officer: User, now: datetime) -> None:
    match = make_match(stage="mutual_interest")
    shown = make_presentation(match, presented_on=LAST_WEEK)
    with pytest.raises(IdentityMissing):
        record_interview(match=match, held_on=LAST_WEEK, by=advisor, now=now)
    shown.delete()
    named = make_presentation(match, named=True, presented_on=LAST_WEEK)
    assert named.identity_release
    revoke_consent(consent=named.identity_release.consent, by=officer, now=now)
    with pytest.raises(IdentityMissing):
        record_interview(match=match, held_on=LAST_WEEK, by=advisor, now=now)
    assert not match.moves.exists()


def test_an_interview_is_not_held_tomorrow(advisor: User, now: datetime) -> None:
    with pytest.raises(Refusal) as refused:
        record_interview(
            match=make_match(stage="mutual_interest"),
            held_on=now.date() + timedelta(days=1),
            by=advisor,
            now=now,
        )
    assert refused.value.field == "held_on"


@pytest.mark.parametrize("stage", ["proposed", "shortlisted", "presented", "offer", "set_aside"])
def test_an_interview_follows_mutual_interest(advisor: User, now: datetime, stage: str) -> None:
    with pytest.raises(TransitionRefused):
        record_interview(match=make_match(stage=stage), held_on=LAST_WEEK, by=advisor, now=now)


def test_an_interview_undone_no_longer_counts_and_may_be_held_again(advisor: User, now: datetime) -> None:
    match = make_match(stage="mutual_interest")
    make_presentation(match, named=True, presented_on=LAST_WEEK)
    record_interview(match=match, held_on=LAST_WEEK, by=advisor, now=now)
    assert undo_interview(match=match, reason=MISTAKE, by=advisor, now=now).stage == "mutual_interest"
    record_interview(match=match, held_on=now.date(), by=advisor, now=now)
    assert [
        (m.occurred_on, m.undone_at is None) for m in match.moves.filter(to_stage="interview").order_by("id")
    ] == [(LAST_WEEK, False), (now.date(), True)]
    taken_back = match.moves.get(from_stage="interview")
    assert (taken_back.by, taken_back.reason, str(taken_back.stage_label)) == (
        advisor,
        MISTAKE,
        "Entrevue annulée",
    )


@pytest.mark.parametrize("reason", ["", "match-wage"])
def test_an_interview_is_undone_with_its_reason(advisor: User, now: datetime, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        undo_interview(match=make_match(stage="interview"), reason=reason, by=advisor, now=now)
    assert refused.value.field == "reason"


@pytest.mark.parametrize("day", [date(1, 1, 1), LAST_WEEK - timedelta(days=1)])
def test_nothing_comes_of_a_profile_before_it_is_shown(advisor: User, now: datetime, day: date) -> None:
    for stage, field, step in (
        ("mutual_interest", "held_on", record_interview),
        ("interview", "made_on", make_offer),
    ):
        match = make_match(stage=stage)
        make_presentation(match, named=True, presented_on=LAST_WEEK)
        with pytest.raises(Refusal) as refused:
            step(match=match, by=advisor, now=now, **{field: day})  # type: ignore[operator]
        assert refused.value.field == field


def test_a_job_begins_within_two_years(advisor: User) -> None:
    with pytest.raises(Refusal) as refused:
        hire(make_match(stage="offer"), advisor, starts_on=date.max)
    assert refused.value.field == "starts_on"


def test_an_offer_follows_an_interview(advisor: User, now: datetime) -> None:
    assert (
        make_offer(match=make_match(stage="interview"), made_on=LAST_WEEK, by=advisor, now=now).stage
        == "offer"
    )
    with pytest.raises(TransitionRefused):
        make_offer(match=make_match(stage="mutual_interest"), made_on=LAST_WEEK, by=advisor, now=now)


def test_a_hire_makes_a_placement_and_moves_need_and_person(advisor: User) -> None:
    match = make_match(make_need(positions=2), make_sawyer(residence_id="94068"), stage="offer")
    placement = hire(match, advisor, wage=Decimal("28.40"))
    for row in (match, match.need, match.candidate):
        row.refresh_from_db()
    assert (match.stage, match.need.stage, match.need.filled) == ("accepted", "open", 1)
    assert match.candidate.stage == "employed"
    assert (placement.path, placement.origin_region_id, placement.wage) == (
        Path.LOCAL,
        "02",
        Decimal("28.40"),
    )
    assert placement.moves.get().to_stage == "offer_accepted"


def test_the_last_position_fills_the_need(advisor: User) -> None:
    match = make_match(stage="offer")
    hire(match, advisor)
    match.need.refresh_from_db()
    assert (match.need.stage, match.need.filled) == ("filled", 1)


@pytest.mark.parametrize(
    ("home", "path", "origin"),
    [
        ("94068", Path.LOCAL, "02"),
        ("91025", Path.LOCAL, "02"),
        ("66023", Path.INTERREGIONAL, "06"),
        (None, Path.INTERNATIONAL, None),
    ],
)
def test_the_path_follows_home_and_site(
    advisor: User, home: str | None, path: str, origin: str | None
) -> None:
    placement = hire(make_match(make_need(), make_sawyer(residence_id=home), stage="offer"), advisor)
    assert (placement.path, placement.origin_region_id) == (path, origin)


def test_a_person_who_is_hired_leaves_the_rankings(advisor: User) -> None:
    match = make_match(stage="offer")
    hire(match, advisor)
    assert OutboxMessage.objects.pending().filter(key=f"score-person-{match.candidate_id}").exists()


def test_nobody_is_hired_twice(advisor: User) -> None:
    person = make_sawyer()
    hire(make_match(make_need(), person, stage="offer"), advisor)
    with pytest.raises(AlreadyPlaced):
        hire(make_match(make_need(), person, stage="offer"), advisor)


def test_a_filled_need_takes_nobody_more(advisor: User) -> None:
    need = make_need(positions=1, filled=1, stage="presenting")
    match = make_match(need, stage="offer")
    with pytest.raises(NoPositionLeft):
        hire(match, advisor)
    match.refresh_from_db()
    assert match.stage == MatchStage.OFFER
    assert not Placement.objects.exists()


def test_a_hire_is_not_confirmed_tomorrow(advisor: User) -> None:
    day = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refusal) as refused:
        hire(make_match(stage="offer"), advisor, confirmed_on=day, starts_on=day)
    assert refused.value.field == "confirmed_on"


def test_a_hire_follows_an_offer(advisor: User) -> None:
    with pytest.raises(TransitionRefused):
        hire(make_match(stage="interview"), advisor)


@pytest.mark.parametrize("step", [record_interview, make_offer])
def test_an_officer_takes_no_step_for_a_need(officer: User, now: datetime, step: object) -> None:
    day = {"held_on": LAST_WEEK} if step is record_interview else {"made_on": LAST_WEEK}
    with pytest.raises(Forbidden):
        step(match=make_match(stage="interview"), by=officer, now=now, **day)  # type: ignore[operator]
    with pytest.raises(Forbidden):
        hire(make_match(stage="offer"), officer)
