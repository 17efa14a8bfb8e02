"""Service points that move and close: the row of before ends on its last day, what follows is a row of its own."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.territory.models import Direction, ServiceOffer, ServicePoint
from crm.territory.services.opening import PointContent
from crm.territory.services.refusals import TerritoryRefused

DAY = timedelta(days=1)


@transaction.atomic
def move_service_point(*, point: ServicePoint, content: PointContent, valid_from: date) -> ServicePoint:
    """The point at another address from a day; the old address stays until the eve. Raises TerritoryRefused."""
    locked = _lock(point)
    if valid_from <= locked.valid_from or (locked.valid_to and valid_from > locked.valid_to):
        raise TerritoryRefused(_("Ce point de services n’est pas ouvert la veille de ce jour."), field="day")
    return continue_point(locked, valid_from, direction=locked.direction, content=content)


@transaction.atomic
def close_service_point(*, point: ServicePoint, last_day: date) -> ServicePoint:
    """Close a point after its last day. Raises TerritoryRefused."""
    locked = _lock(point)
    if last_day < locked.valid_from:
        raise TerritoryRefused(_("La fin ne peut pas précéder le début."), field="day")
    if locked.valid_to and last_day >= locked.valid_to:
        raise TerritoryRefused(_("Ce point de services ferme déjà ce jour-là ou avant."), field="day")
    locked.valid_to = last_day
    locked.save(update_fields=["valid_to"])
    return locked


def _lock(point: ServicePoint) -> ServicePoint:
    locked: ServicePoint = ServicePoint.objects.select_for_update().get(pk=point.pk)
    if ServicePoint.objects.filter(continues=locked).exists():
        raise TerritoryRefused(_("Ce point de services continue déjà ailleurs : changez sa suite."))
    return locked


def continue_point(
    point: ServicePoint, day: date, *, direction: Direction, content: PointContent | None = None
) -> ServicePoint:
    """The same counter from a day in a direction, at another address if one is given; the old row ends on the eve."""
    number = ServicePoint.objects.filter(code__startswith=point.code[:36]).count() + 1
    made = ServicePoint.objects.create(
        code=f"{point.code[:36]}-{number}",
        name=content.name if content else point.name,
        direction=direction,
        municipality=content.municipality if content else point.municipality,
        sector="" if content else point.sector,
        address=content.address if content else point.address,
        room=content.room if content else point.room,
        phone=content.phone if content else point.phone,
        host="" if content else point.host,
        valid_from=day,
        valid_to=point.valid_to,
        continues=point,
    )
    offers = list(point.offers.all())
    for offer in offers:
        offer.pk, offer.service_point = None, made
    ServiceOffer.objects.bulk_create(offers)
    point.valid_to = day - DAY
    point.save(update_fields=["valid_to"])
    return made
