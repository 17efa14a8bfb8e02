"""An administrator opens the directions and service points of a new installation."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from crm.accounts.models import User
from crm.accounts.services import add_direction, add_service_point
from crm.core.errors import Forbidden
from crm.territory.models import Direction, Municipality, Region, ServicePoint
from crm.territory.services import NameTaken, PointContent, RegionServed
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
FROM = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


@pytest.fixture
def pilot() -> User:
    return make_user(role="admin")


def open_mauricie(by: User, name: str = "Direction de la Mauricie") -> Direction:
    return add_direction(
        name_fr=name,
        name_en="",
        regions=list(Region.objects.filter(code="04")),
        valid_from=FROM,
        by=by,
        now=NOW,
    )


def content(name: str = "Trois-Rivières") -> PointContent:
    return PointContent(name=name, municipality=Municipality.objects.all()[0], address="1, rue des Essais")


def test_a_direction_serves_its_regions_from_its_day(pilot: User) -> None:
    direction = open_mauricie(pilot)
    assert [row.region_id for row in direction.coverages.all()] == ["04"]
    assert direction.name_en == direction.name_fr


def test_a_region_has_one_direction_a_day(pilot: User) -> None:
    open_mauricie(pilot)
    with pytest.raises(RegionServed):
        open_mauricie(pilot, "Autre direction")


def test_a_name_is_taken_once(pilot: User) -> None:
    open_mauricie(pilot)
    with pytest.raises(NameTaken):
        open_mauricie(pilot)


def test_a_service_point_belongs_to_its_direction(pilot: User) -> None:
    direction = open_mauricie(pilot)
    point = add_service_point(direction=direction, content=content(), valid_from=FROM, by=pilot, now=NOW)
    assert point.direction == direction
    with pytest.raises(NameTaken):
        add_service_point(direction=direction, content=content(), valid_from=FROM, by=pilot, now=NOW)


def test_an_advisor_opens_none(advisor: User) -> None:
    with pytest.raises(Forbidden):
        open_mauricie(advisor, "Direction interdite")


def test_the_pages_lead_from_nothing_to_a_service_point(client: Client, pilot: User) -> None:
    client.force_login(pilot)
    answer = client.post(
        "/territoires/directions/nouvelle/",
        {"name_fr": "Direction de l’Estrie", "name_en": "", "valid_from": "2026-11-23", "regions": ["05"]},
    )
    assert answer.status_code == 302
    direction = Direction.objects.get(name_fr="Direction de l’Estrie")
    answer = client.post(
        "/territoires/points/nouveau/",
        {
            "direction": direction.pk,
            "name": "Sherbrooke",
            "municipality": "94068",
            "address": "2, rue des Essais",
            "room": "",
            "phone": "",
            "valid_from": "2026-11-23",
        },
    )
    assert answer.status_code == 302
    assert ServicePoint.objects.get(name="Sherbrooke").direction == direction
    assert "Sherbrooke" in client.get("/territoires/").content.decode()


def test_a_direction_without_a_region_is_told_beside_the_field(client: Client, pilot: User) -> None:
    client.force_login(pilot)
    answer = client.post(
        "/territoires/directions/nouvelle/", {"name_fr": "Sans région", "valid_from": "2026-11-23"}
    )
    assert answer.status_code == 422
    assert "Sans région" in answer.content.decode()


def test_an_advisor_finds_no_such_page(signed_in: Client) -> None:
    assert signed_in.get("/territoires/").status_code == 404
