"""Messages leave through a real SMTP server; their secrets are made as they leave and kept nowhere."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.core import serializers
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.accounts.links import find_link
from crm.core.models import OutboxMessage
from crm.employers.services import revoke_need_form_link
from crm.notices.composing import compose
from crm.notices.models import ActLink, MailKind, MailState, OptOut, OutgoingMail
from crm.notices.services import deliver, promise_waiting, tell_event
from crm.notices.services.acts import write_about_profile
from crm.notices.services.delivery import FORM_PATH, LINK_PATH
from crm.notices.services.digests import NOTICES_PATH
from crm.notices.services.invitations import send_need_form
from tests.factories.employers import make_file, make_member
from tests.factories.notices import make_contact, make_shown, smtp_server, text_of
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r"/lien/([\w-]{22})/")


def written(now: datetime, **contact: str) -> OutgoingMail:
    """The message about a profile, waiting."""
    file = make_file()
    make_contact(file, **contact)
    mail = write_about_profile(make_shown(file), MailKind.PROFILE_REMINDER, key="one", now=now)
    assert mail is not None
    return mail


def test_the_address_of_a_link_is_its_page() -> None:
    assert LINK_PATH.format(token="nobody") == reverse("act-link", args=["nobody"])
    assert FORM_PATH.format(token="nobody") == reverse("need-link", args=["nobody"])
    assert reverse("notices") == NOTICES_PATH


def test_a_message_leaves_as_text_and_html_with_its_links(now: datetime) -> None:
    mail = written(now)
    with smtp_server() as box:
        deliver(mail.pk, now=now)
    (message,) = box.messages
    assert message["To"] == "line@scierie.example"
    assert message["Auto-Submitted"] == "auto-generated"
    tokens = TOKEN.findall(text_of(message))
    assert len(tokens) == 2
    assert TOKEN.findall(text_of(message, "html")) == [tokens[0], tokens[1]]
    assert find_link(ActLink, tokens[0], now=now) == mail.link
    assert f"{tokens[1]}/>" in message["List-Unsubscribe"]
    mail.refresh_from_db()
    assert (mail.state, mail.left_at, mail.attempts) == (MailState.SENT, now, 1)


def test_no_token_stands_in_any_row(now: datetime) -> None:
    mail = written(now)
    with smtp_server() as box:
        deliver(mail.pk, now=now)
    tokens = TOKEN.findall(text_of(box.messages[0]))
    rows = serializers.serialize(
        "json", [*OutgoingMail.objects.all(), *ActLink.objects.all(), *OutboxMessage.objects.all()]
    )
    assert tokens
    assert [token for token in tokens if token in rows] == []


def test_sent_twice_it_leaves_once(now: datetime) -> None:
    mail = written(now)
    with smtp_server() as box:
        deliver(mail.pk, now=now)
        deliver(mail.pk, now=now + timedelta(hours=1))
    assert len(box.messages) == 1


def test_refused_it_waits_longer_each_time_and_is_given_up(now: datetime) -> None:
    mail = written(now)
    waits, moment = [], now
    with smtp_server() as box:
        box.refuses = "451 line@scierie.example is busy"
        for _turn in range(9):
            deliver(mail.pk, now=moment)
            mail.refresh_from_db()
            waits.append(mail.next_try_at - moment)
            moment = max(moment, mail.next_try_at)
    assert mail.state == MailState.FAILED
    assert mail.attempts == 8
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
    assert mail.error == "SMTPDataError 451"


def test_without_a_server_answering_it_is_tried_again(now: datetime, settings: object) -> None:
    mail = written(now)
    with smtp_server():
        pass
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # type: ignore[attr-defined]
    deliver(mail.pk, now=now)
    mail.refresh_from_db()
    assert mail.state == MailState.WAITING
    assert promise_waiting(now=now) == 0
    assert promise_waiting(now=now + timedelta(minutes=1)) == 1
    with smtp_server() as box:
        deliver(mail.pk, now=now + timedelta(minutes=1))
    assert len(box.messages) == 1


def test_a_sender_killed_as_it_left_is_tried_again(now: datetime) -> None:
    mail = written(now)
    claimed = {"state": MailState.SENDING, "attempts": 1, "next_try_at": now + timedelta(minutes=10)}
    OutgoingMail.objects.filter(pk=mail.pk).update(**claimed)
    with smtp_server() as box:
        deliver(mail.pk, now=now + timedelta(minutes=5))
        assert box.messages == []
        deliver(mail.pk, now=now + timedelta(minutes=11))
    assert len(box.messages) == 1


def test_without_a_server_nothing_leaves_and_no_secret_is_made(now: datetime) -> None:
    mail = written(now)
    assert mail.link is not None
    before = mail.link.digest
    deliver(mail.pk, now=now)
    mail.refresh_from_db()
    assert (mail.state, mail.link.digest) == (MailState.KEPT, before)
    assert "[[lien]]" in mail.text


def test_the_queue_holds_a_number_alone(now: datetime) -> None:
    mail = written(now)
    message = OutboxMessage.objects.get(task="workers.tasks.notices.send_mail")
    assert message.arguments == {"mail_id": mail.pk}


def test_whoever_said_no_is_not_written_to(now: datetime) -> None:
    file = make_file()
    OptOut.objects.create(contact=make_contact(file), kind=MailKind.PROFILE_REMINDER, at=now)
    assert write_about_profile(make_shown(file), MailKind.PROFILE_REMINDER, key="two", now=now) is None
    assert OutgoingMail.objects.count() == 0


HOSTILE = "Awa Traoré 418-555-0199 <script>alert(1)</script> {lien} [[lien]]\r\nBcc: all@example.org"


@pytest.mark.parametrize("kind", MailKind.values)
@pytest.mark.parametrize("languages", [("fr-ca",), ("fr-ca", "en-ca")])
def test_hostile_values_stay_text(kind: str, languages: tuple[str, ...]) -> None:
    names = ("nom", "direction", "telephone", "besoin", "jour", "avis")
    values = {language: dict.fromkeys(names, HOSTILE) for language in languages}
    made = compose(kind, languages, values)
    assert "<script" not in made.html
    assert "\n" not in made.subject
    assert "\r" not in made.subject + made.text
    assert made.text.count("[[lien]]") <= len(languages)


def test_no_message_names_the_person_or_repeats_typed_words(now: datetime) -> None:
    file = make_file()
    make_contact(file)
    make_member(file.employer)
    shown = make_shown(file)
    need = shown.match.need
    need.words = "comme Awa Traoré au 418-555-0199"
    need.save()
    file.employer.usual_name = "Awa Traoré 418-555-0199"
    file.employer.save()
    shown.match.stage = "offer"
    shown.match.save()
    tell_event("presented", shown.pk, now=now)
    tell_event("offered", shown.match_id, now=now)
    mails = OutgoingMail.objects.all()
    assert {mail.kind for mail in mails} == {MailKind.PROFILE, MailKind.HIRE}
    everything = " ".join(f"{mail.subject} {mail.text} {mail.html}" for mail in mails)
    for word in ("Awa", "Traor", "555-0", shown.match.candidate.reference):
        assert word not in everything


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_the_name_a_message_has_one_link_and_no_tag_of_its_own(name: str, need: str) -> None:
    made = compose(
        MailKind.STILL_CURRENT, ("fr-ca",), {"fr-ca": {"nom": name, "besoin": need, "jour": "demain"}}
    )
    assert made.html.count('class="act"') == 1
    assert made.html.count("<a ") == 2
    assert len(made.subject.splitlines()) == 1


def test_a_contact_who_wants_no_e_mail_is_written_nothing(now: datetime) -> None:
    file = make_file()
    contact = make_contact(file)
    contact.no_email = True
    contact.save()
    assert write_about_profile(make_shown(file), MailKind.PROFILE_REMINDER, key="one", now=now) is None
    assert not OutgoingMail.objects.exists()


def unable(now: datetime) -> tuple[OutgoingMail, OutgoingMail]:
    """A link to the form of needs and one to a profile, both written while the server refuses everything."""
    file = make_file()
    form = send_need_form(file=file, contact=make_contact(file), by=make_user(), now=now)
    kept = written(now)
    with smtp_server() as box:
        box.refuses = "451 plus tard"
        mails = [OutgoingMail.objects.get(form_link=form), kept]
        for mail in mails:
            deliver(mail.pk, now=now)
    return mails[0], mails[1]


def test_a_link_withdrawn_while_the_server_is_down_never_leaves(now: datetime) -> None:
    form, other = unable(now)
    assert form.form_link is not None
    revoke_need_form_link(link=form.form_link, by=None, now=now)
    later = now + timedelta(hours=1)
    with smtp_server() as box:
        for mail in (form, other):
            deliver(mail.pk, now=later)
            deliver(mail.pk, now=later + timedelta(hours=1))
    assert [message["To"] for message in box.messages] == [other.recipient_email]
    form.refresh_from_db()
    assert (form.state, form.left_at) == (MailState.WITHDRAWN, None)
    assert promise_waiting(now=later + timedelta(days=1)) == 0


@pytest.mark.parametrize("over", ["used", "revoked", "expired", "gone"])
def test_a_message_whose_link_opens_nothing_never_leaves(now: datetime, over: str) -> None:
    mail = written(now)
    links = ActLink.objects.filter(pk=mail.link_id)
    if over == "gone":
        links.delete()
    else:
        day = {"used": {"used_at": now}, "revoked": {"revoked_at": now}, "expired": {"expires_at": now}}
        links.update(**day[over])
    with smtp_server() as box:
        deliver(mail.pk, now=now)
    assert box.messages == []
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.WITHDRAWN, 0)


def test_the_page_of_the_message_says_why_it_did_not_leave(now: datetime, client: Client) -> None:
    form, _other = unable(now)
    OutgoingMail.objects.filter(pk=form.pk).update(state=MailState.WITHDRAWN)
    client.force_login(make_user("admin"))
    assert "n’est pas parti" in client.get(reverse("mail", args=[form.pk])).content.decode()
    assert list(client.get(reverse("mails"), {"etat": "withdrawn"}).context["page"]) == [form]


def test_a_message_of_which_every_sender_died_is_given_up(now: datetime) -> None:
    mail = written(now)
    OutgoingMail.objects.filter(pk=mail.pk).update(state=MailState.SENDING, attempts=50)
    with smtp_server() as box:
        deliver(mail.pk, now=now)
    mail.refresh_from_db()
    assert (box.messages, mail.state) == ([], MailState.FAILED)
