"""The trend of a load over the last weeks, drawn on the server: numbers in, attributes of SVG shapes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm.caseload.queries import WeekLoad
from crm.portal.manager.charts import (
    TREND_BOTTOM,
    TREND_SIDE,
    TREND_TOP,
    TREND_WIDTH,
    area_under,
    joined,
    points,
)


@dataclass(frozen=True, slots=True)
class LoadTrend:
    """The line of the index, the reference as a level line, and the weeks under it."""

    weeks: tuple[WeekLoad, ...]
    line: str
    area: str
    x: float
    y: float
    reference_y: float
    ticks: tuple[tuple[float, WeekLoad, bool], ...]

    @property
    def first(self) -> WeekLoad:
        return self.weeks[0]

    @property
    def last(self) -> WeekLoad:
        return self.weeks[-1]

    @property
    def change(self) -> int:
        """Tenths of a point more (or fewer) than at the beginning."""
        return self.last.load.index - self.first.load.index


def draw_trend(weeks: Sequence[WeekLoad], reference: int) -> LoadTrend:
    """Two weeks or more, and the reference in tenths of a point."""
    values = [week.load.index for week in weeks]
    top = max(*values, reference, 1)
    frame = {"width": TREND_WIDTH, "low": TREND_BOTTOM, "high": TREND_TOP, "side": TREND_SIDE}
    dots = points(values, top, **frame)
    level = points([reference], top, **frame)[0][1]
    last = len(dots) - 1
    last_x, last_y = dots[-1]
    return LoadTrend(
        weeks=tuple(weeks),
        line=joined(dots),
        area=area_under(dots),
        x=last_x,
        y=last_y,
        reference_y=level,
        ticks=tuple((dots[n][0], weeks[n], n == last) for n in sorted({0, last // 3, 2 * last // 3, last})),
    )
