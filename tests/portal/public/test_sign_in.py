"""The way in says what to do without a password, and without an account."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories.people import make_service_point

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "forgotten", "employer"),
    [
        ("fr-ca", "Demandez un lien à la personne pilote", "ouvrez le lien que votre conseillère"),
        ("en-ca", "Ask the administrator of your installation", "open the link that your"),
    ],
)
def test_it_says_whom_to_ask(client: Client, language: str, forgotten: str, employer: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(reverse("sign-in")).content.decode()
    assert forgotten in page
    assert employer in page


def test_an_employer_without_a_link_reads_where_to_ask(client: Client) -> None:
    point = make_service_point()
    assert point.address in client.get(reverse("sign-in")).content.decode()
