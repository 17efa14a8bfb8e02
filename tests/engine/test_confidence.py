"""How sure a proposal is: in order, within bounds, more where the others are further; nothing for noise."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.confidence import Case, answers
from workers.engine.text import Band, Titles, band
from workers.engine.text.confidence import OCCUPATIONS, PROFILES, SKILLS, Curve
from workers.lines import tables

CURVES = st.sampled_from([OCCUPATIONS, SKILLS, PROFILES])
CASES = Path(__file__).resolve().parents[3] / "shared" / "quality" / "dev" / "t1_noc_titles.csv"


@given(CURVES, st.lists(st.floats(-9, 2.25, width=32), min_size=1, max_size=40), st.floats(0.1, 200))
def test_confidences_keep_the_order_and_the_bounds(curve: Curve, scores: list[float], titles: float) -> None:
    told = curve.of(np.array(scores, dtype=np.float32), most=10, titles=titles)
    assert len(told) == min(10, len(scores))
    assert told == sorted(told, reverse=True)
    assert all(1 <= confidence <= 999 for confidence in told)


@given(CURVES, st.floats(0, 2), st.floats(0.01, 1), st.floats(0.01, 1))
def test_the_further_the_others_the_surer_the_first(
    curve: Curve, best: float, gap: float, more: float
) -> None:
    near, far = (
        curve.of(np.array([best, best - lead], dtype=np.float32), most=1, titles=3)
        for lead in (gap, gap + more)
    )
    assert near <= far


@pytest.mark.parametrize(
    ("confidence", "word"),
    [
        (999, Band.VERY_LIKELY),
        (800, Band.VERY_LIKELY),
        (799, Band.LIKELY),
        (150, Band.POSSIBLE),
        (1, Band.UNLIKELY),
    ],
)
def test_each_confidence_has_one_word(confidence: int, word: Band) -> None:
    assert band(confidence) is word


@pytest.mark.parametrize(
    "text", ["recherché", "Temps plein", "offre d’emploi", "we are hiring", "zzz", "xyzzy", "", "?"]
)
def test_what_says_nothing_is_not_answered(text: str) -> None:
    assert Titles(tables.occupations(None)).find(text, "fr") == []


@pytest.mark.skipif(not CASES.exists(), reason="the reference data with judged titles is absent")
def test_the_second_half_of_judged_titles_is_right_as_often_as_told_by_our_own_table() -> None:
    with CASES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    cases = [Case(row["query"], row["lang"], frozenset(row["gold_noc2021"].split("|"))) for row in rows]
    found = answers("own", tables.occupations(None), cases).half(1)
    told, right = found.told(OCCUPATIONS, 3).ravel(), found.right[:, :3].ravel()
    for least, most in ((0.5, 1), (0.15, 0.5), (0, 0.15)):
        inside = (told >= least) & (told < most)
        assert abs(told[inside].mean() - right[inside].mean()) < 0.08
