"""Plain words: one text for both genders, noise left aside, and no answer rather than a wild one."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.engine.text import Matcher, fold, words

REFERENCE = Path(__file__).resolve().parents[3] / "shared"
TITLES = (
    ("72106", "Soudeurs/soudeuses et opérateurs/opératrices de machines à souder et à braser"),
    ("72106", "Soudeuse-monteuse"),
    ("94120", "Opérateurs/opératrices de scierie"),
    ("95102", "Manœuvres dans les scieries"),
    ("33102", "Préposés/préposées aux bénéficiaires"),
    ("63200", "Cuisiniers/cuisinières"),
    ("63200", "Cook"),
    ("72106", "Welder"),
    ("31301", "Infirmiers autorisés/infirmières autorisées"),
    ("65310", "Préposés/préposées à l'entretien ménager et au nettoyage"),
)
MATCHER = Matcher(TITLES)
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


@given(st.text(max_size=60))
def test_any_text_is_answered_without_error_and_always_alike(text: str) -> None:
    hits = MATCHER.find(text)
    assert hits == MATCHER.find(text)
    assert all(350 <= hit.score <= 1000 for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("soudeuse", "72106"),
        ("soudeur monteur", "72106"),
        ("operateur de scirie", "94120"),
        ("gars de scierie", "94120"),
        ("PRÉPOSÉE AUX BÉNÉFICIAIRES", "33102"),
        ("cuisinnier", "63200"),
        ("cooks", "63200"),
        ("infirmière", "31301"),
    ],
)
def test_plain_words_find_the_occupation(text: str, code: str) -> None:
    assert MATCHER.find(text)[0].code == code


@pytest.mark.parametrize("text", ["", "   ", "🙂", "xyzzy plugh", "123 456", "zzz" * 3000])
def test_what_resembles_nothing_gets_no_answer(text: str) -> None:
    assert MATCHER.find(text) == []


def test_a_code_is_proposed_once_with_its_best_title() -> None:
    hits = MATCHER.find("soudeur")
    assert len({hit.code for hit in hits}) == len(hits)
    assert hits[0].score > 350


def test_what_is_proposed_does_not_depend_on_the_order_of_the_titles() -> None:
    assert Matcher(reversed(TITLES)).find("préposé") == MATCHER.find("préposé")


def test_an_exact_title_has_the_whole_score() -> None:
    assert MATCHER.find("Cuisinière")[0].score == 1000


def test_work_on_research_keeps_its_word() -> None:
    assert "recherch" in words("agente de recherche")


def test_a_query_among_three_thousand_titles_takes_less_than_fifty_milliseconds() -> None:
    """Counted in this thread's processor time, median of several, so that a busy machine does not fail it."""
    titles = [
        (f"{number:05}", f"{TITLES[number % 10][1]} {number % 613}e atelier {number}")
        for number in range(3000)
    ]
    matcher, spent = Matcher(titles), []
    for text in (
        "opératrice de scierie",
        "préposé aux bénéficiaires",
        "infirmière autorisée",
        "soudeur atelier",
        "cook",
    ):
        began = time.thread_time()
        matcher.find(text)
        spent.append(time.thread_time() - began)
    assert sorted(spent)[2] < 0.05


def test_every_official_pair_of_titles_gives_the_same_words_in_both_genders() -> None:
    path = REFERENCE / "quality" / "dev" / "t5_gender_pairs_fr.csv"
    if not path.exists():
        pytest.skip("the reference data (../shared) are not beside the checkout")
    with path.open(encoding="utf-8", newline="") as handle:
        pairs = [(row["masculine"], row["feminine"]) for row in csv.DictReader(handle)]
    assert [pair for pair in pairs if words(pair[0]) != words(pair[1])] == []
