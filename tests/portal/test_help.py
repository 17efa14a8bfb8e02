"""Help where it is needed: every topic stands somewhere in its place, and together on the page of help."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from crm.accounts.models import User
from crm.portal.help_topics import TOPICS
from tests.factories.employers import make_member
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
TEMPLATES = Path("crm/templates")


def test_every_topic_stands_in_its_place_and_no_place_asks_an_unknown_one() -> None:
    asked = {
        code
        for path in TEMPLATES.rglob("*.html")
        for code in re.findall(r'{% help "([^"]+)" %}', path.read_text())
    }
    assert asked == set(TOPICS)


@pytest.mark.parametrize("language", ["fr-ca", "en-ca"])
@pytest.mark.parametrize("role", ["advisor", "officer", "manager", "privacy", "admin"])
def test_staff_read_every_topic_in_their_language(client: Client, role: str, language: str) -> None:
    client.force_login(make_user(role))
    client.cookies["passerelle_language"] = language
    page = client.get(reverse("help")).content.decode()
    assert all(f'id="{code}"' in page for code in TOPICS)
    assert ("Les trois consentements" in page) is (language == "fr-ca")


def test_an_employer_reads_what_concerns_it(client: Client) -> None:
    client.force_login(make_member())
    page = client.get(reverse("help")).content.decode()
    assert 'id="profile"' in page
    assert 'id="caseload"' not in page


def test_every_page_carries_its_keys_and_the_way_to_help(signed_in: Client, advisor: User) -> None:
    page = signed_in.get(reverse("needs")).content.decode()
    assert 'id="keys"' in page
    assert f'href="{reverse("help")}"' in page
    assert 'data-key="?"' in page
