"""Links that an advisor sends by e-mail: to the form of needs, into the employer's space; nobody here reads them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.core import serializers
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from crm.core.models import OutboxMessage
from crm.employers.models import Contact, EmployerFile, EmployerMember, NeedFormLink
from crm.employers.services import invite_by_mail
from crm.notices.models import MailKind, OutgoingMail
from crm.notices.services import deliver, tell_event
from crm.notices.services.invitations import send_need_form
from tests.factories.employers import make_file
from tests.factories.notices import make_contact, smtp_server, text_of

pytestmark = pytest.mark.django_db
FORM = re.compile(r"http\S+(/e/[\w-]+/)")


@pytest.fixture
def file() -> EmployerFile:
    return make_file()


@pytest.fixture
def contact(file: EmployerFile) -> Contact:
    return make_contact(file)


def now() -> datetime:
    return timezone.now()


def test_the_link_to_the_form_leaves_by_e_mail_and_opens_it(
    signed_in: Client, file: EmployerFile, contact: Contact
) -> None:
    address = reverse("need-link-make", args=[file.pk])
    assert 'name="by" value="mail"' in signed_in.get(address).content.decode()
    page = signed_in.post(address, {"contact": contact.pk, "by": "mail"}).content.decode()
    assert contact.email in page
    assert 'id="address"' not in page
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.recipient_email) == (MailKind.NEED_FORM, contact.email)
    with smtp_server() as box:
        deliver(mail.pk, now=now())
    text = text_of(box.messages[0])
    (form,) = set(FORM.findall(text))
    opened = Client().get(form)
    assert opened.status_code == 200
    assert str(file.employer) in opened.content.decode()
    # Nothing but the recipient's own name, and the secret stands in no row.
    token = form.split("/")[2]
    kept = [*OutgoingMail.objects.all(), *NeedFormLink.objects.all(), *OutboxMessage.objects.all()]
    assert token not in serializers.serialize("json", kept)
    assert str(file.employer) not in text
    assert contact.name in text


def test_a_link_by_e_mail_is_listed_and_revoked_like_any_other(
    signed_in: Client, file: EmployerFile, contact: Contact
) -> None:
    signed_in.post(reverse("need-link-make", args=[file.pk]), {"contact": contact.pk, "by": "mail"})
    with smtp_server() as box:
        deliver(OutgoingMail.objects.get().pk, now=now())
    (form,) = set(FORM.findall(text_of(box.messages[0])))
    link = NeedFormLink.objects.get()
    signed_in.post(reverse("need-link-revoke", args=[file.pk, link.pk]))
    assert Client().get(form).status_code == 410


def test_who_cannot_be_written_to_gets_no_link_by_e_mail(
    signed_in: Client, file: EmployerFile, contact: Contact
) -> None:
    address = reverse("need-link-make", args=[file.pk])
    Contact.objects.update(no_email=True)
    for chosen, said in (("", "Choisissez à quel contact"), (contact.pk, "ne veut pas de courriel")):
        answer = signed_in.post(address, {"contact": chosen, "by": "mail"})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert not NeedFormLink.objects.exists()
    assert 'id="address"' in signed_in.post(address, {"contact": contact.pk, "by": "link"}).content.decode()


def test_an_officer_sends_no_link(
    client: Client, officer: User, file: EmployerFile, contact: Contact
) -> None:
    client.force_login(officer)
    answer = client.post(reverse("need-link-make", args=[file.pk]), {"contact": contact.pk, "by": "mail"})
    assert answer.status_code in {403, 404}
    assert not OutgoingMail.objects.exists()


def test_an_invitation_to_the_space_leaves_by_e_mail(
    signed_in: Client, file: EmployerFile, contact: Contact
) -> None:
    answer = signed_in.post(reverse("member-invite", args=[file.pk]), {"contact": contact.pk, "by": "mail"})
    page = answer.content.decode()
    assert f"Invitation envoyée à {contact.name}" in page
    assert 'id="address"' not in page
    member = EmployerMember.objects.get()
    tell_event("member_invited", member.pk, now=now())
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.recipient_email) == (MailKind.INVITATION, contact.email)
    with smtp_server() as box:
        deliver(mail.pk, now=now())
    (link,) = set(re.findall(r"http\S+(/lien/[\w-]+/)", text_of(box.messages[0])))
    assert "new_password1" in Client().get(link).content.decode()


def test_an_account_with_a_password_is_written_nothing(
    signed_in: Client, file: EmployerFile, contact: Contact
) -> None:
    invite = reverse("member-invite", args=[file.pk])
    signed_in.post(invite, {"contact": contact.pk, "by": "mail"})
    user = EmployerMember.objects.get().user
    user.set_password("quatre rivières sous la neige")
    user.save()
    before = OutboxMessage.objects.count()
    assert (
        "a maintenant accès" in signed_in.post(invite, {"contact": contact.pk, "by": "mail"}).content.decode()
    )
    assert OutboxMessage.objects.count() == before


def test_a_button_pressed_twice_sends_one_link(
    signed_in: Client, advisor: User, file: EmployerFile, contact: Contact
) -> None:
    invited = set()
    for name in ("need-link-make", "member-invite"):
        for _press in range(3):
            page = signed_in.post(reverse(name, args=[file.pk]), {"contact": contact.pk, "by": "mail"})
            assert contact.name in page.content.decode()
            invited |= set(EmployerMember.objects.values_list("invited_at", flat=True))
    assert NeedFormLink.objects.count() == OutgoingMail.objects.count() == 1
    assert len(invited) == 1
    later = now() + timedelta(minutes=2)
    send_need_form(file=file, contact=contact, by=advisor, now=later)
    invite_by_mail(file=file, contact=contact, by=advisor, now=later)
    assert OutgoingMail.objects.count() == 2
    assert EmployerMember.objects.get().invited_at == later


def test_the_link_is_made_for_who_can_be_written_to_unless_chosen_otherwise(
    signed_in: Client, file: EmployerFile, contact: Contact
) -> None:
    page = signed_in.get(reverse("need-link-make", args=[file.pk])).content.decode()
    assert f'<option value="{contact.pk}" selected' in page
