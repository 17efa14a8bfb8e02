"""The demo's door exists only when every condition holds."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from crm.accounts.demo_door import door_is_open, is_loopback
from crm.accounts.models import User
from crm.core.services import mark_installation
from tests import factories

pytestmark = pytest.mark.django_db
HERE = {"host": "127.0.0.1:8000", "remote_address": "127.0.0.1"}


@pytest.fixture
def demo_person(settings: Settings, now: datetime) -> User:
    """A demo whose door may open: marked, started by `up`, one person offered."""
    settings.DEMO_DOOR = True
    mark_installation(demo=True, now=now)
    user = factories.make_user()
    User.objects.update(is_demo=True, offered_at_door=1, door_label_fr="Entrer comme essai")
    return user


def test_the_door_is_open_when_all_conditions_hold(demo_person: User) -> None:
    assert door_is_open(**HERE)


def test_one_real_account_closes_the_door(demo_person: User) -> None:
    factories.make_user(name="Vraie Personne")
    assert not door_is_open(**HERE)


def test_a_start_without_up_closes_the_door(demo_person: User, settings: Settings) -> None:
    settings.DEMO_DOOR = False
    assert not door_is_open(**HERE)


def test_an_unmarked_database_has_no_door(settings: Settings) -> None:
    settings.DEMO_DOOR = True
    assert not door_is_open(**HERE)


@pytest.mark.parametrize(
    "host", ["passerelle.example", "10.0.0.4:8000", "127.0.0.1.example.org", "localhost.example"]
)
def test_another_host_than_this_machine_closes_the_door(demo_person: User, host: str) -> None:
    assert not door_is_open(host=host, remote_address="127.0.0.1")


def test_a_caller_from_elsewhere_finds_the_door_closed(demo_person: User) -> None:
    assert not door_is_open(host="127.0.0.1:8000", remote_address="192.0.2.7")


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "127.0.0.1", "127.9.9.9:80", "[::1]:8000", "::1"]
)
def test_loopback_names_are_recognised(host: str) -> None:
    assert is_loopback(host)


def test_one_click_signs_in_as_the_demo_person(client: Client, demo_person: User) -> None:
    response = client.post(f"/entrer/demo/{demo_person.pk}/", headers={"host": "127.0.0.1"})
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(demo_person.pk)


def test_a_closed_door_answers_as_if_it_did_not_exist(
    client: Client, demo_person: User, settings: Settings
) -> None:
    settings.DEMO_DOOR = False
    response = client.post(f"/entrer/demo/{demo_person.pk}/", headers={"host": "127.0.0.1"})
    assert response.status_code == 404


def test_the_sign_in_page_names_the_demo_people(client: Client, demo_person: User) -> None:
    assert "Entrer comme essai" in client.get("/entrer/", headers={"host": "127.0.0.1"}).content.decode()
