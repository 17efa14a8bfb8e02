"""What a new installation shows: every empty list says the first step of the role that reads it, with its link."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.employers import make_member
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
#: Page, role of the reader, and the address that the first step leads to.
FIRST_STEPS = [
    ("files", "advisor", "file-new"),
    ("needs", "advisor", "files"),
    ("matches", "advisor", "needs"),
    ("today", "advisor", "file-new"),
    ("persons", "officer", "person-new"),
    ("matches", "officer", "persons"),
    ("appointments", "officer", "persons"),
    ("partners", "manager", "partner-new"),
    ("agreements", "manager", "agreement-new"),
    ("agreements", "advisor", "partners"),
    ("agreement-new", "manager", "partner-new"),
    ("handovers", "manager", "caseloads"),
    ("today", "officer", "person-new"),
    ("users", "admin", "direction-new"),
    ("user-new", "admin", "direction-new"),
    ("dashboard", "manager", "files"),
    ("bilan", "manager", "agreements"),
    ("read-journal", "privacy", "releases"),
    ("releases", "privacy", "read-journal"),
    ("territories", "admin", "direction-new"),
]


def main_of(client: Client, name: str) -> str:
    page = client.get(reverse(name)).content.decode()
    return page.partition("<main")[2] if name != "bilan" else page.partition("bilan-tools")[2]


@pytest.mark.parametrize("language", ["fr-ca", "en-ca"])
@pytest.mark.parametrize(("name", "role", "step"), FIRST_STEPS)
def test_an_empty_page_leads_to_its_first_step(
    client: Client, name: str, role: str, step: str, language: str
) -> None:
    client.force_login(make_user(role))
    client.cookies["passerelle_language"] = language
    main = main_of(client, name)
    assert f'href="{reverse(step)}' in main
    assert 'class="empty"' in main or "notice" in main


def test_an_employer_without_needs_is_led_to_the_form(client: Client) -> None:
    client.force_login(make_member())
    assert reverse("employer-need-new") in main_of(client, "employer-home")


def test_no_paragraph_of_an_empty_bilan_begins_with_a_pronoun(client: Client) -> None:
    client.force_login(make_user("manager"))
    page = client.get(reverse("bilan")).content.decode()
    assert "<p>Elle " not in page
    assert "La direction régionale soutient les milieux" in page


def test_a_manager_enters_the_first_partner(client: Client) -> None:
    client.force_login(make_user("manager"))
    typed = {"name": "Organisme d’essai", "municipality": "94068", "services": "Accueil"}
    answer = client.post(reverse("partner-new"), typed, follow=True)
    assert "Organisme d’essai" in answer.content.decode()
    again = client.post(reverse("partner-new"), typed)
    assert again.status_code == 422
    assert 'id="id_name-error"' in again.content.decode()


def test_others_may_not_enter_a_partner(client: Client) -> None:
    client.force_login(make_user("advisor"))
    assert client.get(reverse("partner-new")).status_code == 403
