"""Several people for one need, side by side: what tells them apart, in tenths of a point as they are shown.

Points are those that each one's own page shows, so that the differences of the lines add up to the difference of
the totals, exactly, whatever was rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from workers.engine.rank import order_key
from workers.engine.results import UNDOCUMENTED, Result, Status, shown_tenths
from workers.engine.weights import CRITERIA

LINES = (*CRITERIA, UNDOCUMENTED)


class NotComparable(ValueError):
    """Fewer than two results, or results of different needs."""


class DecidedBy(StrEnum):
    """What puts one before the other: verdicts come before points, the hash only parts equals."""

    VERDICT = "verdict"
    POINTS = "points"
    TIE = "tie"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One criterion: each one's points, and by how much they differ from those of the first. Tenths of a point.

    `alike`: whether the points are the same to the hundredth; a gap is then the rounding of what is shown.
    """

    code: str
    tenths: tuple[int, ...]
    gaps: tuple[int, ...]
    alike: tuple[bool, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A constraint that does not end alike for all; None where it does not apply."""

    code: str
    statuses: tuple[Status | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Why the first stands before this other one.

    `gap`: what the first has more, in tenths of a point; negative when the verdict decides against the points. `more`
    and `less`: (criterion, tenths) in which the first really has more or less, the largest difference first. `rounded`:
    what criteria alike to the hundredth add by their rounding. What is more minus what is less, plus it, is the gap.
    """

    by: DecidedBy
    gap: int
    more: tuple[tuple[str, int], ...]
    less: tuple[tuple[str, int], ...]
    rounded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two people or more. `order`: their places among the results given, best first; all else follows that order."""

    order: tuple[int, ...]
    shown: tuple[int, ...]
    gaps: tuple[int, ...]
    lines: tuple[Line, ...]
    conditions: tuple[Condition, ...]
    decisions: tuple[Decision, ...]


def compare(results: Sequence[Result]) -> Comparison:
    """The results of one need, side by side, the best first. Raises `NotComparable`."""
    if len(results) < 2 or len({result.need for result in results}) > 1:
        raise NotComparable
    order = sorted(range(len(results)), key=lambda place: order_key(results[place]))
    ranked = [results[place] for place in order]
    totals, points = zip(*(_shown(result) for result in ranked), strict=True)
    lines = tuple(
        _line(code, [of.get(code, (0, 0)) for of in points])
        for code in LINES
        if any(code in of for of in points)
    )
    return Comparison(
        order=tuple(order),
        shown=totals,
        gaps=tuple(total - totals[0] for total in totals),
        lines=lines,
        conditions=_conditions(ranked),
        decisions=tuple(_decision(ranked, lines, place) for place in range(1, len(ranked))),
    )


def _shown(result: Result) -> tuple[int, dict[str, tuple[int, int]]]:
    """The total in tenths, and by criterion the tenths shown and the hundredths they come from."""
    total, tenths = shown_tenths(result.criteria, result.score)
    return total, {
        line.code: (shown, line.points) for line, shown in zip(result.criteria, tenths, strict=True)
    }


def _line(code: str, points: Sequence[tuple[int, int]]) -> Line:
    first, exact = points[0]
    return Line(
        code=code,
        tenths=tuple(shown for shown, _ in points),
        gaps=tuple(shown - first for shown, _ in points),
        alike=tuple(hundredths == exact for _, hundredths in points),
    )


def _conditions(ranked: Sequence[Result]) -> tuple[Condition, ...]:
    """Those whose outcome differs, in the order in which they are checked."""
    found = [{row.code: row.status for row in result.constraints} for result in ranked]
    codes = dict.fromkeys(row.code for result in ranked for row in result.constraints)
    rows = (Condition(code=code, statuses=tuple(known.get(code) for known in found)) for code in codes)
    return tuple(row for row in rows if len(set(row.statuses)) > 1)


def _decision(ranked: Sequence[Result], lines: Sequence[Line], place: int) -> Decision:
    first, other = ranked[0], ranked[place]
    real = [line for line in lines if not line.alike[place]]
    gaps = sorted(((line.code, -line.gaps[place]) for line in real), key=lambda row: -abs(row[1]))
    rounded = -sum(line.gaps[place] for line in lines if line.alike[place])
    by = DecidedBy.TIE if first.score == other.score else DecidedBy.POINTS
    return Decision(
        by=by if first.verdict is other.verdict else DecidedBy.VERDICT,
        gap=sum(gap for _code, gap in gaps) + rounded,
        more=tuple((code, gap) for code, gap in gaps if gap > 0),
        less=tuple((code, -gap) for code, gap in gaps if gap < 0),
        rounded=rounded,
    )
