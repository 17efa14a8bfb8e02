"""Maps drawn on the server: the 17 regions or the MRC of one, a class each, and where each number stands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from crm.portal import mosaic
from crm.territory.models import Outline

MAP_STEPS = 5
#: A label fits inside a shape whose roomiest point is this far from its border, in units of the map.
ROOM = 8.5
#: Labels that do not fit stand in a column at the left of the map, a line apart.
COLUMN, LINE = 46.0, 22.0
#: The least width of a map from outlines.
WIDTH = 560.0


class Place(Protocol):
    """A region or an MRC with its count."""

    @property
    def code(self) -> str | None: ...

    @property
    def value(self) -> int: ...


P = TypeVar("P", bound=Place)


@dataclass(frozen=True, slots=True)
class Drawing:
    """The shapes of a map and where their labels stand, those set apart tied by a line.

    `anchors`: a point inside each shape. `source`: whose the outlines are; empty for the product's own mosaic.
    """

    shapes: dict[str, str]
    labels: dict[str, tuple[float, float]]
    anchors: dict[str, tuple[float, float]]
    view_box: str
    callout: str
    called_out: tuple[str, ...]
    source: str = ""


MOSAIC = Drawing(
    shapes=mosaic.SHAPES,
    labels=mosaic.LABELS,
    anchors={**mosaic.LABELS, "06": (174.0, 434.0), "13": (163.5, 425.0)},
    view_box=mosaic.VIEW_BOX,
    callout=mosaic.CALLOUT_LINES,
    called_out=mosaic.CALLED_OUT,
)


def regions_drawing() -> Drawing:
    """The 17 regions: from the official boundaries when they were imported, else the mosaic; one query."""
    outlines = list(Outline.objects.of_map())
    return drawing_of(outlines) if outlines else MOSAIC


def mrc_drawing(region: str) -> Drawing | None:
    """The MRC of a region, when their boundaries were imported; one query."""
    outlines = list(Outline.objects.of_map(region))
    return drawing_of(outlines) if outlines else None


def drawing_of(outlines: Sequence[Outline]) -> Drawing:
    """A map from its outlines, at least one; small shapes have their label in the column at the left."""
    first = outlines[0]
    small = sorted((one for one in outlines if one.room < ROOM), key=lambda one: one.y)
    column = {
        one.code: round(first.height - LINE * (len(small) - n) + LINE / 2, 1) for n, one in enumerate(small)
    }
    left = -COLUMN if small else 0
    lines = [f"M{left + 28:g} {column[one.code]:g}L{one.x:g} {one.y:g}" for one in small]
    # A narrow map keeps its scale: it stands in the middle of a frame as wide as the others.
    wide = max(first.width - left, WIDTH)
    start = left - (wide - (first.width - left)) / 2
    inside = {one.code: (one.x, one.y) for one in outlines}
    return Drawing(
        shapes={one.code: one.path for one in outlines},
        labels={**inside, **{code: (left + 12, y) for code, y in column.items()}},
        anchors=inside,
        view_box=f"{start - 4:g} -4 {wide + 8:g} {first.height + 8:g}",
        callout="".join(lines),
        called_out=tuple(column),
        source=f"{first.source}, {first.licence}",
    )


@dataclass(frozen=True, slots=True)
class MapRegion:
    """A place as drawn: its class q1–q5, where it leads and what is said of it."""

    code: str
    shape: str
    x: float
    y: float
    step: int
    here: bool
    href: str
    words: str


@dataclass(frozen=True, slots=True)
class RegionMap:
    """A map and the classes of its key: (class, least, most or None)."""

    regions: list[MapRegion]
    bounds: list[tuple[int, int, int | None]]
    view_box: str
    callout: str
    called_out: tuple[str, ...]
    source: str


def step_size(most: int) -> int:
    """The width of a class, a round number: five of them hold the greatest count, the last is open."""
    for size in (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 75, 100, 200, 250, 500, 1000):
        if size * MAP_STEPS > most:
            return size
    return int(10 ** len(str(most)))


def draw_map(
    places: Iterable[P],
    here: Collection[str | None],
    *,
    drawing: Drawing = MOSAIC,
    href: Callable[[P], str],
    words: Callable[[P], str],
) -> RegionMap:
    """The map with its classes; places shown are drawn last so that their outline is whole."""
    drawn = [place for place in places if place.code in drawing.shapes]
    size = step_size(max((place.value for place in drawn), default=0))
    regions = [
        MapRegion(
            code=place.code or "",
            shape=drawing.shapes[place.code or ""],
            x=drawing.labels[place.code or ""][0],
            y=drawing.labels[place.code or ""][1],
            step=min(MAP_STEPS, place.value // size + 1),
            here=place.code in here,
            href=href(place),
            words=words(place),
        )
        for place in drawn
    ]
    bounds = [(n + 1, n * size, (n + 1) * size - 1 if n + 1 < MAP_STEPS else None) for n in range(MAP_STEPS)]
    return RegionMap(
        sorted(regions, key=lambda r: r.here),
        bounds,
        view_box=drawing.view_box,
        callout=drawing.callout,
        called_out=drawing.called_out,
        source=drawing.source,
    )
