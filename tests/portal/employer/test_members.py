"""Who enters the employer's space, on its pages: rights shown, given, refused with their reason; an invitation used."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.links import mint
from crm.accounts.models import User
from crm.employers.models import EmployerFile, EmployerMember
from crm.notices.models import ActLink, OutgoingMail
from crm.notices.services import tell_event
from tests.factories.employers import make_employer, make_file, make_member
from tests.factories.needs import make_need
from tests.factories.notices import make_shown
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
PHRASE = "quatre rivières sous la neige"


@pytest.fixture
def file(db: None) -> EmployerFile:
    return make_file()


@pytest.fixture
def boss(client: Client, file: EmployerFile) -> User:
    user = make_member(file.employer)
    client.force_login(user)
    return user


def membership(user: User) -> EmployerMember:
    return EmployerMember.objects.get(user=user)


def test_whoever_administers_invites_changes_and_removes_with_an_undo(
    client: Client, file: EmployerFile, boss: User
) -> None:
    other = membership(make_member(file.employer, "reader"))
    page = reverse("employer-members")
    sent = {"employer": file.employer_id, "name": "Odile Neuve", "email": "odile@x.example"}
    answer = client.post(page, sent | {"language": "fr-ca", "role": "sender"}, follow=True)
    assert "odile@x.example" in answer.content.decode()
    client.post(reverse("employer-member-role", args=[other.pk]), {"role": "sender"})
    other.refresh_from_db()
    assert other.role == "sender"
    gone = client.post(reverse("employer-member-end", args=[other.pk]), follow=True).content.decode()
    restore = reverse("employer-member-restore", args=[other.pk])
    assert restore in gone
    client.post(restore)
    other.refresh_from_db()
    assert other.active


def test_the_form_says_what_is_wrong_beside_its_field(client: Client, file: EmployerFile, boss: User) -> None:
    page = client.post(reverse("employer-members"), {"employer": file.employer_id, "email": "pas un"})
    assert page.status_code == 422
    assert 'id="id_email-error"' in page.content.decode()


def test_the_last_administrator_stays_and_is_told_why(client: Client, boss: User) -> None:
    page = client.post(reverse("employer-member-end", args=[membership(boss).pk]), follow=True)
    assert "Il reste toujours une personne" in page.content.decode()
    assert membership(boss).active


@pytest.mark.parametrize("language", ["fr-ca", "en-ca"])
def test_a_reader_reads_everything_and_is_offered_nothing(
    client: Client, file: EmployerFile, boss: User, language: str
) -> None:
    need = make_need(file)
    client.cookies["passerelle_language"] = language
    client.force_login(make_member(file.employer, "reader"))
    for address in (reverse("employer-home"), reverse("employer-need", args=[need.pk])):
        page = client.get(address).content.decode()
        assert need.reference in page
        assert reverse("employer-members") in page
        assert reverse("employer-need-new") not in page
        assert reverse("employer-need-change", args=[need.pk]) not in page
    people = client.get(reverse("employer-members")).content.decode()
    assert boss.name in people
    assert 'name="role"' not in people


def test_each_gesture_is_refused_to_a_reader_with_its_reason(
    client: Client, file: EmployerFile, boss: User
) -> None:
    shown, mine = make_shown(file), membership(boss)
    need = shown.match.need
    client.force_login(make_member(file.employer, "reader"))
    refused = [
        client.get(reverse("employer-need-new")),
        client.post(reverse("employer-need-new"), {"step": "send"}),
        client.post(reverse("employer-need-keep"), {"submission_key": str(uuid4())}),
        client.get(reverse("employer-need-change", args=[need.pk])),
        client.post(reverse("employer-need-change-keep", args=[need.pk])),
        client.post(reverse("employer-need-withdraw", args=[need.pk]), {"reason": "need-activity"}),
        client.post(reverse("employer-need-template", args=[need.pk]), {"name": "x"}),
        client.post(reverse("employer-need-confirm", args=[need.pk])),
        client.post(reverse("employer-presentation-answer", args=[shown.pk]), {"answer": "interested"}),
        client.post(reverse("employer-members"), {"name": "x"}),
        client.post(reverse("employer-member-role", args=[mine.pk]), {"role": "reader"}),
        client.post(reverse("employer-member-end", args=[mine.pk])),
        client.post(reverse("employer-member-again", args=[mine.pk])),
        client.post(reverse("employer-member-restore", args=[mine.pk])),
    ]
    assert [answer.status_code for answer in refused] == [403] * len(refused)
    assert all(boss.name in answer.content.decode() for answer in refused)
    shown.refresh_from_db()
    assert shown.answered_at is None


def test_rights_hold_for_their_employer_alone(client: Client, file: EmployerFile, boss: User) -> None:
    other = make_file()
    EmployerMember.objects.create(user=boss, employer=other.employer, role="reader")
    mine, theirs = make_need(file), make_need(other)
    assert client.get(reverse("employer-need-change", args=[mine.pk])).status_code == 200
    assert client.get(reverse("employer-need-change", args=[theirs.pk])).status_code == 403
    sites = client.get(reverse("employer-need-new")).context["form"].fields["site"].queryset
    assert {site.employer_id for site in sites} == {file.employer_id}


def test_another_employers_people_do_not_exist(client: Client, boss: User) -> None:
    stranger = membership(make_member(make_employer()))
    for name in ("role", "again", "end", "restore"):
        assert client.post(reverse(f"employer-member-{name}", args=[stranger.pk])).status_code == 404


def test_an_invitation_opens_the_choice_of_a_password_once(
    client: Client, file: EmployerFile, boss: User
) -> None:
    sent = {"employer": file.employer_id, "name": "Odile Neuve", "email": "odile@x.example"}
    client.post(reverse("employer-members"), sent | {"language": "fr-ca", "role": "reader"})
    member = EmployerMember.objects.get(user__email="odile@x.example")
    for _twice in range(2):
        tell_event("member_invited", member.pk, now=timezone.now())
    mail = OutgoingMail.objects.get()
    assert (mail.recipient_email, mail.kind) == ("odile@x.example", "invitation")
    assert boss.name not in mail.text
    assert mail.link
    theirs, address = Client(), reverse("act-link", args=[mint(mail.link)])
    shown = theirs.get(address)
    assert shown["Referrer-Policy"] == "no-referrer"
    assert str(file.employer) in shown.content.decode()
    assert theirs.post(address, {"new_password1": "court", "new_password2": "court"}).status_code == 422
    chosen = {"new_password1": PHRASE, "new_password2": PHRASE}
    assert theirs.post(address, chosen)["Location"] == reverse("sign-in")
    assert theirs.login(username="odile@x.example", password=PHRASE)
    assert theirs.get(reverse("employer-home")).status_code == 200
    assert theirs.get(address).status_code == theirs.post(address, chosen).status_code == 410


def test_an_access_that_ended_closes_its_invitation(client: Client, file: EmployerFile, boss: User) -> None:
    sent = {"employer": file.employer_id, "name": "Odile Neuve", "email": "odile@x.example"}
    client.post(reverse("employer-members"), sent | {"language": "fr-ca", "role": "reader"})
    member = EmployerMember.objects.get(user__email="odile@x.example")
    tell_event("member_invited", member.pk, now=timezone.now())
    address = reverse("act-link", args=[mint(ActLink.objects.get())])
    client.post(reverse("employer-member-end", args=[member.pk]))
    assert Client().get(address).status_code == 410


def test_staff_have_their_own_pages(client: Client) -> None:
    client.force_login(make_user("advisor"))
    assert client.get(reverse("employer-members")).status_code == 403


def test_the_page_costs_as_many_queries_for_thirty_people(
    client: Client, file: EmployerFile, boss: User, django_assert_max_num_queries: object
) -> None:
    for _number in range(29):
        make_member(file.employer, "reader")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get(reverse("employer-members"))


def test_the_advisor_changes_rights_and_gives_an_access_back(signed_in: Client) -> None:
    file = make_file()
    make_member(file.employer)
    other = membership(make_member(file.employer, "reader"))
    page = signed_in.get(reverse("file-contacts", args=[file.pk])).content.decode()
    role = reverse("member-role", args=[file.pk, other.pk])
    assert role in page
    signed_in.post(role, {"role": "administrator"})
    gone = signed_in.post(reverse("member-end", args=[file.pk, other.pk]), follow=True).content.decode()
    restore = reverse("member-restore", args=[file.pk, other.pk])
    assert restore in gone
    signed_in.post(restore)
    other.refresh_from_db()
    assert (other.active, other.role) == (True, "administrator")
    assert "Choisissez des droits" in signed_in.post(role, {"role": "x"}, follow=True).content.decode()
    elsewhere = make_file()
    assert signed_in.post(reverse("member-role", args=[elsewhere.pk, other.pk])).status_code == 404


def test_the_file_says_when_nobody_administers(signed_in: Client) -> None:
    file = make_file()
    make_member(file.employer, "reader")
    page = signed_in.get(reverse("file-contacts", args=[file.pk])).content.decode()
    assert "Personne n’administre cet espace" in page
