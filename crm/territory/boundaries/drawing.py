"""Places in metres as the shapes of one map: SVG paths in a frame, and where each label stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crm.territory.boundaries.plane import Rings
from crm.territory.boundaries.simplifying import Line, simplify

#: The frame, in units of the style sheet; coordinates are kept in tenths of one.
WIDTH, HEIGHT = 560.0, 640.0
TENTHS = 10
#: How far a point may move, and the least side of an island that is drawn, in tenths.
TOLERANCE, LEAST = 6.0, 14
#: Places tried across a shape for its label.
STEPS = 14


@dataclass(frozen=True, slots=True)
class Shape:
    """One place: its path, the point farthest from its border and how far, in units of the frame."""

    path: str
    x: float
    y: float
    room: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """One map: its size, and each place by its code."""

    width: float
    height: float
    shapes: dict[str, Shape]


def draw(places: Mapping[str, Rings]) -> Sheet:
    """The map of these places, as large as the frame lets it be."""
    xs = [x for rings in places.values() for ring in rings for x, _y in ring]
    ys = [y for rings in places.values() for ring in rings for _x, y in ring]
    west, north = min(xs), max(ys)
    wide, tall = max(xs) - west or 1.0, north - min(ys) or 1.0
    scale = min(WIDTH / wide, HEIGHT / tall)
    # Simplified in metres, before the grid: on it a jagged coast meets itself, and each such point would stay.
    tenth = TENTHS * scale
    lines = {
        code: [_line((x - west, north - y) for x, y in ring) for ring in rings]
        for code, rings in places.items()
    }
    thin = simplify({code: _seen(found, LEAST / tenth) for code, found in lines.items()}, TOLERANCE / tenth)
    shapes = {
        code: _shape([line for ring in rings if (line := _line((x * tenth, y * tenth) for x, y in ring))])
        for code, rings in thin.items()
    }
    return Sheet(
        round(wide * scale, 1),
        round(tall * scale, 1),
        shapes,
    )


def _line(points: Iterable[tuple[float, float]]) -> Line:
    """A ring on whole numbers, without points that repeat and without its closing one; empty below three."""
    line: list[tuple[int, int]] = []
    for x, y in points:
        point = (round(x), round(y))
        if not line or point != line[-1]:
            line.append(point)
    while len(line) > 1 and line[0] == line[-1]:
        line.pop()
    return tuple(line) if len(line) > 2 else ()


def _side(ring: Line) -> int:
    if not ring:
        return 0
    xs, ys = [x for x, _y in ring], [y for _x, y in ring]
    return max(max(xs) - min(xs), max(ys) - min(ys))


def _seen(rings: Sequence[Line], least: float) -> list[Line]:
    """The rings large enough to be seen, the largest always."""
    largest = max(rings, key=_side, default=())
    return [ring for ring in rings if ring and (ring is largest or _side(ring) >= least)]


def _shape(rings: Sequence[Line]) -> Shape:
    path = "".join(_path(ring) for ring in rings)
    x, y, room = _label(rings)
    return Shape(path, round(x / TENTHS, 1), round(y / TENTHS, 1), round(room / TENTHS, 1))


def _path(ring: Line) -> str:
    """A closed path: an absolute start, then steps."""
    x, y = ring[0]
    steps = [f"M{x / TENTHS:g} {y / TENTHS:g}l"]
    for to_x, to_y in ring[1:]:
        steps.append(f"{(to_x - x) / TENTHS:g} {(to_y - y) / TENTHS:g} ")
        x, y = to_x, to_y
    return "".join(steps).rstrip() + "z"


def _label(rings: Sequence[Line]) -> tuple[float, float, float]:
    """The point inside that is farthest from any border, among some, and how far it is."""
    if not rings:
        return 0.0, 0.0, 0.0
    largest = max(rings, key=_side)
    xs, ys = [x for x, _y in largest], [y for _x, y in largest]
    best = (sum(xs) / len(xs), sum(ys) / len(ys), 0.0)
    for across in range(1, STEPS):
        for down in range(1, STEPS):
            x = min(xs) + (max(xs) - min(xs)) * across / STEPS
            y = min(ys) + (max(ys) - min(ys)) * down / STEPS
            room = _room(x, y, rings)
            if room > best[2]:
                best = (x, y, room)
    return best


def _room(x: float, y: float, rings: Sequence[Line]) -> float:
    """How far a point is from the border; zero outside."""
    inside, least = False, float("inf")
    for ring in rings:
        for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True):
            if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
                inside = not inside
            dx, dy = x1 - x0, y1 - y0
            along = max(0.0, min(1.0, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy or 1)))
            least = min(least, (x - x0 - along * dx) ** 2 + (y - y0 - along * dy) ** 2)
    return least**0.5 if inside else 0.0
