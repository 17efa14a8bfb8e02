"""People who move from region to region: arcs on the map, drawn on the server, and the matrix of both ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot

from crm.reporting.queries_outcomes import Flow

#: Arcs drawn; the table has them all.
SHOWN = 40
#: The width of an arc at its end, for the largest flow and for one that is nothing beside it.
WIDEST, NARROWEST = 9.0, 1.6
#: How far an arc bends, as a part of its length, and the length of its head.
BEND, HEAD = 0.18, 9.0


@dataclass(frozen=True, slots=True)
class Arc:
    """One flow as a shape that widens from where people leave to where they arrive."""

    flow: Flow
    path: str


def draw_arcs(flows: Sequence[Flow], anchors: Mapping[str, tuple[float, float]]) -> list[Arc]:
    """The largest flows whose two ends are on the map, the largest drawn first so that none hides another."""
    drawn = [flow for flow in flows if flow.origin in anchors and flow.destination in anchors][:SHOWN]
    most = max((flow.value for flow in drawn), default=1)
    return [
        Arc(
            flow,
            _path(
                anchors[flow.origin],
                anchors[flow.destination],
                NARROWEST + (WIDEST - NARROWEST) * flow.value / most,
            ),
        )
        for flow in drawn
    ]


def _path(start: tuple[float, float], end: tuple[float, float], width: float) -> str:
    """From a point to the tip of an arrow, bent to the right of the way, so that both directions are seen."""
    (x0, y0), (x1, y1) = start, end
    bend_x = (x0 + x1) / 2 - (y1 - y0) * BEND
    bend_y = (y0 + y1) / 2 + (x1 - x0) * BEND
    last = hypot(x1 - bend_x, y1 - bend_y) or 1.0
    along_x, along_y = (x1 - bend_x) / last, (y1 - bend_y) / last
    head = min(HEAD + width, last)
    neck_x, neck_y = x1 - along_x * head, y1 - along_y * head

    def beside(far: float) -> str:
        return f"{neck_x - along_y * far:.1f} {neck_y + along_x * far:.1f}"

    half, wing = width / 2, width / 2 + 3.5
    curve = f"{bend_x:.1f} {bend_y:.1f}"
    return (
        f"M{x0:.1f} {y0:.1f}Q{curve} {beside(half)}L{beside(wing)}L{x1:.1f} {y1:.1f}"
        f"L{beside(-wing)}L{beside(-half)}Q{curve} {x0:.1f} {y0:.1f}Z"
    )


@dataclass(frozen=True, slots=True)
class Matrix:
    """Origins down, destinations across: the people of each pair, and of each line and column."""

    columns: list[str]
    rows: list[tuple[str, list[tuple[str, int]], int]]
    totals: list[int]
    whole: int


def matrix_of(flows: Sequence[Flow]) -> Matrix:
    """The matrix of the regions that someone left or reached."""
    values = {(flow.origin, flow.destination): flow.value for flow in flows}
    origins = sorted({flow.origin for flow in flows})
    columns = sorted({flow.destination for flow in flows})
    rows = []
    for origin in origins:
        cells = [(destination, values.get((origin, destination), 0)) for destination in columns]
        rows.append((origin, cells, sum(value for _code, value in cells)))
    totals = [sum(values.get((origin, column), 0) for origin in origins) for column in columns]
    return Matrix(columns, rows, totals, sum(totals))
