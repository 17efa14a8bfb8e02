"""Consents, releases, and the journal of reads."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from crm.accounts.models import User
from crm.candidates.models import Candidate, Consent, ReadEntry
from crm.candidates.services import (
    ConsentRefused,
    ReleaseRefused,
    journal_read,
    record_consent,
    record_release,
    revoke_consent,
)
from crm.core.errors import Forbidden
from crm.core.models import OutboxMessage
from crm.core.readonly import read_only
from tests.factories.candidates import make_candidate, make_consent
from tests.factories.employers import make_employer
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db


def record(candidate: Candidate, by: User, now: datetime, **values: Any) -> Consent:
    plain = {
        "kind": "matching",
        "notice_version": "1",
        "given_on": now.date(),
        "channel": "phone",
        "expires_on": now.date() + timedelta(days=365),
    }
    return record_consent(candidate=candidate, by=by, now=now, **{**plain, **values})


def test_a_consent_to_matching_scores_the_person(officer: User, now: datetime, today: date) -> None:
    person = make_candidate(consent=False)
    consent = record(person, officer, now)
    assert consent.recorded_by == officer
    assert Candidate.objects.scorable(today).get() == person
    assert OutboxMessage.objects.get().key == f"score-person-{person.pk}"


def test_a_second_consent_to_matching_for_the_same_days_is_refused(officer: User, now: datetime) -> None:
    with pytest.raises(ConsentRefused) as refused:
        record(make_candidate(), officer, now)
    assert refused.value.field == "given_on"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "anything"}, "kind"),
        ({"channel": "telepathy"}, "channel"),
        ({"kind": "identity"}, "employer"),
        ({"given_on": date(2026, 11, 24)}, "given_on"),
        ({"expires_on": date(2026, 11, 22)}, "expires_on"),
    ],
)
def test_a_consent_that_cannot_be_is_refused(
    values: dict[str, Any], field: str, officer: User, now: datetime
) -> None:
    with pytest.raises(ConsentRefused) as refused:
        record(make_candidate(consent=False), officer, now, **values)
    assert refused.value.field == field


def test_an_advisor_records_a_consent_to_presentation_and_no_other(advisor: User, now: datetime) -> None:
    person = make_candidate(make_direction("quebec", ("03", "12")), consent=False)
    assert record(person, advisor, now, kind="presentation", employer=make_employer()).pk
    with pytest.raises(Forbidden):
        record(person, advisor, now)


def test_taking_back_the_consent_to_matching_ends_the_scoring(
    officer: User, now: datetime, today: date
) -> None:
    person = make_candidate()
    revoked = revoke_consent(consent=person.consents.get(), by=officer, now=now)
    assert (revoked.revoked_at, revoked.revoked_by) == (now, officer)
    assert not Candidate.objects.scorable(today).exists()
    assert OutboxMessage.objects.filter(key=f"score-person-{person.pk}").exists()


def test_a_consent_is_taken_back_once(officer: User, now: datetime) -> None:
    consent = make_candidate().consents.get()
    revoke_consent(consent=consent, by=officer, now=now)
    with pytest.raises(ConsentRefused):
        revoke_consent(consent=consent, by=officer, now=now)


def test_a_consent_taken_back_may_be_given_again(officer: User, now: datetime) -> None:
    person = make_candidate()
    revoke_consent(consent=person.consents.get(), by=officer, now=now)
    assert record(person, officer, now).pk


def release(candidate: Candidate, consent: Consent, by: User, now: datetime, **content: str) -> Any:
    return record_release(
        candidate=candidate,
        consent=consent,
        recipient="Scierie",
        purpose="B-0001",
        content=content,
        by=by,
        now=now,
    )


def test_what_a_consent_allows_is_written_in_the_register(advisor: User, now: datetime) -> None:
    person = make_candidate()
    row = release(
        person, make_consent(person, "presentation", make_employer()), advisor, now, occupation="94120"
    )
    assert (row.content, row.at) == ({"occupation": "94120"}, now)


def test_matching_alone_lets_nothing_out(officer: User, now: datetime) -> None:
    person = make_candidate()
    with pytest.raises(ReleaseRefused):
        release(person, person.consents.get(), officer, now)


def test_a_consent_to_presentation_lets_no_name_out(officer: User, now: datetime) -> None:
    person = make_candidate()
    with pytest.raises(ReleaseRefused):
        release(person, make_consent(person, "presentation", make_employer()), officer, now, given_name="A")


def test_nothing_leaves_under_a_consent_that_expired(officer: User, now: datetime) -> None:
    person = make_candidate()
    with pytest.raises(ReleaseRefused):
        release(
            person,
            make_consent(person, "identity", make_employer(), expires_on=date(2026, 11, 22)),
            officer,
            now,
        )


def test_nothing_leaves_under_a_consent_taken_back(officer: User, now: datetime) -> None:
    person = make_candidate()
    consent = make_consent(person, "identity", make_employer())
    revoke_consent(consent=consent, by=officer, now=now)
    with pytest.raises(ReleaseRefused):
        release(person, consent, officer, now)


def test_nothing_leaves_under_the_consent_of_someone_else(officer: User, now: datetime) -> None:
    consent = make_consent(make_candidate(), "identity", make_employer())
    with pytest.raises(ReleaseRefused):
        release(make_candidate(), consent, officer, now)


def test_reading_twice_in_an_hour_is_one_row_also_during_a_get(officer: User, now: datetime) -> None:
    person = make_candidate()
    with read_only():
        for minutes in (0, 20, 31):
            journal_read(candidate=person, user=officer, parts=["file"], now=now + timedelta(minutes=minutes))
        journal_read(candidate=person, user=officer, parts=["identity"], now=now)
    assert ReadEntry.objects.filter(what="file").count() == 2
    assert ReadEntry.objects.count() == 3


def test_the_registers_are_read_by_the_privacy_officer_and_within_scope(officer: User, now: datetime) -> None:
    here, elsewhere = make_candidate(), make_candidate(make_direction("quebec", ("03", "12")))
    for person in (here, elsewhere):
        journal_read(candidate=person, user=officer, parts=["file"], now=now)
    assert ReadEntry.objects.visible_to(make_user("privacy")).count() == 2
    assert ReadEntry.objects.visible_to(officer).get().candidate == here
