"""The employer's space has several people, each with their rights; one at least always administers it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from crm.accounts.models import User
from crm.core.errors import Forbidden
from crm.core.models import OutboxMessage
from crm.employers.models import EmployerFile, EmployerMember, MemberRole
from crm.employers.services import (
    MemberRefused,
    change_role,
    end_membership,
    invite_again,
    invite_member,
    invite_representative,
    restore_membership,
)
from crm.employers.space import MemberGesture, require_member, rights_of
from tests.factories.employers import make_employer, make_file, make_member
from tests.factories.notices import make_contact
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(db: None) -> EmployerFile:
    return make_file()


@pytest.fixture
def boss(file: EmployerFile) -> User:
    return make_member(file.employer)


def membership(user: User) -> EmployerMember:
    return EmployerMember.objects.get(user=user)


def invite(file: EmployerFile, by: User, now: datetime, **changes: Any) -> EmployerMember:
    asked = {"name": "Odile Neuve", "email": "Odile@scierie.example", "language": "fr-ca", "role": "reader"}
    return invite_member(employer=file.employer, by=by, now=now, **(asked | changes))


def test_each_role_does_what_it_says_and_nothing_more(file: EmployerFile) -> None:
    done = {
        role: {g.value for g in MemberGesture if rights_of(make_member(file.employer, role)).where(g)}
        for role in MemberRole.values
    }
    assert done == {
        "administrator": {"read", "send", "administer"},
        "sender": {"read", "send"},
        "reader": {"read"},
    }


def test_a_refusal_says_whom_to_ask(file: EmployerFile, boss: User) -> None:
    reader = make_member(file.employer, "reader")
    with pytest.raises(Forbidden, match=boss.name):
        require_member(reader, file.employer_id, MemberGesture.SEND)
    with pytest.raises(Forbidden):
        require_member(reader, make_employer().pk, MemberGesture.READ)


def test_a_colleague_is_invited_by_e_mail_without_a_token_in_sight(
    file: EmployerFile, boss: User, now: datetime
) -> None:
    member = invite(file, boss, now)
    assert (member.role, member.invited_at, member.user.email) == ("reader", now, "odile@scierie.example")
    assert not member.user.has_usable_password()
    assert not member.user.password_links.exists()
    assert OutboxMessage.objects.filter(arguments__event="member_invited").count() == 1
    assert [(edit.kind, edit.by) for edit in file.edits.all()] == [("member_invited", boss)]


@pytest.mark.parametrize("role", ["sender", "reader"])
def test_only_who_administers_manages_the_accesses(
    role: str, file: EmployerFile, boss: User, now: datetime
) -> None:
    other, theirs = make_member(file.employer, role), membership(boss)
    gestures = (
        lambda: invite(file, other, now),
        lambda: change_role(member=theirs, role="reader", by=other, now=now),
        lambda: end_membership(member=theirs, by=other, now=now),
        lambda: restore_membership(member=theirs, by=other, now=now),
        lambda: invite_again(member=theirs, by=other, now=now),
    )
    for gesture in gestures:
        with pytest.raises(Forbidden):
            gesture()


def test_somebody_always_administers(file: EmployerFile, boss: User, now: datetime) -> None:
    mine = membership(boss)
    second = membership(make_member(file.employer, "sender"))
    for refused in (
        lambda: end_membership(member=mine, by=boss, now=now),
        lambda: change_role(member=mine, role="reader", by=boss, now=now),
    ):
        with pytest.raises(MemberRefused):
            refused()
    change_role(member=second, role="administrator", by=boss, now=now)
    assert not end_membership(member=mine, by=boss, now=now).active


def test_the_staff_may_close_the_last_access_but_not_orphan_the_others(
    file: EmployerFile, boss: User, advisor: User, now: datetime
) -> None:
    other = membership(make_member(file.employer, "reader"))
    with pytest.raises(MemberRefused):
        end_membership(member=membership(boss), by=advisor, now=now)
    end_membership(member=other, by=advisor, now=now)
    assert not end_membership(member=membership(boss), by=advisor, now=now).active


def test_the_first_person_invited_administers_and_the_next_ones_send(
    file: EmployerFile, advisor: User, now: datetime
) -> None:
    first = make_contact(file, email="un@scierie.example")
    with pytest.raises(MemberRefused):
        invite_representative(file=file, contact=first, role="reader", by=advisor, now=now)
    made = [
        invite_representative(file=file, contact=contact, by=advisor, now=now)[0].role
        for contact in (first, make_contact(file, email="deux@scierie.example"))
    ]
    assert made == ["administrator", "sender"]


def test_an_access_taken_away_comes_back_as_it_was(file: EmployerFile, boss: User, now: datetime) -> None:
    member = membership(make_member(file.employer, "reader"))
    end_membership(member=member, by=boss, now=now)
    again = restore_membership(member=member, by=boss, now=now)
    assert (again.active, again.role, again.ended_on) == (True, "reader", None)


def test_nobody_is_written_to_over_and_over(file: EmployerFile, boss: User, now: datetime) -> None:
    member = invite(file, boss, now)
    with pytest.raises(MemberRefused, match="dix minutes"):
        invite_again(member=member, by=boss, now=now)
    later = now + timedelta(minutes=11)
    assert invite_again(member=member, by=boss, now=later).invited_at == later
    with pytest.raises(MemberRefused, match="déjà un accès"):
        invite(file, boss, now)
    with pytest.raises(MemberRefused):
        invite_again(member=membership(boss), by=boss, now=later)


def test_whose_account_an_address_is_stays_unsaid(
    file: EmployerFile, boss: User, officer: User, now: datetime
) -> None:
    closed = make_user("")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    said = set()
    for email in (officer.email, closed.email):
        with pytest.raises(MemberRefused) as refused:
            invite(file, boss, now, email=email)
        said.add(str(refused.value.message))
    assert len(said) == 1


def test_a_space_holds_thirty_people(file: EmployerFile, boss: User, now: datetime) -> None:
    for _number in range(29):
        make_member(file.employer, "reader")
    with pytest.raises(MemberRefused, match="30"):
        invite(file, boss, now)
