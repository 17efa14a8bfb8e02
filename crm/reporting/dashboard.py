"""The regional dashboard in one call: the headline with its proof, and what stands around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crm.reporting.figures import Counted, Figure, Territory, TerritoryKind
from crm.reporting.indicators import INDICATORS
from crm.reporting.periods import Period, previous
from crm.reporting.queries_employers import (
    Compared,
    RegionLine,
    supported,
    supported_by_region,
)
from crm.reporting.queries_outcomes import (
    Blocker,
    Flow,
    blocked_in_all,
    blockers,
    flows,
    moved,
    placements_by_place,
)
from crm.reporting.queries_persons import compare_accompanied
from crm.reporting.remembered import remember
from crm.reporting.territories import all_quebec
from crm.territory.models import Mrc, Region


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One line of a table of places; `code` is None for « à préciser »."""

    code: str | None
    name: str
    value: int
    change: int
    placements: int
    steps: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything the page shows, counted at one moment."""

    territory: Territory
    period: Period
    before: Period
    as_of: datetime
    headline: Figure
    headline_before: int
    trend: list[int]
    trend_before: list[int]
    places: list[PlaceLine]
    shared: int
    stats: dict[str, Figure]
    persons_before: int
    regions: list[PlaceLine]
    flows: list[Flow]
    flows_figure: Figure
    blockers: list[Blocker]
    blockers_figure: Figure

    @property
    def change(self) -> int:
        return self.headline.value - self.headline_before

    @property
    def persons_change(self) -> int:
        return self.stats["persons_accompanied"].value - self.persons_before


STATS = ("needs_open", "positions_filled", "placements", "agreements_in_force")


def build_dashboard(
    territory: Territory, period: Period, *, now: datetime, at: str | None = None
) -> Dashboard:
    """Count everything that the dashboard shows for a territory and a period.

    `at` is the revision of what is counted: at the same one, the regions are those of any other territory's board.
    """
    before = previous(period)
    found = supported(territory, period, before)

    def figure(code: str, known: Counted | None = None) -> Figure:
        return INDICATORS[code].figure(territory, period, now=now, known=known)

    moving, blocking = flows(territory, period), blockers(territory, period)
    persons, (persons_before,) = compare_accompanied(territory, period, before)
    return Dashboard(
        territory=territory,
        period=period,
        before=before,
        as_of=now,
        headline=figure("businesses_supported", Counted(found.value, found.unplaced)),
        headline_before=found.before,
        trend=found.trend,
        trend_before=found.trend_before,
        places=place_lines(territory, period, found.places),
        shared=found.shared if territory.kind is not TerritoryKind.MRC else 0,
        stats={"persons_accompanied": figure("persons_accompanied", persons)}
        | {code: figure(code) for code in STATS},
        persons_before=persons_before,
        regions=remember(("regions", period), lambda: _regions(period, before), at=at),
        flows=moving,
        flows_figure=figure("flows", moved(moving, territory)),
        blockers=blocking,
        blockers_figure=figure("blockers", blocked_in_all(blocking)),
    )


def _names(territory: Territory) -> dict[str, str]:
    if territory.kind is TerritoryKind.REGION:
        return {mrc.code: mrc.name for mrc in Mrc.objects.filter(region_id=territory.code)}
    return {region.code: region.name for region in Region.objects.all()}


def place_lines(territory: Territory, period: Period, found: list[Compared]) -> list[PlaceLine]:
    """By MRC in a region, by region in a direction; an MRC has no parts."""
    if territory.kind is TerritoryKind.MRC:
        return []
    names = _names(territory)
    hires = placements_by_place(territory, period)
    return [_line(place, names.get(place.code or "", ""), hires.get(place.code, 0)) for place in found]


def _line(place: Compared, name: str, placements: int) -> PlaceLine:
    return PlaceLine(place.code, name, place.value, place.change, placements)


def _regions(period: Period, before: Period) -> list[PlaceLine]:
    """The 17 regions, those without an act too."""
    found = {line.code: line for line in supported_by_region(period, before)}
    hires = placements_by_place(all_quebec(), period)
    return [
        _region_line(
            region, found.get(region.code, RegionLine(region.code, 0, 0, ())), hires.get(region.code, 0)
        )
        for region in Region.objects.all()
    ]


def _region_line(region: Region, line: RegionLine, hires: int) -> PlaceLine:
    return PlaceLine(region.code, region.name, line.value, line.value - line.before, hires, line.steps)
