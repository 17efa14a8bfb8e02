"""Days, both ends included; no last day means for ever. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

Span = tuple[date, date | None]
DAY = timedelta(days=1)


def free_days(wanted: Span, taken: Iterable[Span]) -> list[Span]:
    """The parts of `wanted` that no span of `taken` holds, in order."""
    start, end = wanted
    free: list[Span] = []
    for first, last in sorted(taken, key=lambda span: span[0]):
        if (end and first > end) or (last and last < start):
            continue
        if first > start:
            free.append((start, first - DAY))
        if last is None or (end and last >= end):
            return free
        start = last + DAY
    return [*free, (start, end)]
