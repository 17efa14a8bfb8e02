"""Territories of a count, from what is in force on a day."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from crm.reporting.figures import Territory, TerritoryKind
from crm.territory.models import Direction, DirectionCoverage, Mrc, Region


def region_territory(code: str) -> Territory:
    """A region by its official code; raises Region.DoesNotExist."""
    region = Region.objects.get(code=code)
    return Territory(TerritoryKind.REGION, region.code, region.name, (region.code,))


def mrc_territory(code: str) -> Territory:
    """An MRC by its official code; raises Mrc.DoesNotExist."""
    mrc = Mrc.objects.get(code=code)
    return Territory(TerritoryKind.MRC, mrc.code, mrc.name, (mrc.region_id,))


def direction_territory(code: str, *, day: date) -> Territory:
    """A direction by its code, with the regions that it covers on a day; raises Direction.DoesNotExist."""
    direction = Direction.objects.get(code=code)
    covered = DirectionCoverage.objects.on(day).filter(direction=direction).order_by("region_id")
    regions = tuple(covered.values_list("region_id", flat=True))
    return Territory(TerritoryKind.DIRECTION, direction.code, direction.name, regions, direction.pk)


def all_quebec() -> Territory:
    """All the regions together, each employer and each person once."""
    return Territory(TerritoryKind.QUEBEC, "QC", _("Ensemble du Québec"), tuple(_region_codes()))


def _region_codes() -> list[str]:
    return list(Region.objects.values_list("code", flat=True))


def direction_of_region(code: str, *, day: date) -> Direction | None:
    """The direction that serves a region on a day."""
    coverage = DirectionCoverage.objects.on(day).filter(region_id=code).select_related("direction").first()
    return coverage.direction if coverage else None
