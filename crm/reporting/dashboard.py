"""The regional dashboard in one call: the headline with its proof, and what stands around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crm.reporting.figures import Figure, Territory, TerritoryKind
from crm.reporting.indicators import INDICATORS
from crm.reporting.periods import Period, previous
from crm.reporting.queries_employers import (
    Compared,
    count_supported,
    shared_between_places,
    supported_by_month,
    supported_by_place,
    supported_cumulated,
)
from crm.reporting.queries_outcomes import Blocker, Flow, blockers, flows, placements_by_place
from crm.reporting.queries_persons import count_accompanied
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
    months: tuple[int, ...] = ()


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


STATS = ("persons_accompanied", "needs_open", "positions_filled", "placements", "agreements_in_force")


def build_dashboard(territory: Territory, period: Period, *, now: datetime) -> Dashboard:
    """Count everything that the dashboard shows for a territory and a period."""
    before = previous(period)

    def figure(code: str) -> Figure:
        return INDICATORS[code].figure(territory, period, now=now)

    return Dashboard(
        territory=territory,
        period=period,
        before=before,
        as_of=now,
        headline=figure("businesses_supported"),
        headline_before=count_supported(territory, before).value,
        trend=supported_cumulated(territory, period),
        trend_before=supported_cumulated(territory, before),
        places=place_lines(territory, period, before),
        shared=shared_between_places(territory, period),
        stats={code: figure(code) for code in STATS},
        persons_before=count_accompanied(territory, before).value,
        regions=_regions(period, before),
        flows=flows(territory, period),
        flows_figure=figure("flows"),
        blockers=blockers(territory, period),
        blockers_figure=figure("blockers"),
    )


def _names(territory: Territory) -> dict[str, str]:
    if territory.kind is TerritoryKind.REGION:
        return {mrc.code: mrc.name for mrc in Mrc.objects.filter(region_id=territory.code)}
    return {region.code: region.name for region in Region.objects.all()}


def place_lines(territory: Territory, period: Period, before: Period) -> list[PlaceLine]:
    """By MRC in a region, by region in a direction; an MRC has no parts."""
    if territory.kind is TerritoryKind.MRC:
        return []
    names = _names(territory)
    hires = placements_by_place(territory, period)
    found = supported_by_place(territory, period, before)
    return [_line(place, names.get(place.code or "", ""), hires.get(place.code, 0)) for place in found]


def _line(place: Compared, name: str, placements: int, months: tuple[int, ...] = ()) -> PlaceLine:
    return PlaceLine(place.code, name, place.value, place.change, placements, months)


def _regions(period: Period, before: Period) -> list[PlaceLine]:
    """The 17 regions, those without an act too."""
    quebec = all_quebec()
    found = {place.code: place for place in supported_by_place(quebec, period, before)}
    months = supported_by_month(period)
    hires = placements_by_place(quebec, period)
    return [
        _line(
            found.get(region.code, Compared(region.code, 0, 0)),
            region.name,
            hires.get(region.code, 0),
            tuple(months.get(region.code, ())),
        )
        for region in Region.objects.all()
    ]
