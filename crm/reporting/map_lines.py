"""What a map shows: every region of Québec, or every MRC of one region, those without an act too."""

from __future__ import annotations

from dataclasses import dataclass

from crm.reporting.figures import Territory, TerritoryKind
from crm.reporting.periods import Period, previous
from crm.reporting.queries_employers import Compared, supported
from crm.reporting.queries_outcomes import placements_by_place
from crm.reporting.territories import all_quebec, region_territory
from crm.territory.models import Mrc, Region


@dataclass(frozen=True, slots=True)
class MapLine:
    """A place: businesses supported, the change since the period before, placements; `value` is what is drawn."""

    code: str
    name: str
    businesses: int
    change: int
    placements: int
    value: int


def mapped(territory: Territory) -> Territory:
    """The territory whose parts are drawn: the region of a region or of an MRC, else all of Québec."""
    if territory.kind is TerritoryKind.REGION:
        return territory
    if territory.kind is TerritoryKind.MRC:
        return region_territory(territory.region_codes[0])
    return all_quebec()


def map_lines(whole: Territory, period: Period, *, placements: bool) -> list[MapLine]:
    """The parts of what is mapped, in the order of their names or codes."""
    found = {place.code: place for place in supported(whole, period, previous(period)).places}
    hires = placements_by_place(whole, period)
    places: list[Region] | list[Mrc] = (
        list(Mrc.objects.filter(region_id=whole.code))
        if whole.kind is TerritoryKind.REGION
        else list(Region.objects.all())
    )
    return [
        _line(
            found.get(place.code, Compared(place.code, 0, 0)),
            place.name,
            hires.get(place.code, 0),
            placements,
        )
        for place in places
    ]


def _line(place: Compared, name: str, hires: int, placements: bool) -> MapLine:
    drawn = hires if placements else place.value
    return MapLine(place.code or "", name, place.value, place.change, hires, drawn)
