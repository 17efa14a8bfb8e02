"""Small numbers: what the public form hides cannot be worked out from what it shows."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from crm.reporting.masking import mask, mask_cells


def test_one_to_four_are_masked_and_nothing_else() -> None:
    assert [mask(n) for n in range(7)] == [0, None, None, None, None, 5, 6]


def test_a_lone_small_cell_takes_the_next_smallest_with_it() -> None:
    assert mask_cells([20, 3, 8, 12]) == [20, None, None, 12]


def test_two_cells_that_can_only_be_one_each_take_a_third() -> None:
    assert mask_cells([1, 1, 9]) == [None, None, None]
    assert mask_cells([2, 3, 9]) == [None, None, 9]


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert mask_cells([0, 5, 12]) == [0, 5, 12]


@given(
    st.lists(st.integers(0, 12), min_size=1, max_size=5).filter(lambda cells: sum(c >= 5 for c in cells) >= 1)
)
def test_every_masked_small_cell_has_two_possible_values_given_the_total(cells: list[int]) -> None:
    shown = mask_cells(cells)
    hidden = [place for place, cell in enumerate(shown) if cell is None]
    if not hidden:
        return
    rest = sum(cells) - sum(cell for cell in shown if cell is not None)
    most = max(cells)
    fits = [guess for guess in product(range(1, most + 1), repeat=len(hidden)) if sum(guess) == rest]
    small = [n for n, place in enumerate(hidden) if cells[place] < 5]
    assert all(len({guess[n] for guess in fits}) > 1 for n in small)
