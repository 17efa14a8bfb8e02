"""Small numbers: what the public form hides cannot be worked out from what it shows."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.reporting.masking import mask, mask_column

View = tuple[tuple[int | None, ...], int | None]


def published(cells: tuple[int, ...]) -> View:
    """What a reader of the public form sees of a column and of its total."""
    column = mask_column(cells)
    return tuple(column.cells), mask(sum(cells)) if column.shows_total else None


def test_one_to_four_are_masked_and_nothing_else() -> None:
    assert [mask(n) for n in range(7)] == [0, None, None, None, None, 5, 6]


@pytest.mark.parametrize(
    ("cells", "shown", "total"),
    [
        ((20, 3, 8, 12), (None, None, 8, 12), 43),
        ((1, 1, 9), (None, None, None), 11),
        ((2, 3, 9), (None, None, 9), 14),
        ((0, 5, 12), (0, 5, 12), 17),
        ((4, 4), (None, None), None),
        ((1, 1, 1, 1, 1), (None,) * 5, None),
        ((3, 0), (None, 0), None),
        ((), (), 0),
    ],
)
def test_the_next_cell_is_masked_until_nothing_is_revealed(
    cells: tuple[int, ...], shown: tuple[int | None, ...], total: int | None
) -> None:
    assert published(cells) == (shown, total)


@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_who_knows_the_rule_and_tries_every_table_learns_no_small_number(length: int) -> None:
    """Every table of up to four cells from 0 to 15: those that publish alike leave each small cell in doubt."""
    alike: dict[View, list[tuple[int, ...]]] = defaultdict(list)
    for cells in product(range(16), repeat=length):
        alike[published(cells)].append(cells)
    for tables in alike.values():
        # A larger cell than 15 would give another explanation of these.
        if max(tables[0]) > 9:
            continue
        for column in zip(*tables, strict=True):
            assert len(set(column)) > 1 or not 0 < column[0] < 5, tables[0]


@given(st.lists(st.integers(0, 400) | st.integers(0, 9), min_size=1, max_size=17))
def test_no_masked_cell_follows_from_the_total_by_subtraction(cells: list[int]) -> None:
    shown, total = published(tuple(cells))
    hidden = [cell for cell, seen in zip(cells, shown, strict=True) if seen is None]
    assert all(seen is None for cell, seen in zip(cells, shown, strict=True) if 0 < cell < 5)
    if total is None or not hidden:
        return
    rest = total - sum(cell for cell in shown if cell is not None)
    assert rest == sum(hidden)
    assert len(hidden) > 1
    assert rest > len(hidden)
    assert any(cell > 4 for cell in hidden) or rest < 4 * len(hidden)
