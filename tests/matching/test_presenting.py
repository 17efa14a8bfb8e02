"""A profile is shown only with consent, as a frozen copy of a closed list, and never without its register row."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from crm.accounts.models import User
from crm.candidates.models import CandidateLicence, Consent, ConsentKind, Release
from crm.candidates.services import revoke_consent
from crm.core.errors import Forbidden, Refusal, TransitionRefused
from crm.matching.models import Match, MatchStage, Presentation
from crm.matching.profile import CLOSED_LIST, deidentified_profile
from crm.matching.services import (
    ConsentMissing,
    answer_presentation,
    present,
    record_presentation_consent,
)
from crm.matching.services.presenting import AnswerRefused
from crm.needs.models import NeedStage
from crm.taxonomy.models import Occupation
from tests.factories.employers import make_employer
from tests.factories.matching import make_match, make_sawyer
from tests.factories.needs import make_need

pytestmark = pytest.mark.django_db
IDENTITY = {"email": "awa@example.org", "phone": "418 555-0142"}


@pytest.fixture
def kept(db: None) -> Match:
    person = make_sawyer(name=("Awa", "Traoré"), identity=IDENTITY, residence_id="66023", french=(5, None))
    return make_match(make_need(french_oral=4, french_written=3), person, stage="shortlisted")


def consented(match: Match, by: User, now: datetime) -> Match:
    return record_presentation_consent(match=match, channel="phone", given_on=now.date(), by=by, now=now)


def consent_of(match: Match) -> Consent:
    assert match.presentation_consent
    return match.presentation_consent


def presented(match: Match, by: User, now: datetime) -> Presentation:
    return present(match=consented(match, by, now), by=by, now=now)


def test_a_consent_to_be_shown_names_the_employer_and_the_need(
    kept: Match, advisor: User, now: datetime
) -> None:
    match = consented(kept, advisor, now)
    consent = consent_of(match)
    assert (consent.kind, consent.employer, consent.purpose) == (
        ConsentKind.PRESENTATION,
        kept.need.file.employer,
        kept.need.reference,
    )
    assert match.stage == MatchStage.CONSENTED


def test_a_consent_is_not_dated_ahead(kept: Match, advisor: User, now: datetime) -> None:
    tomorrow = now.date() + timedelta(days=1)
    with pytest.raises(Refusal) as refused:
        record_presentation_consent(match=kept, channel="phone", given_on=tomorrow, by=advisor, now=now)
    assert refused.value.field == "given_on"


def test_consent_is_asked_of_someone_kept(advisor: User, now: datetime) -> None:
    with pytest.raises(TransitionRefused):
        consented(make_match(), advisor, now)
    assert not Consent.objects.filter(kind=ConsentKind.PRESENTATION).exists()


def test_without_consent_nothing_is_shown(kept: Match, advisor: User, now: datetime) -> None:
    Match.objects.update(stage="consented")
    with pytest.raises(ConsentMissing):
        present(match=kept, by=advisor, now=now)
    assert not Release.objects.exists()


def test_a_consent_taken_back_shows_nothing_any_more(kept: Match, advisor: User, officer: User) -> None:
    now = timezone.localtime()
    match = consented(kept, advisor, now)
    revoke_consent(consent=consent_of(match), by=officer, now=now)
    with pytest.raises(ConsentMissing):
        present(match=match, by=advisor, now=now)


def test_a_consent_expires(kept: Match, advisor: User, now: datetime) -> None:
    match = consented(kept, advisor, now)
    with pytest.raises(ConsentMissing):
        present(match=match, by=advisor, now=now + timedelta(days=200))


def test_a_presentation_moves_match_need_and_register_together(
    kept: Match, advisor: User, now: datetime
) -> None:
    presentation = presented(kept, advisor, now)
    kept.refresh_from_db()
    kept.need.refresh_from_db()
    assert kept.stage == MatchStage.PRESENTED
    assert kept.need.stage == NeedStage.PRESENTING
    assert presentation.release.content == presentation.content
    assert presentation.release.recipient == str(kept.need.file.employer)
    assert presentation.due_on > now.date()


def test_the_person_is_then_in_proposition(kept: Match, advisor: User, now: datetime) -> None:
    presented(kept, advisor, now)
    kept.candidate.refresh_from_db()
    assert kept.candidate.stage == "proposed"


def test_the_profile_number_is_new_for_each_need(advisor: User, now: datetime) -> None:
    person = make_sawyer()
    numbers = {
        presented(make_match(make_need(), person, stage="shortlisted"), advisor, now).profile_number
        for _ in range(2)
    }
    assert len(numbers) == 2
    assert not any(str(person.pk) == number.lstrip("D-0") for number in numbers)


def test_the_profile_is_the_closed_list(kept: Match, advisor: User, now: datetime) -> None:
    content = presented(kept, advisor, now).content
    assert set(content) == CLOSED_LIST
    assert content["occupations"] == [{"code": "94120", "experience": "2-4"}]
    assert content["french"] == {"oral": {"level": 4, "met": True}, "written": {"level": 3, "met": None}}
    assert content["available_month"] == "2026-12"


@pytest.mark.parametrize(
    "word", ["Awa", "Traoré", "awa@example.org", "418 555-0142", "66023", "Montréal", "36"]
)
def test_nothing_that_names_or_places_the_person_is_in_it(
    kept: Match, advisor: User, now: datetime, word: str
) -> None:
    assert word not in str(presented(kept, advisor, now).content)


def test_french_is_not_told_where_the_need_states_no_level() -> None:
    match = make_match(make_need(), make_sawyer(french=(12, 12)))
    assert deidentified_profile(match)["french"] == {}


def test_a_licence_is_told_only_where_the_need_asks_it() -> None:
    person = make_sawyer()
    CandidateLicence.objects.create(candidate=person, licence_id="oiiq", stage="started")
    assert deidentified_profile(make_match(make_need(licence_id="oiiq"), person))["licence"] == "started"
    assert deidentified_profile(make_match(make_need(), person))["licence"] == ""


def test_may_work_for_you_says_yes_or_that_a_permit_is_needed() -> None:
    need = make_need()
    theirs, others = {"tied_employer": need.file.employer}, {"tied_employer": make_employer()}
    told = [
        deidentified_profile(make_match(need, make_sawyer(authorisation=right)))["may_work"]
        for right in ({}, theirs, others, None)
    ]
    assert told == ["yes", "yes", "new_permit", "unknown"]


def test_a_limit_of_occupations_needs_a_new_permit() -> None:
    person = make_sawyer()
    person.authorisation.occupation_limits.set(Occupation.objects.filter(pk="31301"))
    assert deidentified_profile(make_match(make_need(), person))["may_work"] == "new_permit"


def test_what_was_shown_stays_what_was_shown(kept: Match, advisor: User, now: datetime) -> None:
    before = presented(kept, advisor, now).content
    kept.candidate.occupations.update(months=400)
    assert Presentation.objects.get().content == before


def test_an_interested_employer_makes_interest_mutual(kept: Match, advisor: User, now: datetime) -> None:
    answer_presentation(presentation=presented(kept, advisor, now), answer="interested", by=None, now=now)
    kept.refresh_from_db()
    assert kept.stage == MatchStage.MUTUAL_INTEREST


def test_an_employer_who_declines_says_why(kept: Match, advisor: User, now: datetime) -> None:
    presentation = presented(kept, advisor, now)
    answer_presentation(
        presentation=presentation, answer="not_interested", reason="answer-wage", by=None, now=now
    )
    kept.refresh_from_db()
    assert kept.stage == MatchStage.SET_ASIDE
    assert kept.moves.latest("id").reason == "answer-wage"


@pytest.mark.parametrize("reason", ["", "match-wage", "unknown"])
def test_declining_takes_a_reason_of_the_list(kept: Match, advisor: User, now: datetime, reason: str) -> None:
    presentation = presented(kept, advisor, now)
    with pytest.raises(Refusal):
        answer_presentation(
            presentation=presentation, answer="not_interested", reason=reason, by=None, now=now
        )


def test_an_answer_is_given_once(kept: Match, advisor: User, now: datetime) -> None:
    presentation = presented(kept, advisor, now)
    answer_presentation(presentation=presentation, answer="interested", by=None, now=now)
    with pytest.raises(AnswerRefused):
        answer_presentation(
            presentation=presentation, answer="not_interested", reason="answer-wage", by=None, now=now
        )


def test_an_unknown_answer_is_refused(kept: Match, advisor: User, now: datetime) -> None:
    with pytest.raises(AnswerRefused):
        answer_presentation(presentation=presented(kept, advisor, now), answer="maybe", by=None, now=now)


def test_an_officer_does_not_present(kept: Match, officer: User, now: datetime) -> None:
    with pytest.raises(Forbidden):
        present(match=kept, by=officer, now=now)


def test_a_register_row_that_fails_presents_nothing(kept: Match, advisor: User, now: datetime) -> None:
    match = consented(kept, advisor, now)
    Consent.objects.filter(pk=consent_of(match).pk).update(given_on=date(2099, 1, 1), expires_on=None)
    with pytest.raises(Refusal):
        present(match=match, by=advisor, now=now)
    kept.refresh_from_db()
    assert kept.stage == MatchStage.CONSENTED
