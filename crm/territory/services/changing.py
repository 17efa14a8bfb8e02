"""Directions that merge, split, hand regions over and close from a day. Nothing before the day is rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.core.dated import DatedQuerySet
from crm.territory.models import Direction, DirectionCoverage, DirectionPassage, Region, ServicePoint
from crm.territory.services.opening import found_direction
from crm.territory.services.points import continue_point
from crm.territory.services.refusals import TerritoryRefused

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDirection:
    """A direction that a change brings into being."""

    name_fr: str
    name_en: str = ""


@dataclass(slots=True)
class Change:
    """What a change moved: from its day `to` serves the regions; each point with the row that continues it, or None."""

    day: date
    to: Direction | None
    regions: list[tuple[Region, Direction]] = field(default_factory=list)
    points: list[tuple[ServicePoint, ServicePoint | None]] = field(default_factory=list)
    closed: list[Direction] = field(default_factory=list)


@transaction.atomic
def merge_directions(
    *, directions: Sequence[Direction], into: Direction | NewDirection, valid_from: date
) -> Change:
    """From a day one direction serves what these served; they close on the eve. `into` may be one of them.

    Raises NameTaken, and TerritoryRefused when fewer than two would become one or the days contradict.
    """
    kept = {into.pk} if isinstance(into, Direction) else set()
    if len({d.pk for d in directions} | kept) < 2:
        raise TerritoryRefused(_("Choisissez au moins deux directions."), field="directions")
    target = _target(into, valid_from)
    change = Change(valid_from, target)
    for direction in _locked(d.pk for d in directions if d.pk not in kept):
        _require_in_force(direction, valid_from)
        for region in _regions_of(direction, valid_from):
            _hand(change, region, direction)
        _move_points(change, ServicePoint.objects.filter(direction=direction))
        _pass(direction, target, None, valid_from)
        _close(change, direction)
    return change


@transaction.atomic
def split_direction(
    *, direction: Direction, regions: Sequence[Region], new: NewDirection, valid_from: date
) -> Change:
    """From a day a new direction serves some of the regions. Raises NameTaken, TerritoryRefused."""
    target = _target(new, valid_from)
    return _pass_regions(regions, direction, target, valid_from)


@transaction.atomic
def pass_regions(
    *, direction: Direction, regions: Sequence[Region], into: Direction, valid_from: date
) -> Change:
    """From a day another direction serves these regions. Raises TerritoryRefused."""
    if into.pk == direction.pk:
        raise TerritoryRefused(_("Choisissez une autre direction."), field="into")
    return _pass_regions(regions, direction, _target(into, valid_from), valid_from)


@transaction.atomic
def close_direction(*, direction: Direction, last_day: date) -> Change:
    """Close a direction that serves nothing any more. Raises TerritoryRefused: merge or hand over."""
    (locked,) = _locked([direction.pk])
    change = Change(last_day + DAY, None)
    _require_in_force(locked, change.day)
    served = DirectionCoverage.objects.filter(direction=locked).during(change.day, date.max)
    held = ServicePoint.objects.filter(direction=locked).during(change.day, date.max)
    if served.exists() or held.exists():
        raise TerritoryRefused(
            _(
                "Cette direction sert encore des régions ou des points de services : fusionnez-la avec une autre."
            )
        )
    _close(change, locked)
    return change


def _pass_regions(regions: Sequence[Region], source: Direction, target: Direction, day: date) -> Change:
    (locked,) = _locked([source.pk])
    _require_in_force(locked, day)
    if not regions or not set(_regions_of(locked, day)) - set(regions):
        raise TerritoryRefused(
            _("Choisissez des régions de cette direction, sans les prendre toutes : sinon, fusionnez."),
            field="regions",
        )
    change = Change(day, target)
    for region in regions:
        _hand(change, region, locked)
        points = ServicePoint.objects.filter(direction=locked, municipality__mrc__region=region)
        _move_points(change, points)
        _pass(locked, target, region, day)
    return change


def _target(into: Direction | NewDirection, day: date) -> Direction:
    if isinstance(into, NewDirection):
        return found_direction(name_fr=into.name_fr, name_en=into.name_en, valid_from=day)
    (locked,) = _locked([into.pk])
    if locked.valid_from > day or locked.valid_to is not None:
        raise TerritoryRefused(
            _("%(name)s n’est pas en vigueur à partir de ce jour.") % {"name": locked.name}, field="day"
        )
    return locked


def _locked(keys: Iterable[int]) -> list[Direction]:
    return list(Direction.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def _require_in_force(direction: Direction, day: date) -> None:
    if day <= direction.valid_from or direction.valid_to is not None:
        raise TerritoryRefused(
            _("%(name)s n’est pas en vigueur la veille de ce jour, ou sa fin est déjà fixée.")
            % {"name": direction.name},
            field="day",
        )
    later = Q(valid_from__gte=day) | Q(valid_to__gte=day)
    rows = DirectionCoverage.objects.filter(later, direction=direction)
    planned = DirectionPassage.objects.filter(
        Q(from_direction=direction) | Q(to_direction=direction), valid_from__gte=day
    )
    if rows.exists() or planned.exists():
        raise TerritoryRefused(
            _("Un changement de %(name)s est déjà écrit pour ce jour-là ou plus tard.")
            % {"name": direction.name},
            field="day",
        )


def _regions_of(direction: Direction, day: date) -> list[Region]:
    rows = DirectionCoverage.objects.on(day).filter(direction=direction).select_related("region")
    return [row.region for row in rows.order_by("region_id")]


def _hand(change: Change, region: Region, source: Direction) -> None:
    """The region is the source's until the eve and the target's from the day."""
    row = DirectionCoverage.objects.on(change.day).filter(direction=source, region=region).first()
    if row is None or change.to is None:
        raise TerritoryRefused(
            _("%(region)s ne relève pas de cette direction ce jour-là.") % {"region": region.name},
            field="regions",
        )
    row.valid_to = change.day - DAY
    row.save(update_fields=["valid_to"])
    DirectionCoverage.objects.create(direction=change.to, region=region, valid_from=change.day)
    change.regions.append((region, source))


def _move_points(change: Change, points: DatedQuerySet) -> None:
    """Points open before the day continue in a row of the target's; those that open later open there."""
    assert change.to is not None  # noqa: S101 - only changes that have a target move points
    for point in points.during(change.day, date.max).order_by("pk"):
        if point.valid_from < change.day:
            change.points.append((point, continue_point(point, change.day, direction=change.to)))
        else:
            point.direction = change.to
            point.save(update_fields=["direction"])


def _pass(source: Direction, target: Direction, region: Region | None, day: date) -> None:
    """Write who is in charge from the day: of what the source holds, and of what it had received."""
    for row in DirectionPassage.objects.on(day).filter(to_direction=source):
        if region is not None and row.region_id not in {None, region.pk}:
            continue
        whole = region is None or row.region_id == region.pk
        if whole:
            row.valid_to = day - DAY
            row.save(update_fields=["valid_to"])
        if row.from_direction_id != target.pk:
            _write(row.from_direction, target, row.region if whole else region, day)
    _write(source, target, region, day)


def _write(source: Direction, target: Direction, region: Region | None, day: date) -> None:
    DirectionPassage.objects.create(from_direction=source, to_direction=target, region=region, valid_from=day)


def _close(change: Change, direction: Direction) -> None:
    direction.valid_to = change.day - DAY
    direction.save(update_fields=["valid_to"])
    change.closed.append(direction)
