"""The public form: counts of persons and employers from 1 to 4 are masked, and what subtraction would reveal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SMALLEST_SHOWN = 5


def is_masked(value: int) -> bool:
    """Whether a count of persons or employers is too small to be published."""
    return 0 < value < SMALLEST_SHOWN


def mask(value: int) -> int | None:
    """The count as published; None is written « masqué », for it may also be a larger cell that hides a small one."""
    return None if is_masked(value) else value


@dataclass(frozen=True, slots=True)
class Masked:
    """A column of counts as it is published, and whether its total may stand beside it."""

    cells: list[int | None]
    shows_total: bool


def mask_column(values: Sequence[int]) -> Masked:
    """The cells of a column whose total is published: None where a cell is masked.

    When the masked cells could be worked out from the total (a single one, or a sum that leaves one possibility),
    the next larger cell is masked too, until they cannot; when no cell is left to mask, the total is. The next one is
    the first in the order of the table: taking the smallest would tell who knows the rule that it is at most those
    shown. The order itself must say nothing of the values.
    """
    hidden = {place for place, value in enumerate(values) if is_masked(value)}
    for place, value in enumerate(values):
        if value >= SMALLEST_SHOWN and _is_revealed([values[h] for h in hidden]):
            hidden.add(place)
    revealed = _is_revealed([values[h] for h in hidden])
    return Masked([None if place in hidden else value for place, value in enumerate(values)], not revealed)


def _is_revealed(hidden: Sequence[int]) -> bool:
    """Whether subtraction tells the masked cells: one alone, or all known to be 1, or all known to be 4."""
    if not hidden:
        return False
    small = [value for value in hidden if is_masked(value)]
    if len(small) < len(hidden):
        return False
    return len(hidden) == 1 or sum(hidden) in {len(hidden), (SMALLEST_SHOWN - 1) * len(hidden)}
