"""Directions, service points and users. The reference data (regions, municipalities) are already loaded."""

from __future__ import annotations

from datetime import date
from itertools import count

from crm.accounts.models import Posting, User
from crm.territory.models import Direction, DirectionCoverage, Municipality, ServicePoint

LONG_AGO = date(2015, 4, 1)
_numbers = count(1)


def make_direction(code: str = "slsj-cn", regions: tuple[str, ...] = ("02", "09")) -> Direction:
    """The direction of that code, made with its regions if it is not there."""
    direction, made = Direction.objects.get_or_create(
        code=code,
        defaults={
            "name_fr": f"Direction régionale {code}",
            "name_en": f"Regional branch {code}",
            "valid_from": LONG_AGO,
        },
    )
    if made:
        for region in regions:
            DirectionCoverage.objects.create(direction=direction, region_id=region, valid_from=LONG_AGO)
    return direction


def make_service_point(municipality: str = "94068", direction: Direction | None = None) -> ServicePoint:
    """A service point in a municipality, by its code (94068 is Saguenay)."""
    number = next(_numbers)
    return ServicePoint.objects.create(
        code=f"point-{number}",
        name=f"Point de services {number}",
        direction=direction or make_direction(),
        municipality=Municipality.objects.get(pk=municipality),
        address=f"{number}, rue des Essais",
        valid_from=LONG_AGO,
    )


def make_user(
    role: str = "advisor",
    direction: Direction | None = None,
    service_point: ServicePoint | None = None,
    name: str = "",
) -> User:
    """A user with one posting since long ago; role "" makes a user without a posting."""
    number = next(_numbers)
    user = User.objects.create_user(
        f"user{number}@example.org", "phrase de passe 123", name=name or f"Essai Numéro{number}"
    )
    if role:
        place = None if role in {"admin", "privacy"} else direction or make_direction()
        Posting.objects.create(
            user=user, role=role, direction=place, service_point=service_point, valid_from=LONG_AGO
        )
    return user
