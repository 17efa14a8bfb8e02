"""Geometry of the charts drawn on the server: numbers in, attributes of SVG shapes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crm.reporting.dashboard import Dashboard
from crm.reporting.periods import ONE_DAY, month_starts, months_after
from crm.reporting.queries_outcomes import Flow

TREND_WIDTH, TREND_TOP, TREND_BOTTOM, TREND_SIDE = 470, 30.0, 104.0, 10.0
SPARK_WIDTH, SPARK_LOW, SPARK_HIGH = 88, 21.0, 3.0


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    day: date
    last: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """The cumulated headline over the period, and over the period before as a dashed line."""

    line: str
    before: str
    area: str
    x: float
    y: float
    value: int
    before_value: int
    before_y: float
    ticks: tuple[Tick, ...]


def points(
    values: Sequence[float], top: float, *, width: float, low: float, high: float, side: float = 0
) -> list[tuple[float, float]]:
    """Where each value stands: evenly from left to right, 0 at `low`, `top` at `high`."""
    step = (width - 2 * side) / max(1, len(values) - 1)
    return [
        (round(side + n * step, 1), round(low - (low - high) * v / (top or 1), 1))
        for n, v in enumerate(values)
    ]


def joined(dots: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in dots)


def area_under(dots: Sequence[tuple[float, float]]) -> str:
    """The shape between a trend's line and its ground."""
    rising = "L".join(f"{x} {y}" for x, y in dots)
    return f"M{dots[0][0]} {TREND_BOTTOM}L{rising}L{dots[-1][0]} {TREND_BOTTOM}Z"


def trend(board: Dashboard) -> Trend | None:
    """The trend of a dashboard; None when a period is shorter than two steps."""
    if len(board.trend) < 2:
        return None
    top = max(*board.trend, *board.trend_before, 1)
    frame = {"width": TREND_WIDTH, "low": TREND_BOTTOM, "high": TREND_TOP, "side": TREND_SIDE}
    now = points(board.trend, top, **frame)
    then = points(board.trend_before, top, **frame)
    last_x, last_y = now[-1]
    return Trend(
        line=joined(now),
        before=joined(then),
        area=area_under(now),
        x=last_x,
        y=last_y,
        value=board.trend[-1],
        before_value=board.trend_before[-1] if board.trend_before else 0,
        before_y=then[-1][1] if then else TREND_BOTTOM,
        ticks=_ticks(board, [x for x, _y in now]),
    )


def _ticks(board: Dashboard, places: Sequence[float]) -> tuple[Tick, ...]:
    """The end of a step is named under it, at most five of them, the last always."""
    starts = month_starts(board.period)
    ends = [min(months_after(start, 1) - ONE_DAY, board.period.end) for start in starts]
    every = max(1, -(-(len(ends) - 1) // 4))
    chosen = range(len(ends) - 1, -1, -every)
    return tuple(Tick(places[n], ends[n], last=n == len(ends) - 1) for n in sorted(chosen))


def spark(values: Sequence[int]) -> list[tuple[float, float]]:
    """A sparkline's points between its own least and most; nothing to draw without values."""
    if len(values) < 2:
        return []
    least, most = min(values), max(values)
    shifted = [v - least for v in values]
    flat = least == most
    return points(
        [1] * len(values) if flat else shifted,
        2 if flat else most - least,
        width=SPARK_WIDTH,
        low=SPARK_LOW,
        high=SPARK_HIGH,
        side=2,
    )


FLOW_TOP, FLOW_HEIGHT, FLOW_GAP = 34.0, 165.0, 12.0
LEFT_X, CENTRE_LEFT, CENTRE_RIGHT, RIGHT_X = 150.0, 260.0, 294.0, 404.0
FLOWS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Ribbon:
    """One flow: its shape, the bar at its outer end, and its label."""

    path: str
    bar_y: float
    height: float
    label_y: float
    region: str
    value: int


@dataclass(frozen=True, slots=True)
class FlowChart:
    arrivals: list[Ribbon]
    departures: list[Ribbon]
    centre_y: float
    centre_height: float
    height: float
    balance: int
    arrived: int
    left: int

    @property
    def balance_y(self) -> float:
        return self.centre_y + self.centre_height + 16


def draw_flows(found: Sequence[Flow], here: Sequence[str]) -> FlowChart:
    """Arrivals at the left, departures at the right, the territory between; widths in proportion to people."""
    arrivals = _merged([(flow.origin, flow.value) for flow in found if flow.destination in here])
    departures = _merged([(flow.destination, flow.value) for flow in found if flow.destination not in here])
    arrived, left = sum(v for _r, v in arrivals), sum(v for _r, v in departures)
    unit = FLOW_HEIGHT / max(arrived, left, 1) * 0.75
    tallest = max(len(arrivals), len(departures), 1)
    height = FLOW_TOP + max(arrived, left) * unit + tallest * FLOW_GAP + 26
    centre_y = FLOW_TOP + 10
    return FlowChart(
        arrivals=_ribbons(arrivals, unit, centre_y, incoming=True),
        departures=_ribbons(departures, unit, centre_y, incoming=False),
        centre_y=centre_y,
        centre_height=round(max(arrived, left) * unit, 1),
        height=round(max(height, centre_y + max(arrived, left) * unit + 40), 1),
        balance=arrived - left,
        arrived=arrived,
        left=left,
    )


def _merged(flows: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """The largest flows by region; the small ones together under « »."""
    totals: dict[str, int] = {}
    for region, value in flows:
        totals[region] = totals.get(region, 0) + value
    ordered = sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))
    rest = sum(value for _region, value in ordered[FLOWS_SHOWN:])
    return ordered[:FLOWS_SHOWN] + ([("", rest)] if rest else [])


def _ribbons(
    flows: Sequence[tuple[str, int]], unit: float, centre_y: float, *, incoming: bool
) -> list[Ribbon]:
    outer_x, inner_x = (LEFT_X, CENTRE_LEFT) if incoming else (RIGHT_X, CENTRE_RIGHT)
    middle = (outer_x + inner_x) / 2
    ribbons, outer, inner = [], FLOW_TOP, centre_y
    for region, value in flows:
        tall = round(value * unit, 1)
        path = (
            f"M{outer_x} {outer:.1f}C{middle} {outer:.1f} {middle} {inner:.1f} {inner_x} {inner:.1f}V{inner + tall:.1f}"
            f"C{middle} {inner + tall:.1f} {middle} {outer + tall:.1f} {outer_x} {outer + tall:.1f}Z"
        )
        ribbons.append(Ribbon(path, round(outer, 1), tall, round(outer + tall / 2 + 4, 1), region, value))
        outer += max(tall, 4) + FLOW_GAP
        inner += tall
    return ribbons
