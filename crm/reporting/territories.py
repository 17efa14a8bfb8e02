"""Territories of a count, from what is in force on a day."""

from __future__ import annotations

from collections.abc import Callable, Collection
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
    return territory_of(Direction.objects.get(code=code), day=day)


def territory_of(direction: Direction, *, day: date) -> Territory:
    """A direction with the regions that it covers on a day."""
    covered = DirectionCoverage.objects.on(day).filter(direction=direction).order_by("region_id")
    regions = tuple(covered.values_list("region_id", flat=True))
    return Territory(TerritoryKind.DIRECTION, direction.code, direction.name, regions, direction.pk)


def all_quebec() -> Territory:
    """All the regions together, each employer and each person once."""
    return Territory(TerritoryKind.QUEBEC, "QC", _("Ensemble du Québec"), tuple(_region_codes()))


def find_territory(kind: str, code: str, *, day: date) -> Territory:
    """A territory by its kind and code, named in the language in force; raises the DoesNotExist of its table."""
    finders: dict[str, Callable[[], Territory]] = {
        "region": lambda: region_territory(code),
        "direction": lambda: direction_territory(code, day=day),
        "mrc": lambda: mrc_territory(code),
        "quebec": all_quebec,
    }
    return finders[kind]()


def territory_names(asked: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Names in the language in force by kind and code, in one query a kind; what no longer exists has none."""
    tables: dict[str, type[Region] | type[Direction] | type[Mrc]] = {
        "region": Region,
        "direction": Direction,
        "mrc": Mrc,
    }
    names = {("quebec", "QC"): _("Ensemble du Québec")}
    for kind, table in tables.items():
        codes = [code for of, code in asked if of == kind]
        if codes:
            names |= {(kind, one.code): one.name for one in table._default_manager.filter(code__in=codes)}
    return names


def _region_codes() -> list[str]:
    return list(Region.objects.values_list("code", flat=True))


def served_since(territory: Territory, *, day: date) -> tuple[str, date | None, tuple[str, ...]]:
    """The direction that serves a territory on a day, since when, and the other regions that it serves."""
    if territory.kind is TerritoryKind.DIRECTION:
        direction = Direction.objects.get(code=territory.code)
        return direction.name, direction.valid_from, ()
    in_force = DirectionCoverage.objects.on(day).select_related("direction", "region")
    mine = (
        in_force.filter(region_id__in=territory.region_codes).first()
        if len(territory.region_codes) == 1
        else None
    )
    if mine is None:
        return "", None, ()
    others = in_force.filter(direction=mine.direction).exclude(region=mine.region).order_by("region_id")
    return mine.direction.name, mine.valid_from, tuple(coverage.region.name for coverage in others)
