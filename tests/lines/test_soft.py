"""Soft occupations: several that a title and skills fit, each by its share."""

from __future__ import annotations

import pytest

from workers.engine.text.titles import Hit
from workers.lines.soft import SoftNearness

TABLE = {("A", "B"): 600, ("A", "C"): 100}


def soft(*shares: tuple[str, int]) -> list[Hit]:
    return [Hit(code=code, score=score, confidence=score) for code, score in shares]


@pytest.fixture
def near() -> SoftNearness:
    return SoftNearness(TABLE)


def test_a_certain_occupation_keeps_its_code(near: SoftNearness) -> None:
    assert near.name(soft(("A", 985), ("B", 15))) == "A"
    assert near.name(soft(("A", 1000))) == "A"


def test_nothing_found_has_no_name(near: SoftNearness) -> None:
    assert near.name([]) == ""


def test_what_is_left_out_goes_to_the_likeliest(near: SoftNearness) -> None:
    assert near.name(soft(("A", 700), ("B", 290), ("C", 9))) == "A 710 ‰ + B 290 ‰"


@pytest.mark.parametrize(
    ("one", "other", "nearness"),
    [
        ((("A", 1000),), (("B", 1000),), 600),
        ((("A", 1000),), (("B", 500), ("C", 500)), 350),
        ((("A", 1000),), (("A", 600), ("B", 400)), 840),
        ((("A", 750), ("B", 250)), (("A", 500), ("B", 500)), 800),
        ((("B", 1000),), (("C", 1000),), 0),
    ],
)
def test_nearness_is_that_of_each_by_its_share(
    near: SoftNearness, one: tuple[tuple[str, int], ...], other: tuple[tuple[str, int], ...], nearness: int
) -> None:
    names = near.name(soft(*one)), near.name(soft(*other))
    assert near[names] == near[names[::-1]] == nearness
    assert set(near) == {names, names[::-1]}
    assert len(near) == 2
