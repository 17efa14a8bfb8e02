"""One account as the administrator works with it: postings, password link, closing, reopening."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from tests.factories.candidates import make_candidate
from tests.factories.employers import make_file, make_member
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db
PHRASE = "quatre rivières sous la neige"


@pytest.fixture
def pilot(db: None) -> User:
    return make_user("admin")


@pytest.fixture
def at_work(client: Client, pilot: User) -> Client:
    client.force_login(pilot)
    return client


def link_of(client: Client, user: User) -> str:
    page = client.post(reverse("user-password-link", args=[user.pk])).content.decode()
    found = re.search(r'id="address" value="http://testserver([^"]+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize("language", ["fr-ca", "en-ca"])
def test_an_account_shows_what_its_person_holds(at_work: Client, advisor: User, language: str) -> None:
    at_work.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    file, person = make_file(lead=advisor), make_candidate(officer=advisor)
    page = at_work.get(reverse("user", args=[advisor.pk])).content.decode()
    assert str(file.employer) in page
    assert person.reference in page
    assert str(person.identity.family_name) not in page
    assert at_work.get(reverse("user", args=[make_member().pk])).status_code == 200


def test_a_posting_ends_and_another_begins(at_work: Client, advisor: User) -> None:
    today, posting = timezone.localdate(), advisor.postings.get()
    end = reverse("posting-end", args=[advisor.pk, posting.pk])
    assert at_work.post(end, {"last_day": today.isoformat()}).status_code == 302
    begin = {
        "role": "officer",
        "direction": make_direction().pk,
        "valid_from": (today + timedelta(days=1)).isoformat(),
    }
    assert at_work.post(reverse("posting-new", args=[advisor.pk]), begin).status_code == 302
    assert advisor.postings.count() == 2
    posting.refresh_from_db()
    assert posting.valid_to == today


def test_a_refused_day_is_said_beside_the_posting(at_work: Client, advisor: User) -> None:
    posting = advisor.postings.get()
    page = at_work.post(reverse("posting-end", args=[advisor.pk, posting.pk]), {"last_day": "2001-01-01"})
    assert page.status_code == 422
    assert f'id="end-{posting.pk}-error"' in page.content.decode()
    begin = {"role": "advisor", "valid_from": timezone.localdate().isoformat()}
    page = at_work.post(reverse("posting-new", args=[advisor.pk]), begin)
    assert page.status_code == 422
    assert 'id="id_direction-error"' in page.content.decode()


def test_the_posting_of_another_account_does_not_end_here(
    at_work: Client, advisor: User, officer: User
) -> None:
    address = reverse("posting-end", args=[officer.pk, advisor.postings.get().pk])
    assert at_work.post(address, {"last_day": timezone.localdate().isoformat()}).status_code == 404


def test_closing_ends_every_session_for_good(at_work: Client, advisor: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(advisor)
    assert elsewhere.get(reverse("partners")).status_code == 200
    assert at_work.post(reverse("user-close", args=[advisor.pk])).status_code == 302
    assert elsewhere.get(reverse("partners")).status_code == 302
    assert at_work.post(reverse("user-reopen", args=[advisor.pk])).status_code == 302
    assert elsewhere.get(reverse("partners")).status_code == 302


def test_closing_with_work_in_hand_asks_first(at_work: Client, advisor: User) -> None:
    make_file(lead=advisor)
    page = at_work.post(reverse("user-close", args=[advisor.pk]))
    assert page.status_code == 422
    assert "encore des dossiers en main" in page.content.decode()
    assert User.objects.get(pk=advisor.pk).is_active
    at_work.post(reverse("user-close", args=[advisor.pk]), {"leaves_work": "on"})
    assert not User.objects.get(pk=advisor.pk).is_active


def test_closing_oneself_is_refused_with_its_reason(at_work: Client, pilot: User) -> None:
    assert "seule une autre personne pilote" in at_work.get(reverse("user", args=[pilot.pk])).content.decode()
    page = at_work.post(reverse("user-close", args=[pilot.pk]))
    assert page.status_code == 422
    assert "On ne ferme pas son propre compte" in page.content.decode()


def test_a_link_lets_its_person_choose_a_password_and_enter_once(at_work: Client, advisor: User) -> None:
    address, guest = link_of(at_work, advisor), Client()
    assert advisor.email in guest.get(address).content.decode()
    different = {"new_password1": PHRASE, "new_password2": "autre chose que cela"}
    page = guest.post(address, different)
    assert page.status_code == 422
    assert 'id="id_new_password2-error"' in page.content.decode()
    assert guest.post(address, {"new_password1": PHRASE, "new_password2": PHRASE}).status_code == 302
    assert guest.get(reverse("partners")).status_code == 200
    over = Client().get(address)
    assert (over.status_code, over["Cache-Control"]) == (410, "no-store")
    advisor.refresh_from_db()
    assert advisor.check_password(PHRASE)


def test_a_closed_account_says_why_it_gets_no_link(at_work: Client, advisor: User) -> None:
    at_work.post(reverse("user-close", args=[advisor.pk]))
    answer = at_work.post(reverse("user-password-link", args=[advisor.pk]), follow=True)
    assert "Rouvrez d’abord le compte." in answer.content.decode()


@pytest.mark.parametrize("role", ["advisor", "officer", "manager", "privacy"])
def test_for_others_an_account_does_not_exist(client: Client, officer: User, role: str) -> None:
    client.force_login(make_user(role))
    assert client.get(reverse("user", args=[officer.pk])).status_code == 404
    for name in ("posting-new", "user-password-link", "user-close", "user-reopen"):
        assert client.post(reverse(name, args=[officer.pk])).status_code == 404


def test_an_account_with_much_in_hand_asks_no_more_queries(
    at_work: Client, advisor: User, django_assert_max_num_queries: Any
) -> None:
    for _number in range(25):
        make_file(lead=advisor)
        make_candidate(officer=advisor)
    with django_assert_max_num_queries(16):
        page = at_work.get(reverse("user", args=[advisor.pk])).content.decode()
    assert "et 5 autres dossiers" in page
