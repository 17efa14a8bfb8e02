"""The engine against the published rules worked out independently."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings

from tests.engine.oracle import exact_score, shares
from tests.engine.strategies import needs, persons, using
from workers.engine.results import UNDOCUMENTED
from workers.engine.scoring import score
from workers.engine.types import Need, Person


@given(needs, persons)
@settings(max_examples=300)
def test_every_line_is_the_published_share_of_its_weight_rounded_down(need: Need, person: Person) -> None:
    expected = shares(need, person)
    lines = {row.code: row for row in score(need, person, using()).criteria if row.code != UNDOCUMENTED}
    assert list(lines) == list(expected)
    for code, (earned, documented) in expected.items():
        row = lines[code]
        assert 0 <= earned * row.weight - row.points < Fraction(101, 100), code
        assert 0 <= documented * row.weight - row.documented < Fraction(101, 100), code


@given(needs, persons)
@settings(max_examples=300)
def test_the_score_is_the_published_sum_within_the_rounding_of_its_lines(need: Need, person: Person) -> None:
    exact, rounded = exact_score(need, person)
    assert abs(exact - score(need, person, using()).score) <= rounded
