"""What the house writes is read for prohibited grounds too: a warning with its reason and way out, never a refusal."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from crm.needs.rules.wording import wording_warnings
from crm.notices import house
from crm.notices.models import MailTemplate
from tests.factories.employers import make_file
from tests.factories.notices import make_contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def manages(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


@pytest.mark.parametrize(
    ("language", "words", "way_out"),
    [
        ("fr-ca", "Nous cherchons de jeunes hommes.", "Nommez la tâche"),
        ("en-ca", "We look for young men.", "lift 20 kg"),
    ],
)
def test_a_text_is_warned_about_in_its_readers_language_and_still_kept(
    manages: Client, language: str, words: str, way_out: str
) -> None:
    manages.cookies["passerelle_language"] = language
    address = reverse("mail-text", args=["meeting", language])
    seen = manages.post(address, {"subject": "Rencontre", "body": words, "act": "see"}).content.decode()
    assert way_out in seen
    assert manages.post(address, {"subject": "x", "body": words, "act": "keep"}).status_code == 302
    assert way_out in manages.get(address).content.decode()
    assert address in manages.get(reverse("mail-texts")).content.decode().split("notice-warn")[1]


def test_words_are_looked_at_while_they_are_typed(manages: Client) -> None:
    assert "warn-body" in manages.get(reverse("mail-text", args=["meeting", "fr-ca"])).content.decode()
    piece = manages.post(reverse("wording-check"), {"body": "sans accent"}).content.decode()
    assert "notice-warn" in piece


def test_an_advisor_is_warned_before_such_a_text_leaves(client: Client, advisor: User, manager: User) -> None:
    file = make_file()
    contact = make_contact(file)
    MailTemplate.objects.create(
        kind="meeting",
        language="fr-ca",
        subject="Rencontre",
        body="Des femmes seulement.",
        written_at=timezone.now(),
        written_by=manager,
    )
    client.force_login(advisor)
    address = reverse("mail-write", args=[file.pk])
    form = client.get(address).context["form"]
    sent = {"contact": contact.pk, "kind": "meeting", "key": form.initial["key"], "act": "see"}
    assert "notice-warn" in client.post(address, sent).content.decode()


def test_the_house_touches_no_ground_itself() -> None:
    texts = [f"{s}\n{b}" for kinds in house.TEXTS.values() for s, b in kinds.values()]
    assert [text for text in texts if wording_warnings(text)] == []
