"""A profile whose pair is set aside, or whose consent is taken back, is open to nobody; what happened stays."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from crm.candidates.services import revoke_consent
from crm.core.errors import Forbidden, Refusal
from crm.matching.models import Match, Presentation
from crm.matching.services import (
    answer_presentation,
    decline_identity,
    present,
    record_interview,
    record_presentation_consent,
    restore,
    set_aside,
    share_identity,
    shortlist,
    undo_interview,
    withdraw_presentation,
)
from tests.factories.employers import make_member
from tests.factories.matching import make_match, make_sawyer
from tests.factories.needs import make_need

pytestmark = pytest.mark.django_db
CLOSED = "n’est plus proposé pour ce besoin"


@pytest.fixture
def moment() -> datetime:
    return timezone.now()


def show(match: Match, by: User, now: datetime) -> Presentation:
    shortlist(match=match, note="Sciage", by=by, now=now)
    record_presentation_consent(
        match=match, channel="phone", given_on=timezone.localdate(now), by=by, now=now
    )
    return present(match=match, by=by, now=now)


@pytest.fixture
def shown(advisor: User, moment: datetime) -> Presentation:
    person = make_sawyer(name=("Awa", "Traoré"), identity={"phone": "418 555-0142"})
    return show(make_match(make_need(), person), advisor, moment)


def named(shown: Presentation, by: User, officer: User, now: datetime) -> None:
    answer_presentation(presentation=shown, answer="interested", by=by, now=now)
    share_identity(match=shown.match, channel="phone", given_on=timezone.localdate(now), by=officer, now=now)


def read(shown: Presentation) -> str:
    browser = Client()
    browser.force_login(make_member(shown.match.need.file.employer))
    page = browser.get(reverse("employer-need", args=[shown.match.need_id]))
    assert page.status_code == 200
    return page.content.decode()


def refused_answer(shown: Presentation, now: datetime) -> None:
    with pytest.raises(Refusal):
        answer_presentation(presentation=shown, answer="interested", by=None, now=now)
    assert not Presentation.objects.get(pk=shown.pk).answer


def test_a_pair_set_aside_asks_the_employer_nothing_more(
    shown: Presentation, advisor: User, moment: datetime
) -> None:
    assert "Cette personne m’intéresse" in read(shown)
    set_aside(match=shown.match, reason="match-wage", by=advisor, now=moment)
    page = read(shown)
    assert CLOSED in page
    assert "Cette personne m’intéresse" not in page
    refused_answer(shown, moment)
    assert Presentation.objects.get().closed_at == moment


def test_the_name_leaves_the_page_with_the_pair(
    shown: Presentation, advisor: User, officer: User, moment: datetime
) -> None:
    named(shown, advisor, officer, moment)
    assert "418 555-0142" in read(shown)
    set_aside(match=shown.match, reason="match-wage", by=advisor, now=moment)
    page = read(shown)
    assert CLOSED in page
    assert "418 555-0142" not in page


def test_a_person_who_declines_is_no_longer_being_asked(
    shown: Presentation, advisor: User, officer: User, moment: datetime
) -> None:
    answer_presentation(presentation=shown, answer="interested", by=advisor, now=moment)
    decline_identity(match=shown.match, by=officer, now=moment)
    page = read(shown)
    assert CLOSED in page
    assert "Nous demandons à la personne" not in page


def test_what_the_employer_declined_reads_as_its_own_answer(
    shown: Presentation, advisor: User, moment: datetime
) -> None:
    answer_presentation(
        presentation=shown, answer="not_interested", reason="answer-skills", by=advisor, now=moment
    )
    assert CLOSED not in read(shown)


def test_a_consent_taken_back_closes_the_profile_before_the_advisor_does(
    shown: Presentation, officer: User, advisor: User, moment: datetime, signed_in: Client
) -> None:
    revoke_consent(consent=shown.release.consent, by=officer, now=moment)
    assert CLOSED in read(shown)
    refused_answer(shown, moment)
    page = signed_in.get(reverse("match", args=[shown.match_id])).content.decode()
    assert "ne consent plus à cette présentation" in page
    withdraw_presentation(match=shown.match, reason="undo-consent", by=advisor, now=moment)


def test_a_pair_put_back_is_shown_anew_and_the_first_profile_stays_closed(
    shown: Presentation, advisor: User, officer: User, moment: datetime
) -> None:
    set_aside(match=shown.match, reason="match-wage", by=advisor, now=moment)
    restore(match=shown.match, by=advisor, now=moment)
    second = show(shown.match, advisor, moment)
    refused_answer(shown, moment)
    named(second, advisor, officer, moment)
    withdraw_presentation(match=shown.match, reason="undo-mistake", by=advisor, now=moment)
    first = Presentation.objects.get(pk=shown.pk)
    assert (first.undone_at, first.closed_at) == (None, moment)
    shown.match.candidate.refresh_from_db()
    assert shown.match.candidate.stage == "available"


def test_taking_back_an_interview_leaves_the_one_of_before_the_pair_was_put_back(
    shown: Presentation, advisor: User, officer: User, moment: datetime
) -> None:
    match, today = shown.match, timezone.localdate(moment)
    named(shown, advisor, officer, moment)
    record_interview(match=match, held_on=today, by=advisor, now=moment)
    set_aside(match=match, reason="match-wage", by=advisor, now=moment)
    restore(match=match, by=advisor, now=moment)
    named(show(match, advisor, moment), advisor, officer, moment)
    record_interview(match=match, held_on=today, by=advisor, now=moment)
    undo_interview(match=match, reason="undo-mistake", by=advisor, now=moment)
    assert [row.undone_at for row in match.moves.filter(to_stage="interview").order_by("pk")] == [
        None,
        moment,
    ]


def test_an_officer_does_not_answer_for_the_employer(
    shown: Presentation, officer: User, moment: datetime
) -> None:
    with pytest.raises(Forbidden):
        answer_presentation(presentation=shown, answer="interested", by=officer, now=moment)
    browser = Client()
    browser.force_login(officer)
    posted = browser.post(
        reverse("match-act", args=[shown.match_id, "reponse"]), {"answer": "interested", "reason": ""}
    )
    assert posted.status_code == 403


@pytest.mark.parametrize("day", [date(1, 1, 1), date.max])
def test_a_consent_is_of_these_months(
    shown: Presentation, advisor: User, officer: User, moment: datetime, day: date
) -> None:
    answer_presentation(presentation=shown, answer="interested", by=advisor, now=moment)
    with pytest.raises(Refusal) as refused:
        share_identity(match=shown.match, channel="phone", given_on=day, by=officer, now=moment)
    assert refused.value.field == "given_on"
    fresh = make_match(make_need(), make_sawyer(), stage="shortlisted")
    with pytest.raises(Refusal) as refused:
        record_presentation_consent(match=fresh, channel="phone", given_on=day, by=advisor, now=moment)
    assert refused.value.field == "given_on"


def test_an_old_consent_is_asked_again(advisor: User, moment: datetime) -> None:
    long_ago = timezone.localdate(moment) - timedelta(days=181)
    match = make_match(stage="shortlisted")
    with pytest.raises(Refusal):
        record_presentation_consent(match=match, channel="phone", given_on=long_ago, by=advisor, now=moment)
