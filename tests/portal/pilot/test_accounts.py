"""Accounts as the administrator makes them, and the page behind the one-time link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from crm.accounts.models import User
from crm.accounts.services import invite_first_administrator
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db
PHRASE = "quatre rivières sous la neige"
FIRST = {"name": "Pilote Essai", "email": "pilote@example.org", "password": PHRASE, "again": PHRASE}


@pytest.fixture
def at_work(client: Client) -> Client:
    client.force_login(make_user(role="admin"))
    return client


def link(**ago: int) -> str:
    return f"/premier-compte/{invite_first_administrator(now=timezone.now() - timedelta(**ago))}/"


def test_the_link_makes_the_account_and_opens_the_session(client: Client) -> None:
    path = link()
    assert client.get(path).status_code == 200
    assert client.post(path, FIRST)["Location"] == "/territoires/"
    assert "Ouvrir une direction" in client.get("/territoires/").content.decode()
    assert "/territoires/directions/nouvelle/" in client.get("/comptes/").content.decode()
    assert "/territoires/directions/nouvelle/" in client.get("/comptes/nouveau/").content.decode()
    assert client.get(path).status_code == 410


def test_two_passwords_that_differ_are_refused_and_the_rest_is_kept(client: Client) -> None:
    page = client.post(link(), {**FIRST, "again": "autre chose que cela"})
    assert page.status_code == 422
    assert "ne sont pas les mêmes" in page.content.decode()
    assert "pilote@example.org" in page.content.decode()
    assert not User.objects.exists()


def test_a_link_that_is_over_says_so_and_one_that_never_was_does_not_exist(client: Client) -> None:
    assert client.get(link(minutes=16)).status_code == 410
    assert client.get("/premier-compte/inconnu/").status_code == 404


def test_an_account_is_made_with_its_posting(at_work: Client) -> None:
    form = {
        "name": "Ana Agente",
        "email": "ana@example.org",
        "language": "fr-ca",
        "role": "officer",
        "direction": make_direction().pk,
        "valid_from": timezone.localdate().isoformat(),
        "password": PHRASE,
    }
    at_work.post("/comptes/nouveau/", form)
    assert User.objects.get(email="ana@example.org").postings.get().role == "officer"
    assert "Ana Agente" in at_work.get("/comptes/?q=agente").content.decode()


def test_a_role_without_its_direction_is_said_beside_the_field(at_work: Client) -> None:
    form = {
        "name": "Ana Agente",
        "email": "ana@example.org",
        "language": "fr-ca",
        "role": "officer",
        "valid_from": timezone.localdate().isoformat(),
        "password": PHRASE,
    }
    page = at_work.post("/comptes/nouveau/", form)
    assert page.status_code == 422
    assert "Une affectation se fait dans une direction" in page.content.decode()
    assert "Ana Agente" in page.content.decode()


@pytest.mark.parametrize("role", ["advisor", "officer", "manager", "privacy"])
def test_for_others_the_accounts_do_not_exist(role: str, client: Client) -> None:
    client.force_login(make_user(role=role))
    assert client.get("/comptes/").status_code == 404
    assert client.post("/comptes/nouveau/", {}).status_code == 404


def test_the_list_asks_no_more_for_many_than_for_one(
    at_work: Client, django_assert_max_num_queries: Any
) -> None:
    for _number in range(10):
        make_user(role="officer")
    with django_assert_max_num_queries(10):
        at_work.get("/comptes/")
