"""An employer without an account reads the profiles shown for its needs and answers them, once it gave its code."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from crm.accounts.links import make_link
from crm.employers.models import NeedFormLink
from crm.matching.models import Presentation
from crm.needs.models import LabourNeed
from crm.notices.models import ActLink, OutgoingMail
from crm.notices.services.delivery import mint_code
from crm.portal.profile_words import profiles_in_words
from tests.factories.matching import make_match, make_presentation, make_sawyer
from tests.factories.needs import make_need, make_need_link
from tests.factories.notices import make_contact

pytestmark = pytest.mark.django_db
ADDRESS = "line@scierie.example"


def linked(*, email: str | None = ADDRESS) -> tuple[LabourNeed, str]:
    """A need, and the token of a link that follows it: for a contact with that address, or for nobody (None)."""
    need = make_need()
    if email is None:
        link, token = make_need_link(need.file)
        LabourNeed.objects.filter(pk=need.pk).update(submitted_link=link)
        return need, token
    who, now = make_contact(need.file, email=email), datetime.now(UTC)
    lasts = timedelta(days=30)
    _link, token = make_link(NeedFormLink, by=None, now=now, lasts=lasts, file=need.file, contact=who)
    return need, token


def shown(need: LabourNeed, *, named: bool = False) -> Presentation:
    person = make_sawyer(name=("Awa", "Traoré"))
    match = make_match(need, person, stage="mutual_interest" if named else "presented")
    return make_presentation(match, named=named)


def page_of(client: Client, token: str) -> str:
    return client.get(reverse("need-link-status", args=[token])).content.decode()


def sent_code(client: Client, token: str) -> str:
    """Ask for a code on the page; the digits that its recipient would read."""
    client.post(reverse("need-link-profiles", args=[token]), {"act": "send"})
    gate = ActLink.objects.get(form_link__digest=NeedFormLink.objects.latest("pk").digest)
    return mint_code(gate.codes.all()[0], now=timezone.now())


def give(client: Client, token: str, digits: str) -> int:
    return client.post(
        reverse("need-link-profiles", args=[token]), {"act": "open", "code": digits}
    ).status_code


def opened(client: Client, *, named: bool = False) -> tuple[Presentation, str]:
    """A profile, and the token of a link whose code this browser gave."""
    need, token = linked()
    profile = shown(need, named=named)
    assert give(client, token, sent_code(client, token)) == 302
    return profile, token


def answer(client: Client, token: str, presentation: Presentation, **said: str) -> str:
    path = reverse("need-link-answer", args=[token, presentation.pk])
    return client.post(path, said, follow=True).content.decode()


def words_of(profile: Presentation) -> list[str]:
    """What would tell something of the person: number, titles, skills and licence of the profile, name."""
    said = profiles_in_words([profile], today=timezone.localdate())[0]
    assert said.occupations
    return [profile.profile_number, *said.occupations, *said.skills, "Awa", "Traoré", "PC-", "82,0"]


@pytest.mark.parametrize("email", [ADDRESS, "", None])
def test_before_the_code_the_link_tells_nothing_of_anybody(client: Client, email: str | None) -> None:
    need, token = linked(email=email)
    profile = shown(need)
    for page in (
        page_of(client, token),
        client.get(reverse("need-link-profiles", args=[token]), follow=True),
    ):
        text = page if isinstance(page, str) else page.content.decode()
        assert not [word for word in words_of(profile) if word in text]
    assert "Un profil vous a été proposé" in page_of(client, token)


def test_the_titles_and_skills_of_a_profile_are_read_after_the_code_alone(client: Client) -> None:
    profile, token = opened(client)
    text = page_of(client, token)
    assert profile.profile_number in text
    assert escape(words_of(profile)[1]) in text
    assert not [word for word in ("Awa", "Traoré", "PC-", "82,0", "admissible") if word in text]
    assert profile.profile_number not in page_of(Client(), token)


@pytest.mark.parametrize("email", ["", None])
def test_a_link_without_an_address_says_whom_to_ask_and_sends_nothing(
    client: Client, email: str | None
) -> None:
    need, token = linked(email=email)
    shown(need)
    assert "un lien à votre nom" in page_of(client, token)
    client.post(reverse("need-link-profiles", args=[token]), {"act": "send"})
    assert not OutgoingMail.objects.exists()


def test_the_code_goes_to_the_contact_and_stands_in_no_page(client: Client) -> None:
    need, token = linked()
    shown(need)
    digits = sent_code(client, token)
    assert OutgoingMail.objects.get().recipient_email == ADDRESS
    text = client.get(reverse("need-link-profiles", args=[token])).content.decode()
    assert digits not in text
    assert ADDRESS not in text
    assert "l•••@scierie.example" in text


def test_the_code_of_one_link_opens_no_other(client: Client) -> None:
    _profile, _token = opened(client)
    need, other = linked()
    profile = shown(need)
    assert profile.profile_number not in page_of(client, other)


def test_an_answer_before_the_code_changes_nothing(client: Client) -> None:
    need, token = linked()
    profile = shown(need)
    assert profile.profile_number not in answer(client, token, profile, answer="interested")
    profile.refresh_from_db()
    assert profile.answered_at is None


def test_looking_sends_no_code_and_writes_nothing(client: Client) -> None:
    need, token = linked()
    shown(need)
    for method in (client.get, client.head):
        assert method(reverse("need-link-profiles", args=[token])).status_code == 200
    assert not ActLink.objects.exists()


def test_brute_force_ends_with_the_profiles_closed_and_the_needs_open(client: Client) -> None:
    """Five guesses a code, three codes an hour, fifteen in all; the form of the link is used as before."""
    need, token = linked()
    profile = shown(need)
    answers = []
    for _turn in range(3):
        right = sent_code(client, token)
        wrong = "000000" if right != "000000" else "111111"
        answers += [give(client, token, wrong) for _guess in range(5)]
    assert answers == [422] * 14 + [410]
    assert give(client, token, right) == 410
    closed = client.get(reverse("need-link-profiles", args=[token]))
    assert closed.status_code == 410
    assert "Trop de codes erronés" in closed.content.decode()
    assert profile.profile_number not in page_of(client, token)
    assert client.get(reverse("need-link", args=[token])).status_code == 200


def test_a_fourth_code_within_an_hour_is_refused(client: Client) -> None:
    need, token = linked()
    shown(need)
    for _turn in range(3):
        sent_code(client, token)
    refused = client.post(reverse("need-link-profiles", args=[token]), {"act": "send"})
    assert refused.status_code == 422
    assert "Attendez une heure" in refused.content.decode()


def test_a_revoked_link_shows_no_profile_even_where_it_was_opened(client: Client) -> None:
    profile, token = opened(client)
    NeedFormLink.objects.update(revoked_at=timezone.now())
    assert client.get(reverse("need-link-status", args=[token])).status_code == 410
    assert profile.profile_number not in page_of(client, token)


def test_interest_is_one_press(client: Client) -> None:
    profile, token = opened(client)
    assert "a reçu votre réponse" in answer(client, token, profile, answer="interested")
    profile.refresh_from_db()
    assert profile.answer == "interested"
    assert profile.match.__class__.objects.get(pk=profile.match_id).stage == "mutual_interest"
    assert "n’est plus attendue" in answer(client, token, profile, answer="interested")


def test_a_no_without_reason_is_asked_for_one(client: Client) -> None:
    profile, token = opened(client)
    assert "Choisissez un motif" in answer(client, token, profile, answer="not_interested")
    assert "Choisissez un motif" in answer(client, token, profile, answer="not_interested", reason="\x00")
    profile.refresh_from_db()
    assert profile.answered_at is None


def test_another_link_neither_reads_nor_answers(client: Client) -> None:
    mine, token = opened(client)
    other = shown(make_need())
    assert other.profile_number not in page_of(client, token)
    path = reverse("need-link-answer", args=[token, other.pk])
    assert client.post(path, {"answer": "interested"}).status_code == 404
    assert mine.profile_number in page_of(client, token)


def test_a_name_that_was_given_is_read_after_the_code(client: Client) -> None:
    _profile, token = opened(client, named=True)
    assert "Traoré" in page_of(client, token)
    assert "Traoré" not in page_of(Client(), token)


def test_a_withdrawn_profile_is_gone(client: Client) -> None:
    profile, token = opened(client)
    Presentation.objects.update(undone_at=datetime.now(UTC))
    assert profile.profile_number not in page_of(client, token)
