"""Nearness by ratings: whole numbers, symmetric, blind to what all occupations share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.engine.ratings import RatingRow, ratings_nearness
from workers.engine.taxonomy import build_taxonomy

ROWS: list[RatingRow] = [
    ("10000", "skills", (500, 100, 300, 0)),
    ("20000", "skills", (400, 0, 300, 100)),
    ("30000", "skills", (0, 500, 300, 400)),
]


def test_those_who_ask_the_same_are_near_and_opposites_are_not() -> None:
    near = ratings_nearness(ROWS)
    assert near["10000", "20000"] > 600
    assert ("10000", "30000") not in near


def test_what_everyone_asks_alike_tells_nothing() -> None:
    raised = [(code, kind, (*ratings[:2], 0, ratings[3])) for code, kind, ratings in ROWS]
    assert ratings_nearness(raised) == ratings_nearness(ROWS)


def test_twins_stop_at_the_ceiling_and_flat_ratings_are_near_to_nobody() -> None:
    twins = [*ROWS, ("40000", "skills", ROWS[0][2])]
    assert ratings_nearness(twins)["10000", "40000"] == 900
    assert ratings_nearness([("1", "skills", (1, 1)), ("2", "skills", (1, 1))]) == {}


def test_kinds_count_alike_where_both_have_them() -> None:
    alone = ratings_nearness(ROWS)["10000", "20000"]
    more = [*ROWS, ("10000", "knowledges", (1, 2)), ("30000", "knowledges", (2, 1))]
    assert ratings_nearness(more)["10000", "20000"] == alone
    assert ratings_nearness([*ROWS, *((c, "again", r) for c, _, r in ROWS)])["10000", "20000"] == alone


def test_rows_of_one_kind_are_of_one_length() -> None:
    with pytest.raises(ValueError, match="zip"):
        ratings_nearness([("1", "skills", (1, 2)), ("2", "skills", (1,))])


@given(st.lists(st.lists(st.integers(0, 500), min_size=4, max_size=4), min_size=2, max_size=6), st.randoms())
def test_the_order_of_rows_changes_nothing(ratings: list[list[int]], chance: object) -> None:
    rows: list[RatingRow] = [(f"{n}0000", "skills", row) for n, row in enumerate(ratings)]
    near = ratings_nearness(rows)
    chance.shuffle(rows)  # type: ignore[attr-defined]
    assert ratings_nearness(rows) == near
    assert all(one < other and 1 <= value <= 900 for (one, other), value in near.items())


def test_ratings_bring_occupations_nearer_than_the_better_of_links_and_hierarchy() -> None:
    links = [("72106", "weld"), ("72107", "weld"), ("94105", "press")]
    ratings = {("72106", "72107"): 300, ("72106", "94105"): 800}
    tables = build_taxonomy(version="1", profiles=links, evidence=(ratings,))
    assert tables.nearness("94105", "72106") == 800
    assert tables.nearness("72106", "72107") == 900
    assert tables.nearness("72107", "94105") == 0


def test_each_evidence_goes_part_of_the_way_that_is_left() -> None:
    near = {("72106", "72201"): 300}
    tables = build_taxonomy(version="1", profiles=(), evidence=(near, near))
    assert tables.nearness("72106", "72201") == 1000 - 800 * 7 // 10 * 7 // 10
