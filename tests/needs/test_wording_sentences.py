"""How many sentences the wording rules find, and how many they leave alone, on 258 of them.

The rules were written with the even lines in sight; the odd ones are held out and only counted.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from crm.needs.rules.wording import wording_warnings

SENTENCES = [
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("wording_sentences.csv").read_text("utf-8").splitlines()
]


def precision_and_recall(sentences: list[tuple[str, ...]]) -> tuple[float, float]:
    flagged = [(ground != "-", bool(wording_warnings(text))) for ground, text in sentences]
    found = sum(touches and warned for touches, warned in flagged)
    return found / sum(warned for _touches, warned in flagged), found / sum(
        touches for touches, _w in flagged
    )


@pytest.mark.parametrize(("half", "precision", "recall"), [(0, 0.98, 1.0), (1, 0.89, 0.95)])
def test_most_of_what_touches_a_ground_is_found_and_little_else(
    half: int, precision: float, recall: float
) -> None:
    assert len(SENTENCES) >= 200
    measured = precision_and_recall(SENTENCES[half::2])
    assert measured[0] >= precision
    assert measured[1] >= recall
