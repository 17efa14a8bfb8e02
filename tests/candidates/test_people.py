"""Registering, entrusting and moving a person."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from crm.accounts.models import User
from crm.candidates.models import Candidate, PersonStage
from crm.candidates.services import (
    IdentityContent,
    OfficerRefused,
    PossibleDuplicate,
    move_candidate,
    register_candidate,
    set_officer,
    update_identity,
)
from crm.core.errors import Forbidden, Refusal, TransitionRefused
from crm.core.models import OutboxMessage
from crm.territory.models import Municipality
from tests.factories.candidates import make_candidate
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db
AMINATA = IdentityContent(
    given_name="Aminata", family_name="Éssai", email="a@example.org", phone="418 555-0101"
)


def register(
    officer: User, now: datetime, identity: IdentityContent = AMINATA, **values: object
) -> Candidate:
    return register_candidate(
        direction=make_direction(),
        identity=identity,
        residence=None,
        by=officer,
        now=now,
        **values,  # type: ignore[arg-type]
    )


def test_the_officer_who_registers_a_person_is_in_charge(officer: User, now: datetime, today: date) -> None:
    person = register(officer, now)
    assert (person.stage, person.officers.get().user, person.registered_on) == ("registered", officer, today)
    assert person.moves.get().to_stage == PersonStage.REGISTERED


def test_a_manager_who_registers_a_person_is_not_in_charge(manager: User, now: datetime) -> None:
    assert not register(manager, now).officers.exists()


@pytest.mark.parametrize(
    "identity",
    [
        IdentityContent(given_name="AMINATA", family_name="Essai"),
        IdentityContent(given_name="Autre", family_name="Nom", email="A@EXAMPLE.ORG"),
        IdentityContent(given_name="Autre", family_name="Nom", phone="(418) 5550101"),
    ],
)
def test_the_same_name_e_mail_or_telephone_warns(
    identity: IdentityContent, officer: User, now: datetime
) -> None:
    first = register(officer, now)
    with pytest.raises(PossibleDuplicate) as warned:
        register(officer, now, identity)
    assert warned.value.found == [first]


def test_whoever_saw_the_warning_registers_all_the_same(officer: User, now: datetime) -> None:
    register(officer, now)
    assert register(officer, now, known_apart=True).pk


def test_a_person_of_another_direction_is_no_duplicate(officer: User, now: datetime) -> None:
    make_candidate(make_direction("quebec", ("03", "12")), name=("Aminata", "Éssai"))
    assert register(officer, now).pk


def test_an_advisor_registers_nobody(advisor: User, now: datetime) -> None:
    with pytest.raises(Forbidden):
        register(advisor, now)


def test_a_corrected_name_is_found_again_and_changes_no_score(officer: User) -> None:
    person = make_candidate()
    home = Municipality.objects.get(pk="94068")
    update_identity(candidate=person, identity=AMINATA, residence=home, by=officer)
    person.refresh_from_db()
    assert (person.identity.folded_name, person.residence, person.revision) == ("aminata essai", home, 1)
    assert not OutboxMessage.objects.exists()


def test_entering_the_rankings_scores_the_person(officer: User, now: datetime) -> None:
    person = make_candidate(stage=PersonStage.WELCOMED)
    moved = move_candidate(candidate=person, to="profile_valid", by=officer, now=now)
    assert moved.revision == 2
    assert OutboxMessage.objects.get(key=f"score-person-{person.pk}").arguments["revision"] == 2


def test_a_move_that_the_table_does_not_hold_is_refused(officer: User, now: datetime) -> None:
    with pytest.raises(TransitionRefused):
        move_candidate(candidate=make_candidate(), to="registered", by=officer, now=now)


def test_closing_asks_a_reason_of_the_list(officer: User, now: datetime) -> None:
    person = make_candidate()
    with pytest.raises(Refusal) as refused:
        move_candidate(candidate=person, to="closed", by=officer, now=now)
    assert refused.value.field == "reason"
    closed = move_candidate(
        candidate=person, to="closed", by=officer, now=now, reason="person-studies", note="Note"
    )
    assert closed.moves.get().reason == "person-studies"


def test_an_advisor_brings_about_what_a_match_does_and_nothing_else(advisor: User, now: datetime) -> None:
    person = make_candidate()
    assert move_candidate(candidate=person, to="employed", by=advisor, now=now).stage == "employed"
    with pytest.raises(Forbidden):
        move_candidate(candidate=person, to="followed", by=advisor, now=now)


def test_an_officer_of_another_direction_moves_nobody(now: datetime) -> None:
    stranger = make_user("officer", make_direction("quebec", ("03", "12")))
    with pytest.raises(Forbidden):
        move_candidate(candidate=make_candidate(), to="profile_valid", by=stranger, now=now)


def test_a_new_officer_ends_the_charge_of_the_one_before(officer: User, now: datetime, today: date) -> None:
    colleague = make_user("officer")
    person = make_candidate(officer=officer)
    set_officer(candidate=person, officer=colleague, valid_from=today, by=officer, now=now)
    first, second = person.officers.all()
    assert (first.valid_to, second.user) == (today - timedelta(days=1), colleague)


def test_an_officer_of_the_same_day_takes_the_place_of_the_other(
    officer: User, now: datetime, today: date
) -> None:
    person = register(officer, now)
    colleague = make_user("officer")
    set_officer(candidate=person, officer=colleague, valid_from=today, by=officer, now=now)
    assert person.officers.get().user == colleague


@pytest.mark.parametrize("role", ["advisor", "manager", ""])
def test_only_officers_are_put_in_charge(role: str, officer: User, now: datetime, today: date) -> None:
    with pytest.raises(OfficerRefused):
        set_officer(
            candidate=make_candidate(), officer=make_user(role), valid_from=today, by=officer, now=now
        )


def test_a_charge_does_not_begin_before_the_last_one(officer: User, now: datetime, today: date) -> None:
    person = register(officer, now)
    with pytest.raises(OfficerRefused) as refused:
        set_officer(
            candidate=person,
            officer=make_user("officer"),
            valid_from=today - timedelta(days=1),
            by=officer,
            now=now,
        )
    assert refused.value.field == "valid_from"


def test_a_consent_given_at_the_opening_lasts_a_year(officer: User, now: datetime, today: date) -> None:
    consent = register(officer, now, consent_by="phone").consents.get()
    assert (consent.kind, consent.channel, consent.expires_on) == (
        "matching",
        "phone",
        today + timedelta(days=365),
    )
