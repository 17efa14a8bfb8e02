"""Plain words: one text for both genders, noise left aside."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.engine.text import fold, words

REFERENCE = Path(__file__).resolve().parents[3] / "shared"
SAME = [
    ("Soudeur", "Soudeuse"),
    ("soudeur/soudeuse", "soudeuse ou soudeur"),
    ("soudeur(se)", "SOUDEUR"),
    ("journalier(ère)", "journalière"),
    ("opératrice ou opérateur de scierie", "opérateurs et opératrices de scierie"),
    ("agent·e·s d’intégration", "agente d'intégration"),
    ("technicien-ne", "technicienne"),
    ("vendeur/euse", "vendeuses"),
    ("adjoint(e) administratif(ve)", "adjointe administrative"),
    ("Salesman/saleswoman", "salesperson"),
    ("Manœuvre", "manoeuvres"),
    ("soudeur recherché, temps plein (H/F)", "soudeur"),
    ("Welder wanted - full time", "welder"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_both_genders_and_posting_noise_give_the_same_words(one: str, other: str) -> None:
    assert words(one) == words(other)


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("soudeur 40h/sem, 25 $", "soudeur sem"),
        ("2e cuisinier", "cuisinier"),
        ("animateur 3D", "animateur 3d"),
    ],
)
def test_numbers_tell_nothing_but_a_name_with_a_figure_does(text: str, said: str) -> None:
    assert words(text) == words(said)


@pytest.mark.parametrize("text", ["recherché", "Wanted", "temps plein", "offre d’emploi", "…"])
def test_posting_noise_alone_has_no_word(text: str) -> None:
    assert words(text) == ()


def test_work_on_research_keeps_its_word() -> None:
    assert "recherch" in words("agente de recherche")


def test_every_official_pair_of_titles_gives_the_same_words_in_both_genders() -> None:
    path = REFERENCE / "quality" / "dev" / "t5_gender_pairs_fr.csv"
    if not path.exists():
        pytest.skip("the reference data (../shared) are not beside the checkout")
    with path.open(encoding="utf-8", newline="") as handle:
        pairs = [(row["masculine"], row["feminine"]) for row in csv.DictReader(handle)]
    assert [pair for pair in pairs if words(pair[0]) != words(pair[1])] == []
