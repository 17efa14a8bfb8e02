"""From the file to the employer's space: the invitation, the link, the first session, the end."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from crm.accounts.models import User
from crm.employers.models import Contact, EmployerMember
from tests.factories.employers import make_employer, make_file
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
PHRASE = "quatre rivières sous la neige"


def test_an_invited_contact_chooses_a_password_and_enters_their_space_until_it_ends(
    signed_in: Client,
) -> None:
    file = make_file()
    contact = Contact.objects.create(employer=file.employer, name="Lise Essai", email="lise@scierie.example")
    page = signed_in.get(reverse("file-contacts", args=[file.pk])).content.decode()
    invite = reverse("member-invite", args=[file.pk])
    assert f"{invite}?contact={contact.pk}" in page
    assert "selected" in signed_in.get(f"{invite}?contact={contact.pk}").content.decode()
    answer = signed_in.post(invite, {"contact": contact.pk})
    assert "no-store" in answer["Cache-Control"]
    found = re.search(r'id="address" value="http://testserver([^"]+)"', answer.content.decode())
    assert found
    theirs = Client()
    assert theirs.post(found[1], {"new_password1": PHRASE, "new_password2": PHRASE}).status_code == 302
    assert theirs.get(reverse("employer-home")).status_code == 200
    listed = signed_in.get(reverse("file-contacts", args=[file.pk])).content.decode()
    assert "lise@scierie.example" in listed
    assert "a accès" in listed
    member = EmployerMember.objects.get()
    end = reverse("member-end", args=[file.pk, member.pk])
    assert signed_in.get(end).status_code == 405
    assert signed_in.post(end).status_code == 302
    assert theirs.get(reverse("employer-home")).status_code == 403
    assert "accès terminé le" in signed_in.get(reverse("file-contacts", args=[file.pk])).content.decode()
    assert "Mettre fin" not in signed_in.get(reverse("file-contacts", args=[file.pk])).content.decode()


@pytest.mark.parametrize("typed", ["", "%00", "999999", "abc"])
def test_nobody_chosen_is_said_beside_the_field(signed_in: Client, typed: str) -> None:
    file = make_file()
    Contact.objects.create(employer=file.employer, name="Lise Essai", email="lise@scierie.example")
    invite = reverse("member-invite", args=[file.pk])
    assert signed_in.get(f"{invite}?contact={typed}").status_code == 200
    answer = signed_in.post(invite, {"contact": typed})
    assert answer.status_code == 422
    assert 'id="id_contact-error"' in answer.content.decode()


def test_a_colleague_is_not_invited(signed_in: Client, officer: User) -> None:
    file = make_file()
    contact = Contact.objects.create(employer=file.employer, name="Lise Essai", email=officer.email)
    answer = signed_in.post(reverse("member-invite", args=[file.pk]), {"contact": contact.pk})
    assert answer.status_code == 422
    assert "compte de l’équipe" in answer.content.decode()


def test_who_has_no_contact_to_invite_is_told_the_step_before(signed_in: Client) -> None:
    file = make_file()
    page = signed_in.get(reverse("member-invite", args=[file.pk])).content.decode()
    assert reverse("file-contacts", args=[file.pk]) in page
    assert '<form method="post" class="card' not in page


def test_the_member_of_another_employer_does_not_exist_here(signed_in: Client) -> None:
    member = EmployerMember.objects.create(user=make_user(""), employer=make_employer())
    assert signed_in.post(reverse("member-end", args=[make_file().pk, member.pk])).status_code == 404


def test_an_officer_invites_nobody(client: Client, officer: User) -> None:
    client.force_login(officer)
    assert client.get(reverse("member-invite", args=[make_file().pk])).status_code == 403


def test_the_administrator_reads_whom_an_account_represents(client: Client) -> None:
    member = EmployerMember.objects.create(user=make_user(""), employer=make_employer())
    client.force_login(make_user("admin"))
    page = client.get(reverse("user", args=[member.user_id])).content.decode()
    assert str(member.employer) in page
    assert "Aucune affectation" not in page
