"""Before a profile leaves: what the employer will read, to whom, how, for how long; then one press."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import Noun, User
from crm.candidates.services import revoke_consent
from crm.employers.models import Contact
from crm.matching.models import Match, MatchStage, Presentation
from crm.matching.services import record_presentation_consent
from crm.matching.showing import fingerprint
from crm.portal.lists.makers import page_of_move
from tests.factories.employers import make_member
from tests.factories.matching import make_match, make_sawyer
from tests.factories.needs import make_need

pytestmark = pytest.mark.django_db


@pytest.fixture
def match(advisor: User, officer: User) -> Match:
    """A pair whose person agreed to be presented."""
    need = make_need(french_oral=5)
    Contact.objects.create(employer=need.file.employer, name="Lucie Tremblay", email="lucie@scierie.example")
    made = make_match(need, make_sawyer(french_oral=6, officer=officer), stage="shortlisted")
    today = timezone.localdate()
    record_presentation_consent(match=made, channel="phone", given_on=today, by=advisor, now=timezone.now())
    made.refresh_from_db()
    return made


def read_and_press(client: Client, match: Match, **more: str) -> HttpResponse:
    """What the page's one button sends."""
    address = reverse("match-present", args=[match.pk])
    read = client.get(address).context
    answer: HttpResponse = client.post(address, {"seen": read["seen"], "reach": read["reach"].named, **more})
    return answer


def page_of(client: Client, match: Match) -> str:
    return client.get(reverse("match-present", args=[match.pk])).content.decode()


def test_the_page_of_the_match_leads_to_the_preview_and_writes_nothing(
    signed_in: Client, match: Match
) -> None:
    page = signed_in.get(reverse("match", args=[match.pk])).content.decode()
    assert f'href="{reverse("match-present", args=[match.pk])}?next=' in page
    assert "Ce que l’entreprise lira" in page_of(signed_in, match)
    assert not Presentation.objects.exists()
    match.refresh_from_db()
    assert match.stage == MatchStage.CONSENTED


def test_what_is_previewed_is_word_for_word_what_the_employer_reads(signed_in: Client, match: Match) -> None:
    preview = signed_in.get(reverse("match-present", args=[match.pk])).context["sheet"]
    read_and_press(signed_in, match)
    shown = Presentation.objects.get()
    sheet = signed_in.get(reverse("presentation", args=[shown.pk])).context["sheet"]
    assert preview.sections == sheet.sections
    assert any(
        "niveau 5 : atteint" in line.replace("\xa0", " ") for one in preview.sections for line in one.lines
    )
    assert (preview.addressed, preview.notice) == (sheet.addressed, sheet.notice)


def test_it_says_to_whom_by_which_means_and_until_when(signed_in: Client, match: Match) -> None:
    member = make_member(match.need.file.employer)
    page = page_of(signed_in, match)
    assert "lucie@scierie.example" in page
    assert member.name in page
    context = signed_in.get(reverse("match-present", args=[match.pk])).context
    assert context["shown"].due_on == timezone.localdate() + timedelta(days=10)
    read_and_press(signed_in, match)
    assert Presentation.objects.get().due_on == context["shown"].due_on


def test_nobody_to_tell_is_said_before(signed_in: Client, match: Match) -> None:
    Contact.objects.update(no_email=True)
    page = page_of(signed_in, match)
    assert "lucie@scierie.example" not in page
    assert "ne sera prévenue par personne d’autre que vous" in page


def test_a_profile_that_changed_since_it_was_read_is_shown_again(signed_in: Client, match: Match) -> None:
    address = reverse("match-present", args=[match.pk])
    seen = signed_in.get(address).context["seen"]
    match.candidate.skills.all().delete()
    again = signed_in.post(address, {"seen": seen})
    assert again.status_code == 422
    assert "a changé depuis que vous l’avez lu" in again.content.decode()
    assert not Presentation.objects.exists()
    assert signed_in.post(address, {"seen": again.context["seen"]}).status_code == 302
    assert Presentation.objects.get().content["skills"] == []


@pytest.mark.parametrize("seen", [{}, {"seen": ""}, {"seen": "0" * 32}])
def test_a_press_that_does_not_say_what_was_read_shows_the_page_again(
    signed_in: Client, match: Match, seen: dict[str, str]
) -> None:
    address = reverse("match-present", args=[match.pk])
    again = signed_in.post(address, seen)
    assert again.status_code == 422
    said = (
        "a changé depuis que vous l’avez lu" if seen.get("seen") else "ne disait pas quel profil vous avez lu"
    )
    assert said in again.content.decode()
    assert not Presentation.objects.exists()
    assert signed_in.post(address, {"seen": again.context["seen"]}).status_code == 302


def test_another_recipient_than_the_one_read_is_shown_first(signed_in: Client, match: Match) -> None:
    address = reverse("match-present", args=[match.pk])
    read = signed_in.get(address).context
    typed = {"seen": read["seen"], "reach": read["reach"].named}
    Contact.objects.update(email="autre@scierie.example")
    again = signed_in.post(address, typed)
    assert again.status_code == 422
    assert "le destinataire a changé" in again.content.decode()
    assert "autre@scierie.example" in again.content.decode()
    assert not Presentation.objects.exists()
    assert read_and_press(signed_in, match).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_two_presses_while_the_profile_changes_show_at_most_what_was_read(
    client: Client, match: Match, advisor: User
) -> None:
    """Two people press at once, a third writes: one presentation, of what was read, or none."""
    client.force_login(advisor)
    address, told = reverse("match-present", args=[match.pk]), []
    seen = client.get(address).context["seen"]

    def press() -> None:
        try:
            person = Client()
            person.force_login(advisor)
            told.append(person.post(address, {"seen": seen}).status_code)
        finally:
            connection.close()

    def write() -> None:
        try:
            match.candidate.skills.all().delete()
        finally:
            connection.close()

    people = [threading.Thread(target=work) for work in (press, write, press)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert set(told) <= {302, 422}
    shown = list(Presentation.objects.all())
    assert len(shown) == told.count(302) <= 1
    assert all(fingerprint(one.content) == seen for one in shown)


def test_one_press_presents_and_comes_back(signed_in: Client, match: Match) -> None:
    back = reverse("need-matches", args=[match.need_id])
    answer = read_and_press(signed_in, match, next=back)
    assert answer["Location"] == back
    assert signed_in.post(reverse("match-present", args=[match.pk])).status_code == 422
    assert Presentation.objects.count() == 1


def test_out_of_turn_the_page_leads_back_to_the_match(signed_in: Client, match: Match, officer: User) -> None:
    assert match.presentation_consent is not None
    revoke_consent(consent=match.presentation_consent, by=officer, now=timezone.now())
    answer = signed_in.get(reverse("match-present", args=[match.pk]))
    assert answer["Location"] == reverse("match", args=[match.pk])


def test_who_may_not_decide_is_told_why_and_others_see_nothing(
    client: Client, officer: User, match: Match
) -> None:
    client.force_login(officer)
    address = reverse("match-present", args=[match.pk])
    seen = Match.objects.visible_to(officer).filter(pk=match.pk).exists()
    assert client.get(address).status_code == (403 if seen else 404)
    client.force_login(make_member(match.need.file.employer))
    assert client.get(address).status_code == 404


def test_the_board_leads_to_the_same_page(match: Match) -> None:
    page = page_of_move(Noun.MATCHES, match, MatchStage.CONSENTED, MatchStage.PRESENTED)
    assert page == reverse("match-present", args=[match.pk])


def test_it_speaks_english_and_keeps_its_budget(
    signed_in: Client, match: Match, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    signed_in.cookies["passerelle_language"] = "en-ca"
    page_of(signed_in, match)
    with django_assert_max_num_queries(18):  # type: ignore[operator]
        assert "What the employer will read, word for word" in page_of(signed_in, match)
