"""The pages that change the territories: seen before it is done, refused beside its field, written once confirmed."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from crm.core.formatting import day
from crm.portal.pilot.territory_forms import FORMS
from crm.territory.models import Direction, DirectionCoverage, ServicePoint, TerritoryChange
from tests.factories.people import make_direction, make_service_point, make_user

pytestmark = pytest.mark.django_db
DAY = "2027-01-01"


def address(verb: str) -> str:
    return reverse("territory-change", args=[verb])


@pytest.fixture
def directions() -> tuple[Direction, Direction]:
    return make_direction("lac", ("02", "10")), make_direction("cote", ("09",))


@pytest.fixture
def browser(client: Client) -> Client:
    client.force_login(make_user("admin"))
    return client


def sent(verb: str, of_two: tuple[Direction, Direction], **changed: object) -> dict[str, object]:
    """What the form of a verb sends; a direction that closes serves nothing any more."""
    lake, shore = of_two
    point = ServicePoint.objects.first() or make_service_point(direction=lake)
    empty = Direction.objects.filter(coverages=None).first() or make_direction("vide", ())
    of = {
        "fusionner": {"directions": [lake.pk, shore.pk], "name_fr": "Lac et Côte"},
        "scinder": {"direction": lake.pk, "regions": ["10"], "name_fr": "Nord"},
        "confier": {"direction": lake.pk, "regions": ["10"], "into": shore.pk},
        "fermer": {"direction": empty.pk},
        "demenager-un-point": {"point": point.pk, "municipality": "94068", "address": "12, rue Neuve"},
        "fermer-un-point": {"point": point.pk},
    }
    return {"day": DAY, **of[verb], **changed}


@pytest.mark.parametrize("verb", list(FORMS))
def test_a_change_is_seen_before_it_is_confirmed(
    browser: Client, directions: tuple[Direction, Direction], verb: str
) -> None:
    data = sent(verb, directions)
    seen = browser.post(address(verb), data)
    assert seen.status_code == 200, seen.context["form"].errors
    assert "Les chiffres d’avant restent les mêmes" in seen.content.decode()
    assert not TerritoryChange.objects.exists()
    assert browser.post(address(verb), {**data, "confirm": "1"}).status_code == 302
    assert TerritoryChange.objects.get().day.isoformat() == DAY
    assert day(date.fromisoformat(DAY)) in browser.get(reverse("territories")).content.decode()


def test_what_is_previewed_is_what_is_written(
    browser: Client, directions: tuple[Direction, Direction]
) -> None:
    browser.post(address("confier"), sent("confier", directions, confirm="1"))
    rows = DirectionCoverage.objects.filter(region_id="10").order_by("valid_from")
    assert [(row.direction, row.valid_to and row.valid_to.isoformat()) for row in rows] == [
        (directions[0], "2026-12-31"),
        (directions[1], None),
    ]


@pytest.mark.parametrize(
    ("verb", "name", "typed"),
    [
        ("fusionner", "day", "hier"),
        ("fusionner", "day", "1900-01-01"),
        ("fusionner", "into", "999999"),
        ("fusionner", "directions", "999999"),
        ("scinder", "direction", ""),
        ("scinder", "name_fr", "x" * 161),
        ("scinder", "regions", ["02", "10"]),
        ("confier", "regions", ["09"]),
        ("confier", "into", ""),
        ("fermer", "direction", "999999"),
        ("demenager-un-point", "municipality", "99999"),
        ("demenager-un-point", "address", ""),
        ("fermer-un-point", "day", "1900-01-01"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    browser: Client, directions: tuple[Direction, Direction], verb: str, name: str, typed: object
) -> None:
    answer = browser.post(address(verb), {**sent(verb, directions, **{name: typed}), "confirm": "1"})
    assert answer.status_code == 422
    assert f'id="id_{name}-error"' in answer.content.decode()
    assert not TerritoryChange.objects.exists()


@pytest.mark.parametrize("role", ["advisor", "officer", "manager", "privacy", ""])
def test_to_others_these_pages_do_not_exist(client: Client, role: str) -> None:
    client.force_login(make_user(role))
    assert {client.get(address(verb)).status_code for verb in FORMS} == {404}
    assert client.post(address("fusionner")).status_code == 404


def test_a_verb_that_is_none_is_not_found(browser: Client) -> None:
    assert browser.get(address("vendre")).status_code == 404
