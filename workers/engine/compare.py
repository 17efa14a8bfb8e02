"""Several people for one need, side by side: what tells them apart, in tenths of a point as they are shown.

Points are those that each one's own page shows, so that the differences of the lines add up to the difference of
the totals, exactly, whatever was rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from workers.engine.rank import order_key
from workers.engine.results import Result, Status, shown_tenths
from workers.engine.scoring import UNDOCUMENTED
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
    """One criterion: each one's points, and by how much they differ from those of the first. Tenths of a point."""

    code: str
    tenths: tuple[int, ...]
    gaps: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A constraint that does not end alike for all; None where it does not apply."""

    code: str
    statuses: tuple[Status | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Why the first stands before this other one.

    `gap`: what the first has more, in tenths of a point; negative when the verdict decides against the points. `more`
    and `less`: (criterion, tenths) in which the first has more or less, the largest difference first; what is more
    minus what is less is the gap.
    """

    by: DecidedBy
    gap: int
    more: tuple[tuple[str, int], ...]
    less: tuple[tuple[str, int], ...]


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
    totals, tenths = zip(*(_shown(result) for result in ranked), strict=True)
    lines = tuple(
        _line(code, [points.get(code, 0) for points in tenths])
        for code in LINES
        if any(code in points for points in tenths)
    )
    return Comparison(
        order=tuple(order),
        shown=totals,
        gaps=tuple(total - totals[0] for total in totals),
        lines=lines,
        conditions=_conditions(ranked),
        decisions=tuple(_decision(ranked, lines, place) for place in range(1, len(ranked))),
    )


def _shown(result: Result) -> tuple[int, dict[str, int]]:
    total, tenths = shown_tenths(result.criteria, result.score)
    return total, {line.code: shown for line, shown in zip(result.criteria, tenths, strict=True)}


def _line(code: str, tenths: Sequence[int]) -> Line:
    return Line(code=code, tenths=tuple(tenths), gaps=tuple(points - tenths[0] for points in tenths))


def _conditions(ranked: Sequence[Result]) -> tuple[Condition, ...]:
    """Those whose outcome differs, in the order in which they are checked."""
    found = [{row.code: row.status for row in result.constraints} for result in ranked]
    codes = dict.fromkeys(row.code for result in ranked for row in result.constraints)
    rows = (Condition(code=code, statuses=tuple(known.get(code) for known in found)) for code in codes)
    return tuple(row for row in rows if len(set(row.statuses)) > 1)


def _decision(ranked: Sequence[Result], lines: Sequence[Line], place: int) -> Decision:
    first, other = ranked[0], ranked[place]
    gaps = sorted(((line.code, -line.gaps[place]) for line in lines), key=lambda row: -abs(row[1]))
    by = DecidedBy.TIE if first.score == other.score else DecidedBy.POINTS
    return Decision(
        by=by if first.verdict is other.verdict else DecidedBy.VERDICT,
        gap=sum(gap for _code, gap in gaps),
        more=tuple((code, gap) for code, gap in gaps if gap > 0),
        less=tuple((code, -gap) for code, gap in gaps if gap < 0),
    )
