"""The public form: counts of persons and employers from 1 to 4 are masked, and what subtraction would reveal."""

from __future__ import annotations

from collections.abc import Sequence

SMALLEST_SHOWN = 5


def is_masked(value: int) -> bool:
    """Whether a count of persons or employers is too small to be published."""
    return 0 < value < SMALLEST_SHOWN


def mask(value: int) -> int | None:
    """The count as published; None is written « moins de 5 »."""
    return None if is_masked(value) else value


def mask_cells(values: Sequence[int]) -> list[int | None]:
    """The cells of a table whose total is published: None where a cell is masked.

    When the masked cells could be worked out from the total (a single one, or a sum that leaves one possibility),
    the next smallest cell is masked too, until they cannot.
    """
    hidden = {place for place, value in enumerate(values) if is_masked(value)}
    others = sorted((value, place) for place, value in enumerate(values) if value >= SMALLEST_SHOWN)
    for _value, place in others:
        if not _is_revealed([values[h] for h in hidden]):
            break
        hidden.add(place)
    return [None if place in hidden else value for place, value in enumerate(values)]


def _is_revealed(hidden: Sequence[int]) -> bool:
    """Whether subtraction tells the masked cells: one alone, or all known to be 1, or all known to be 4."""
    if not hidden:
        return False
    small = [value for value in hidden if is_masked(value)]
    if len(small) < len(hidden):
        return False
    return len(hidden) == 1 or sum(hidden) in {len(hidden), (SMALLEST_SHOWN - 1) * len(hidden)}
