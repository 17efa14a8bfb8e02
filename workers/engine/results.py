"""What the engine answers: codes and numbers, never sentences.

The sentences are made at display time, in the reader's language.
Points, weights, scores and gains are in hundredths of a point: the whole score is 0–10,000. Dates inside
numbers are written year-month-day in eight digits (20260914).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

WHOLE_SCORE = 10_000
#: The line that gathers the neutral shares of all that was never asked.
UNDOCUMENTED = "undocumented"


class Verdict(StrEnum):
    """Decided by the constraints alone, never by the points."""

    ADMISSIBLE = "admissible"
    TO_VERIFY = "to_verify"
    INADMISSIBLE = "inadmissible"


class Status(StrEnum):
    """Outcome of one constraint; `missing` means that the fact was never asked."""

    OK = "ok"
    MISSING = "missing"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One thing found, not found or missing: its kind, the codes it is about, the numbers that show it."""

    kind: str
    codes: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One line of the score.

    `weight` is the criterion's share of the whole for this need; `documented` the part of it for which the
    facts are known; `points` (≤ documented) what was obtained. On the line "undocumented", `weight` gathers
    the parts of all criteria without facts, `documented` is 0, and `points` is the published neutral share
    of those parts.
    """

    code: str
    weight: int
    points: int
    documented: int
    found: tuple[Evidence, ...] = ()
    not_found: tuple[Evidence, ...] = ()
    missing: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstraintResult:
    """Outcome of one hard rule that the need or the law makes apply; rules that do not apply give no row."""

    code: str
    status: Status
    codes: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What the score and verdict would become if one fact changed, found by scoring the pair again.

    `gain_low` and `gain_high` differ only for a fact to confirm (worst and best answer; the low one may be
    negative). `verdict`: what it would be at the best answer, None in results stored before it was kept;
    `makes_admissible`: it would become admissible.
    """

    code: str
    codes: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    gain_low: int
    gain_high: int
    makes_admissible: bool
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A scored pair. `coverage` is the documented weight in thousandths of the whole weight."""

    need: str
    person: str
    verdict: Verdict
    score: int
    coverage: int
    criteria: tuple[Criterion, ...]
    constraints: tuple[ConstraintResult, ...]
    changes: tuple[Change, ...] = ()

    def blocked(self) -> tuple[ConstraintResult, ...]:
        """Every reason why the pair is inadmissible; a near miss has exactly one."""
        return tuple(row for row in self.constraints if row.status is Status.BLOCKED)

    def to_verify(self) -> tuple[ConstraintResult, ...]:
        """Every constraint whose fact was never asked."""
        return tuple(row for row in self.constraints if row.status is Status.MISSING)


def day_number(day: date) -> int:
    """The day as a number that a person can read: 14 September 2026 is 20260914."""
    return day.year * 10_000 + day.month * 100 + day.day


def share_out(total: int, parts: Sequence[int]) -> list[int]:
    """Share the whole of `total` in proportion to `parts` by largest remainder, the first of equals first.

    Raises `ZeroDivisionError` when all parts are 0.
    """
    whole = sum(parts)
    floors = [total * part // whole for part in parts]
    left = total - sum(floors)
    order = sorted(range(len(parts)), key=lambda index: (-(total * parts[index] % whole), index))
    for index in order[:left]:
        floors[index] += 1
    return floors


def shown_tenths(criteria: Sequence[Criterion], score: int) -> tuple[int, list[int]]:
    """The score and each line's points in tenths of a point, as shown: they add up exactly.

    The score is rounded half up, and the lines share it by largest remainder, the first of equals first. No line
    shows more than its weight does (`shown_weights`): of those that would need a weight rounded up, no more go up
    than the weights have tenths to share.
    """
    shown = (score + 5) // 10
    tenths = [line.points // 10 for line in criteria]
    left, spare = shown - sum(tenths), _spare(criteria)
    for index in sorted(range(len(tenths)), key=lambda index: (-(criteria[index].points % 10), index)):
        full = _is_full(criteria[index], tenths[index])
        if left and not (full and not spare):
            tenths[index] += 1
            left -= 1
            spare -= full
    return shown, tenths


def shown_weights(criteria: Sequence[Criterion], tenths: Sequence[int]) -> list[int]:
    """Each line's weight in tenths of a point beside the tenths shown, none under its points; 0 for what is unknown.

    The weights add up to 100 points as well: each is rounded down or up by largest remainder, once those whose points
    were rounded above their weight are served.
    """
    weights = [0 if line.code == UNDOCUMENTED else line.weight // 10 for line in criteria]
    asked = [index for index, line in enumerate(criteria) if line.code != UNDOCUMENTED]
    order = sorted(
        asked, key=lambda index: (tenths[index] <= weights[index], -(criteria[index].weight % 10), index)
    )
    for index in order[: _spare(criteria)]:
        weights[index] += 1
    return weights


def _spare(criteria: Sequence[Criterion]) -> int:
    """The tenths that the weights have left to share once each is rounded down."""
    weights = [line.weight for line in criteria if line.code != UNDOCUMENTED]
    return sum(weights) // 10 - sum(weight // 10 for weight in weights)


def _is_full(line: Criterion, tenths: int) -> bool:
    """Whether one tenth more would be above the weight rounded down."""
    return line.code != UNDOCUMENTED and tenths >= line.weight // 10
