"""An employer without an account reads the profiles shown for its needs and answers them, by the link alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from crm.accounts.links import make_link
from crm.employers.models import Contact, NeedFormLink
from crm.matching.models import Presentation
from crm.needs.models import LabourNeed
from tests.factories.matching import make_match, make_presentation, make_sawyer
from tests.factories.needs import make_need, make_need_link

pytestmark = pytest.mark.django_db


def linked(*, contact: bool = False) -> tuple[LabourNeed, str]:
    """A need sent with a link for nobody in particular, and the token that follows it."""
    need = make_need()
    link, token = make_need_link(need.file)
    LabourNeed.objects.filter(pk=need.pk).update(submitted_link=link)
    if contact:
        who = Contact.objects.create(employer=need.file.employer, name="Line Essai")
        now = datetime.now(UTC)
        lasts = timedelta(days=30)
        _link, token = make_link(NeedFormLink, by=None, now=now, lasts=lasts, file=need.file, contact=who)
    return need, token


def shown(need: LabourNeed, *, named: bool = False) -> Presentation:
    person = make_sawyer(name=("Awa", "Traoré"))
    match = make_match(need, person, stage="mutual_interest" if named else "presented")
    return make_presentation(match, named=named)


def page_of(client: Client, token: str) -> str:
    return client.get(reverse("need-link-status", args=[token])).content.decode()


def answer(client: Client, token: str, presentation: Presentation, **said: str) -> str:
    path = reverse("need-link-answer", args=[token, presentation.pk])
    return client.post(path, said, follow=True).content.decode()


def test_the_profile_is_on_the_page_and_names_nobody(client: Client) -> None:
    need, token = linked()
    profile = shown(need)
    page = page_of(client, token)
    assert profile.profile_number in page
    for word in ("Awa", "Traoré", "PC-", "82,0", "admissible"):
        assert word not in page


def test_interest_is_one_press(client: Client) -> None:
    need, token = linked()
    profile = shown(need)
    assert "a reçu votre réponse" in answer(client, token, profile, answer="interested")
    profile.refresh_from_db()
    assert profile.answer == "interested"
    assert profile.match.__class__.objects.get(pk=profile.match_id).stage == "mutual_interest"
    assert "n’est plus attendue" in answer(client, token, profile, answer="interested")


def test_a_no_without_reason_is_asked_for_one(client: Client) -> None:
    need, token = linked()
    profile = shown(need)
    assert "Choisissez un motif" in answer(client, token, profile, answer="not_interested")
    assert "Choisissez un motif" in answer(client, token, profile, answer="not_interested", reason="\x00")
    profile.refresh_from_db()
    assert profile.answered_at is None


def test_another_link_neither_reads_nor_answers(client: Client) -> None:
    need, _token = linked()
    profile = shown(need)
    _other, token = linked()
    assert profile.profile_number not in page_of(client, token)
    path = reverse("need-link-answer", args=[token, profile.pk])
    assert client.post(path, {"answer": "interested"}).status_code == 404


def test_a_name_is_read_only_with_a_link_made_for_a_contact(client: Client) -> None:
    need, token = linked()
    shown(need, named=True)
    page = page_of(client, token)
    assert "Traoré" not in page
    assert "un lien à votre nom" in page
    need, token = linked(contact=True)
    shown(need, named=True)
    assert "Traoré" in page_of(client, token)


def test_a_withdrawn_profile_is_gone(client: Client) -> None:
    need, token = linked()
    profile = shown(need)
    Presentation.objects.update(undone_at=datetime.now(UTC))
    assert profile.profile_number not in page_of(client, token)
