"""Kept across directions: the person's own officer is asked, and nothing moves further until they accept."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

from crm.accounts.models import User
from crm.candidates.models import CandidateOfficer
from crm.candidates.services import revoke_consent
from crm.core.errors import Forbidden
from crm.matching.models import Match, MatchStage, OfficerRequest
from crm.matching.queries import requests_waiting
from crm.matching.services import (
    AccordAwaited,
    RequestOver,
    accept_request,
    decline_request,
    record_presentation_consent,
    restore,
    set_aside,
    shortlist,
)
from crm.matching.services.decisions import ReasonMissing
from tests.factories.matching import make_match, make_sawyer
from tests.factories.needs import make_need
from tests.factories.people import LONG_AGO, make_direction, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def moment() -> datetime:
    return timezone.now()


@pytest.fixture
def theirs(db: None) -> User:
    return make_user("officer", make_direction("ailleurs", ("06",)))


@pytest.fixture
def kept(advisor: User, theirs: User, moment: datetime) -> Match:
    person = make_sawyer(direction=make_direction("ailleurs"))
    CandidateOfficer.objects.create(candidate=person, user=theirs, valid_from=LONG_AGO)
    match = make_match(make_need(), person)
    return shortlist(match=match, note="Sciage", by=advisor, now=moment)


def asked(match: Match) -> OfficerRequest:
    found: OfficerRequest = match.requests.get()
    return found


def consent(match: Match, by: User, now: datetime) -> Match:
    return record_presentation_consent(
        match=match, channel="phone", given_on=timezone.localdate(now), by=by, now=now
    )


def test_within_a_direction_nobody_is_asked(advisor: User, moment: datetime) -> None:
    match = shortlist(match=make_match(), note="Sciage", by=advisor, now=moment)
    assert not match.requests.exists()
    assert consent(match, advisor, moment).stage == MatchStage.CONSENTED


def test_across_directions_nothing_moves_before_the_answer(
    kept: Match, advisor: User, theirs: User, moment: datetime
) -> None:
    with pytest.raises(AccordAwaited):
        consent(kept, advisor, moment)
    accept_request(request=asked(kept), by=theirs, now=moment, note="Elle veut déménager")
    assert consent(kept, advisor, moment).stage == MatchStage.CONSENTED


def test_the_officer_may_write_the_consent_down_at_once(kept: Match, theirs: User, moment: datetime) -> None:
    match = accept_request(request=asked(kept), by=theirs, now=moment, channel="phone")
    assert match.stage == MatchStage.CONSENTED
    assert match.may_be_presented(timezone.localdate(moment))


def test_a_refusal_has_a_coded_reason_and_sets_the_pair_aside(
    kept: Match, theirs: User, moment: datetime
) -> None:
    with pytest.raises(ReasonMissing):
        decline_request(request=asked(kept), reason="need-other", by=theirs, now=moment)
    match = decline_request(request=asked(kept), reason="match-family", by=theirs, now=moment)
    assert match.stage == MatchStage.SET_ASIDE
    assert match.decisions.filter(by=theirs, reason="match-family").exists()
    assert match.moves.filter(to_stage="set_aside", reason="match-family").exists()


def test_only_who_accompanies_the_person_answers(
    kept: Match, advisor: User, officer: User, moment: datetime
) -> None:
    for user in (advisor, officer):
        with pytest.raises(Forbidden):
            accept_request(request=asked(kept), by=user, now=moment)


def test_a_request_is_answered_once(kept: Match, theirs: User, moment: datetime) -> None:
    accept_request(request=asked(kept), by=theirs, now=moment)
    with pytest.raises(RequestOver):
        decline_request(request=asked(kept), reason="match-family", by=theirs, now=moment)


@pytest.mark.parametrize("gesture", ["restore", "set_aside"])
def test_put_back_or_set_aside_the_request_closes_and_a_new_one_follows(
    gesture: str, kept: Match, advisor: User, theirs: User, moment: datetime
) -> None:
    first = asked(kept)
    if gesture == "restore":
        restore(match=kept, by=advisor, now=moment)
    else:
        set_aside(match=kept, reason="match-filled", by=advisor, now=moment)
        restore(match=kept, by=advisor, now=moment)
    with pytest.raises(RequestOver):
        accept_request(request=first, by=theirs, now=moment)
    shortlist(match=kept, note="Encore", by=advisor, now=moment)
    assert kept.requests.filter(closed_at=None).count() == 1
    assert kept.requests.count() == 2


def test_without_consent_to_matching_the_request_is_shown_no_more_and_not_accepted(
    kept: Match, theirs: User, moment: datetime
) -> None:
    today = timezone.localdate(moment)
    assert list(requests_waiting(theirs, today=today)) == [asked(kept)]
    given = kept.candidate.consents.get(kind="matching")
    revoke_consent(consent=given, by=theirs, now=moment)
    assert not requests_waiting(theirs, today=today)
    with pytest.raises(RequestOver):
        accept_request(request=asked(kept), by=theirs, now=moment)


def test_the_request_goes_to_whoever_is_in_charge_or_to_all_where_nobody_is(
    kept: Match, theirs: User, moment: datetime
) -> None:
    today = timezone.localdate(moment)
    colleague = make_user("officer", make_direction("ailleurs"))
    assert not requests_waiting(colleague, today=today)
    kept.candidate.officers.all().delete()
    assert list(requests_waiting(colleague, today=today)) == [asked(kept)]
