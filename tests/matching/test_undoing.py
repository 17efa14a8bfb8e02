"""A hire or a presentation taken back: everything returns, nothing is erased, and it no longer counts."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

from crm.accounts.models import User
from crm.candidates.models import Candidate, Release
from crm.candidates.services import revoke_consent
from crm.core.errors import Forbidden, Refusal
from crm.core.models import OutboxMessage
from crm.matching.models import Match, Placement, Presentation
from crm.matching.services import (
    accept_offer,
    answer_presentation,
    make_offer,
    present,
    record_interview,
    record_presentation_consent,
    share_identity,
    shortlist,
    undo_hire,
    withdraw_presentation,
)
from crm.needs.models import LabourNeed
from crm.reporting.periods import Period
from crm.reporting.queries_employers import count_supported
from crm.reporting.queries_outcomes import count_placements
from crm.reporting.territories import region_territory
from tests.factories.matching import make_match, make_sawyer
from tests.factories.needs import make_need
from tests.reporting import recount

pytestmark = pytest.mark.django_db
MISTAKE = "undo-mistake"


@pytest.fixture
def moment() -> datetime:
    return timezone.now()


def presented(need: LabourNeed, person: Candidate, by: User, now: datetime) -> Match:
    match = make_match(need, person)
    shortlist(match=match, note="Sciage", by=by, now=now)
    record_presentation_consent(
        match=match, channel="phone", given_on=timezone.localdate(now), by=by, now=now
    )
    present(match=match, by=by, now=now)
    return fresh(match)


def hired(need: LabourNeed, person: Candidate, by: User, officer: User, now: datetime) -> Match:
    match, today = presented(need, person, by, now), timezone.localdate(now)
    answer_presentation(presentation=match.presentations.get(), answer="interested", by=None, now=now)
    share_identity(match=match, channel="phone", given_on=today, by=officer, now=now)
    record_interview(match=match, held_on=today, by=by, now=now)
    make_offer(match=match, made_on=today, by=by, now=now)
    accept_offer(match=match, confirmed_on=today, starts_on=today, by=by, now=now)
    return fresh(match)


def fresh(match: Match) -> Match:
    return Match.objects.select_related("need", "candidate").get(pk=match.pk)


def where(match: Match) -> tuple[str, str, int, str]:
    row = fresh(match)
    return row.stage, row.need.stage, row.need.filled, row.candidate.stage


def test_everything_returns_to_where_it_was_before_the_hire(
    advisor: User, officer: User, moment: datetime
) -> None:
    match = hired(make_need(), make_sawyer(), advisor, officer, moment)
    assert where(match) == ("accepted", "filled", 1, "employed")
    OutboxMessage.objects.update(done_at=timezone.now())
    undo_hire(match=match, reason=MISTAKE, note="Mauvaise personne", by=advisor, now=moment)
    assert where(match) == ("offer", "presenting", 0, "proposed")
    owed = OutboxMessage.objects.pending().values_list("task", flat=True)
    assert {task.rsplit(".", 1)[1] for task in owed} == {"score_need", "score_person"}


def test_one_position_of_several_is_free_again(advisor: User, officer: User, moment: datetime) -> None:
    match = hired(make_need(positions=2), make_sawyer(), advisor, officer, moment)
    undo_hire(match=match, reason=MISTAKE, by=advisor, now=moment)
    assert where(match) == ("offer", "presenting", 0, "proposed")


def test_a_hire_taken_back_leaves_its_rows_and_one_more(
    advisor: User, officer: User, moment: datetime
) -> None:
    match = hired(make_need(), make_sawyer(), advisor, officer, moment)
    undo_hire(match=match, reason=MISTAKE, note="Mauvaise personne", by=advisor, now=moment)
    assert Placement.objects.get().undone_at == moment
    hire, back = match.moves.order_by("-id")[:2][::-1]
    assert (hire.to_stage, hire.undone_at) == ("accepted", moment)
    assert (back.from_stage, back.to_stage, back.by, back.reason, back.note) == (
        "accepted",
        "offer",
        advisor,
        MISTAKE,
        "Mauvaise personne",
    )


def test_the_same_person_may_be_hired_again(advisor: User, officer: User, moment: datetime) -> None:
    match, today = hired(make_need(), make_sawyer(), advisor, officer, moment), timezone.localdate(moment)
    undo_hire(match=match, reason=MISTAKE, by=advisor, now=moment)
    accept_offer(match=match, confirmed_on=today, starts_on=today, by=advisor, now=moment)
    assert where(match) == ("accepted", "filled", 1, "employed")
    assert sorted(row.undone_at is None for row in match.placements.all()) == [False, True]


def test_an_employment_that_ended_is_a_break_not_a_mistake(
    advisor: User, officer: User, moment: datetime
) -> None:
    match = hired(make_need(), make_sawyer(), advisor, officer, moment)
    match.placements.update(ended_on=timezone.localdate(moment))
    with pytest.raises(Refusal):
        undo_hire(match=match, reason=MISTAKE, by=advisor, now=moment)


def test_a_presentation_taken_back_leaves_nobody_presented(advisor: User, moment: datetime) -> None:
    match = presented(make_need(), make_sawyer(), advisor, moment)
    withdraw_presentation(match=match, reason="undo-person", by=advisor, now=moment)
    assert where(match) == ("consented", "open", 0, "available")
    assert Presentation.objects.get().undone_at == moment
    assert Release.objects.count() == 1
    assert match.moves.get(to_stage="presented").undone_at == moment
    present(match=match, by=advisor, now=moment)
    assert where(match) == ("presented", "presenting", 0, "proposed")


def test_what_others_stand_for_stays(advisor: User, moment: datetime) -> None:
    need, person = make_need(), make_sawyer()
    match = presented(need, person, advisor, moment)
    presented(need, make_sawyer(), advisor, moment)
    presented(make_need(), person, advisor, moment)
    withdraw_presentation(match=match, reason=MISTAKE, by=advisor, now=moment)
    assert where(match) == ("consented", "presenting", 0, "proposed")


def test_a_withdrawn_profile_waits_for_no_answer(advisor: User, moment: datetime) -> None:
    match = presented(make_need(), make_sawyer(), advisor, moment)
    withdraw_presentation(match=match, reason=MISTAKE, by=advisor, now=moment)
    with pytest.raises(Refusal):
        answer_presentation(presentation=match.presentations.get(), answer="interested", by=None, now=moment)


def test_without_consent_the_profile_is_not_shown_again(
    advisor: User, officer: User, moment: datetime
) -> None:
    match = presented(make_need(), make_sawyer(), advisor, moment)
    assert match.presentation_consent
    revoke_consent(consent=match.presentation_consent, by=officer, now=moment)
    withdraw_presentation(match=match, reason="undo-consent", by=advisor, now=moment)
    with pytest.raises(Refusal):
        present(match=match, by=advisor, now=moment)


@pytest.mark.parametrize("undo", [undo_hire, withdraw_presentation])
@pytest.mark.parametrize("reason", ["", "match-wage", "inconnu"])
def test_taking_back_says_why(
    undo: object, reason: str, advisor: User, officer: User, moment: datetime
) -> None:
    match = hired(make_need(), make_sawyer(), advisor, officer, moment)
    with pytest.raises(Refusal) as refused:
        undo(match=match, reason=reason, by=advisor, now=moment)  # type: ignore[operator]
    assert refused.value.field == "reason"


@pytest.mark.parametrize("undo", [undo_hire, withdraw_presentation])
def test_there_is_something_to_take_back(undo: object, advisor: User, moment: datetime) -> None:
    for stage in ("proposed", "consented", "offer", "presented", "accepted"):
        with pytest.raises(Refusal):
            undo(match=make_match(stage=stage), reason=MISTAKE, by=advisor, now=moment)  # type: ignore[operator]


@pytest.mark.parametrize("undo", [undo_hire, withdraw_presentation])
def test_an_officer_takes_nothing_back(undo: object, officer: User, moment: datetime) -> None:
    with pytest.raises(Forbidden):
        undo(match=make_match(stage="accepted"), reason=MISTAKE, by=officer, now=moment)  # type: ignore[operator]


def test_someone_who_has_gone_elsewhere_since_stays_there(
    advisor: User, officer: User, moment: datetime
) -> None:
    match = hired(make_need(), make_sawyer(), advisor, officer, moment)
    Candidate.objects.update(stage="closed")
    undo_hire(match=match, reason=MISTAKE, by=advisor, now=moment)
    assert where(match)[3] == "closed"


def figures(now: datetime) -> tuple[int, int]:
    """Employers supported and hires of the region today; the employers recounted apart are the same."""
    today, here = timezone.localdate(now), region_territory("02")
    day = Period(today, today)
    supported = count_supported(here, day).value
    assert supported == recount.pair("businesses_supported", today, today).get(("region", "02"), (0, 0))[0]
    return supported, count_placements(here, day).value


def test_what_is_taken_back_no_longer_counts(advisor: User, officer: User, moment: datetime) -> None:
    match = presented(make_need(), make_sawyer(), advisor, moment)
    assert figures(moment) == (1, 0)
    withdraw_presentation(match=match, reason=MISTAKE, by=advisor, now=moment)
    assert figures(moment) == (0, 0)
    hire = hired(make_need(), make_sawyer(), advisor, officer, moment)
    assert figures(moment) == (1, 1)
    undo_hire(match=hire, reason=MISTAKE, by=advisor, now=moment)
    assert figures(moment) == (1, 0), "the presentation and the interview did happen"
