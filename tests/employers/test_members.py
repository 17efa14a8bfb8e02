"""Who represents an employer: invited by whoever works on its file, by a link that opens once; the end, and after."""

from __future__ import annotations

from datetime import datetime

import pytest

from crm.accounts.links import LinkExpired
from crm.accounts.models import AccountEvent, User
from crm.accounts.services import AccountRefused, choose_password, reopen_account
from crm.caseload.services import close_account_with_work
from crm.core.errors import Forbidden
from crm.employers.models import Contact, Employer, EmployerFile, EmployerMember
from crm.employers.services import EmployerRefused, end_membership, invite_representative
from tests.factories.employers import make_employer, make_file, make_member
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db
PHRASE = "quatre rivières sous la neige"


@pytest.fixture
def file(db: None) -> EmployerFile:
    return make_file()


def make_contact(employer: Employer, email: str = "Lise@Scierie.example") -> Contact:
    return Contact.objects.create(employer=employer, name="Lise Essai", email=email, language="en-ca")


@pytest.fixture
def contact(file: EmployerFile) -> Contact:
    return make_contact(file.employer)


def test_a_contact_is_given_an_account_without_posting_and_a_link(
    file: EmployerFile, contact: Contact, advisor: User, now: datetime
) -> None:
    member, token = invite_representative(file=file, contact=contact, by=advisor, now=now)
    user = member.user
    assert (user.email, user.language, user.has_usable_password()) == ("lise@scierie.example", "en-ca", False)
    assert (member.employer, member.active) == (file.employer, True)
    assert not user.postings.exists()
    choose_password(token=token, password=PHRASE, now=now)
    assert list(Employer.objects.visible_to(User.objects.get(pk=user.pk))) == [file.employer]
    assert [edit.kind for edit in file.edits.all()] == ["member_invited"]
    told = list(AccountEvent.objects.filter(user=user).values_list("kind", "by"))
    assert told == [("opened", advisor.pk), ("link_made", advisor.pk), ("password", user.pk)]


def test_whom_a_demo_person_invites_is_of_the_demo(
    file: EmployerFile, contact: Contact, advisor: User, now: datetime
) -> None:
    assert not invite_representative(file=file, contact=contact, by=advisor, now=now)[0].user.is_demo
    advisor.is_demo = True
    other = make_contact(file.employer, "autre@scierie.example")
    assert invite_representative(file=file, contact=other, by=advisor, now=now)[0].user.is_demo


def test_inviting_again_makes_a_new_link_for_the_same_account(
    file: EmployerFile, contact: Contact, advisor: User, now: datetime
) -> None:
    _member, first = invite_representative(file=file, contact=contact, by=advisor, now=now)
    _member, second = invite_representative(file=file, contact=contact, by=advisor, now=now)
    with pytest.raises(LinkExpired):
        choose_password(token=first, password=PHRASE, now=now)
    choose_password(token=second, password=PHRASE, now=now)
    assert EmployerMember.objects.count() == 1


def test_an_access_that_ended_sees_nothing_and_may_be_given_back(
    file: EmployerFile, contact: Contact, advisor: User, now: datetime
) -> None:
    member, token = invite_representative(file=file, contact=contact, by=advisor, now=now)
    for _twice in range(2):
        ended = end_membership(member=member, by=advisor, now=now)
    assert (ended.active, ended.ended_on) == (False, now.date())
    assert not Employer.objects.visible_to(member.user).exists()
    with pytest.raises(LinkExpired):
        choose_password(token=token, password=PHRASE, now=now)
    again, _token = invite_representative(file=file, contact=contact, by=advisor, now=now)
    assert (again.pk, again.active, again.ended_on) == (member.pk, True, None)
    assert [edit.kind for edit in file.edits.all()] == ["member_invited", "member_ended", "member_invited"]


def test_a_closed_account_is_reopened_before_its_access_is_given_back(
    file: EmployerFile, contact: Contact, advisor: User, now: datetime
) -> None:
    pilot = make_user("admin")
    member, _token = invite_representative(file=file, contact=contact, by=advisor, now=now)
    close_account_with_work(user=member.user, leaves_work=True, by=pilot, now=now)
    with pytest.raises(AccountRefused, match="fermé"):
        invite_representative(file=file, contact=contact, by=advisor, now=now)
    reopen_account(user=member.user, by=pilot, now=now)
    again, token = invite_representative(file=file, contact=contact, by=advisor, now=now)
    assert again.active
    assert choose_password(token=token, password=PHRASE, now=now) == member.user


def test_whoever_represented_another_employer_keeps_their_own_password(
    file: EmployerFile, advisor: User, now: datetime
) -> None:
    elsewhere = make_member()
    contact = make_contact(file.employer, elsewhere.email)
    member, token = invite_representative(file=file, contact=contact, by=advisor, now=now)
    assert (member.user, token) == (elsewhere, "")
    assert not elsewhere.password_links.exists()
    assert Employer.objects.visible_to(elsewhere).count() == 2
    end_membership(member=member, by=advisor, now=now)
    assert Employer.objects.visible_to(elsewhere).count() == 1


def test_staff_and_contacts_of_others_or_without_email_are_refused(
    file: EmployerFile, advisor: User, officer: User, now: datetime
) -> None:
    for contact in (
        make_contact(file.employer, officer.email),
        make_contact(file.employer, ""),
        make_contact(make_employer()),
    ):
        with pytest.raises((AccountRefused, EmployerRefused)):
            invite_representative(file=file, contact=contact, by=advisor, now=now)
    with pytest.raises(Forbidden):
        end_membership(member=make_member().employer_memberships.get(), by=advisor, now=now)
    assert not file.employer.members.exists()


def test_nobody_else_invites_or_ends(
    file: EmployerFile, contact: Contact, advisor: User, officer: User, now: datetime
) -> None:
    member, _token = invite_representative(file=file, contact=contact, by=advisor, now=now)
    elsewhere = make_user("advisor", make_direction("ailleurs", ("03",)))
    for other in (officer, elsewhere, member.user):
        with pytest.raises(Forbidden):
            invite_representative(file=file, contact=contact, by=other, now=now)
    reader = make_member(file.employer, role="reader")
    for other in (officer, elsewhere, reader):
        with pytest.raises(Forbidden):
            end_membership(member=member, by=other, now=now)
