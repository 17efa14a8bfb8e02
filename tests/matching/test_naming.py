"""Between mutual interest and hire the person is asked: without consent to identity no name goes to the employer."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from crm.accounts.models import User
from crm.candidates.models import ConsentKind, Release
from crm.candidates.services import revoke_consent
from crm.core.errors import Forbidden, Refusal
from crm.matching.answers import Next, answers
from crm.matching.models import Match, MatchStage, Presentation
from crm.matching.services import (
    NothingToAsk,
    answer_presentation,
    decline_identity,
    set_aside,
    share_identity,
)
from tests.factories.candidates import make_candidate
from tests.factories.matching import make_match, make_presentation, make_sawyer
from tests.factories.needs import make_need
from tests.factories.people import make_direction

pytestmark = pytest.mark.django_db
CONTACT = {"email": "awa@example.org", "phone": "418 555-0142"}


@pytest.fixture
def moment() -> datetime:
    return timezone.now()


@pytest.fixture
def wanted(db: None) -> Match:
    """A match whose employer said yes."""
    person = make_sawyer(name=("Awa", "Traoré"), identity=CONTACT)
    match = make_match(make_need(), person, stage="presented")
    shown = make_presentation(match)
    answer_presentation(presentation=shown, answer="interested", by=None, now=timezone.now())
    return Match.objects.get(pk=match.pk)


def share(match: Match, by: User, now: datetime) -> Presentation:
    return share_identity(match=match, channel="phone", given_on=timezone.localdate(now), by=by, now=now)


def heard(now: datetime) -> list[Next]:
    return [row.next for row in answers(Presentation.objects.all(), today=timezone.localdate(now), now=now)]


def test_consent_register_and_name_go_together(wanted: Match, officer: User, moment: datetime) -> None:
    shown = share(wanted, officer, moment)
    assert shown.identity == {"name": "Awa Traoré", **CONTACT}
    assert shown.identity_release
    assert shown.identity_release.recipient == str(wanted.need.file.employer)
    consent = shown.identity_release.consent
    assert (consent.kind, consent.employer, consent.purpose) == (
        ConsentKind.IDENTITY,
        wanted.need.file.employer,
        wanted.need.reference,
    )
    assert wanted.named


def test_the_name_is_taken_off_when_the_consent_is(wanted: Match, officer: User, moment: datetime) -> None:
    shown = share(wanted, officer, moment)
    assert shown.identity_release
    revoke_consent(consent=shown.identity_release.consent, by=officer, now=moment)
    assert not Presentation.objects.get().identity
    assert not wanted.named
    assert heard(moment) == [Next.ASK_IDENTITY]
    assert Release.objects.filter(consent__kind=ConsentKind.IDENTITY).count() == 1


def test_only_who_works_with_the_person_says_that_they_agree(
    wanted: Match, advisor: User, moment: datetime
) -> None:
    for verb in (share, lambda match, by, now: decline_identity(match=match, by=by, now=now)):
        with pytest.raises(Forbidden):
            verb(wanted, advisor, moment)


def test_an_officer_of_elsewhere_says_nothing(officer: User, moment: datetime) -> None:
    match = make_match(
        make_need(), make_candidate(make_direction("quebec", ("03",))), stage="mutual_interest"
    )
    make_presentation(match)
    with pytest.raises(Forbidden):
        share(match, officer, moment)


@pytest.mark.parametrize("stage", ["proposed", "shortlisted", "consented", "presented", "set_aside"])
def test_nobody_is_named_before_the_employer_says_yes(stage: str, officer: User, moment: datetime) -> None:
    match = make_match(stage=stage)
    make_presentation(match)
    with pytest.raises(NothingToAsk):
        share(match, officer, moment)


def test_a_name_is_given_once(wanted: Match, officer: User, moment: datetime) -> None:
    share(wanted, officer, moment)
    with pytest.raises(NothingToAsk):
        share(wanted, officer, moment)


def test_a_consent_is_not_dated_ahead(wanted: Match, officer: User, moment: datetime) -> None:
    with pytest.raises(Refusal) as refused:
        share_identity(
            match=wanted,
            channel="phone",
            given_on=timezone.localdate(moment) + timedelta(days=1),
            by=officer,
            now=moment,
        )
    assert refused.value.field == "given_on"
    assert not wanted.named


def test_a_person_who_does_not_wish_to_be_named_is_set_aside(
    wanted: Match, officer: User, moment: datetime
) -> None:
    decline_identity(match=wanted, note="Préfère attendre", by=officer, now=moment)
    wanted.refresh_from_db()
    assert wanted.stage == MatchStage.SET_ASIDE
    decision = wanted.decisions.get()
    assert (decision.by, decision.reason_id, decision.note) == (
        officer,
        "match-no-identity",
        "Préfère attendre",
    )
    assert heard(moment) == [Next.NOT_NAMED]


def test_a_yes_stays_until_the_interview_and_a_no_a_week(
    wanted: Match, officer: User, moment: datetime
) -> None:
    assert heard(moment) == [Next.ASK_IDENTITY]
    assert heard(moment + timedelta(days=60)) == [Next.ASK_IDENTITY]
    share(wanted, officer, moment)
    assert heard(moment) == [Next.INTERVIEW]
    Match.objects.update(stage="interview")
    assert heard(moment) == []
    other = make_presentation(make_match(stage="presented"))
    answer_presentation(
        presentation=other, answer="not_interested", reason="answer-wage", by=None, now=moment
    )
    assert heard(moment) == [Next.DECLINED]
    assert heard(moment + timedelta(days=8)) == []


def test_whom_the_advisor_sets_aside_is_no_news(wanted: Match, advisor: User, moment: datetime) -> None:
    set_aside(match=wanted, reason="match-filled", by=advisor, now=moment)
    assert heard(moment) == []
