"""Opening directions and service points. Who may do so is decided above, where users are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify

from crm.territory.models import Direction, DirectionCoverage, Municipality, Region, ServicePoint
from crm.territory.services.refusals import NameTaken, RegionServed


@dataclass(frozen=True, slots=True, kw_only=True)
class PointContent:
    """A counter where people are met."""

    name: str
    municipality: Municipality
    address: str
    room: str = ""
    phone: str = ""


@transaction.atomic
def open_direction(*, name_fr: str, name_en: str, regions: list[Region], valid_from: date) -> Direction:
    """A direction that serves these regions from a day. Raises NameTaken, RegionServed."""
    direction = found_direction(name_fr=name_fr, name_en=name_en, valid_from=valid_from)
    served = DirectionCoverage.objects.filter(region__in=regions).filter(
        Q(valid_to=None) | Q(valid_to__gte=valid_from)
    )
    if served.exists():
        raise RegionServed(field="regions")
    for region in regions:
        DirectionCoverage.objects.create(direction=direction, region=region, valid_from=valid_from)
    return direction


def found_direction(*, name_fr: str, name_en: str, valid_from: date) -> Direction:
    """A direction that serves nothing yet. Raises NameTaken."""
    code = slugify(name_fr)[:30].strip("-")
    if not code or Direction.objects.filter(code=code).exists():
        raise NameTaken(field="name_fr")
    return Direction.objects.create(
        code=code, name_fr=name_fr, name_en=name_en or name_fr, valid_from=valid_from
    )


@transaction.atomic
def open_service_point(*, direction: Direction, content: PointContent, valid_from: date) -> ServicePoint:
    """A service point of a direction from a day. Raises NameTaken."""
    code = slugify(content.name)[:40].strip("-")
    if not code or ServicePoint.objects.filter(code=code).exists():
        raise NameTaken(field="name")
    return ServicePoint.objects.create(
        code=code,
        name=content.name,
        direction=direction,
        municipality=content.municipality,
        address=content.address,
        room=content.room,
        phone=content.phone,
        valid_from=valid_from,
    )
