"""Titles to codes: both languages, both genders, slips of the finger, and no answer where nothing is shared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.engine.text import Title, Titles, learn, words

ROWS = (
    ("72106", "fr", "Soudeurs/soudeuses et opérateurs/opératrices de machines à souder"),
    ("72106", "fr", "Soudeuse-monteuse"),
    ("72106", "en", "Welders and related machine operators"),
    ("72106", "en", "Welder-fitter"),
    ("94120", "fr", "Opérateurs/opératrices de scierie"),
    ("94120", "en", "Sawmill machine operators"),
    ("95102", "fr", "Manœuvres dans les scieries"),
    ("95102", "en", "Sawmill labourers"),
    ("63200", "fr", "Cuisiniers/cuisinières"),
    ("63200", "en", "Cooks"),
    ("31301", "fr", "Infirmiers autorisés/infirmières autorisées"),
    ("31301", "en", "Registered nurses"),
    ("10021", "fr", "Acheteurs"),
    ("12102", "fr", "Acheteur"),
)
TITLES = Titles(ROWS)


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("soudeuse", "fr", "72106"),
        ("SOUDEUR MONTEUR recherché", "fr", "72106"),
        ("operateur de scirie", "fr", "94120"),
        ("cuisinnier", "fr", "63200"),
        ("wleder", "en", "72106"),
        ("sawmil labourer", "en", "95102"),
        ("registered nurse", None, "31301"),
        ("infirmière", None, "31301"),
    ],
)
def test_plain_words_find_the_code(text: str, language: str | None, code: str) -> None:
    assert TITLES.find(text, language)[0].code == code


def test_a_title_in_the_singular_comes_before_the_group_in_the_plural() -> None:
    assert [hit.code for hit in TITLES.find("acheteuse", "fr")[:2]] == ["12102", "10021"]
    assert [hit.code for hit in TITLES.find("acheteurs", "fr")[:2]] == ["10021", "12102"]


@given(st.sampled_from([("Soudeur", "Soudeuse"), ("Cuisinier", "Cuisinière"), ("Infirmier", "Infirmière")]))
def test_a_masculine_and_a_feminine_title_get_the_same_codes_and_scores(pair: tuple[str, str]) -> None:
    assert TITLES.find(pair[0], "fr") == TITLES.find(pair[1], "fr")


@given(st.text(max_size=60), st.sampled_from(["fr", "en", None]))
def test_any_text_is_answered_alike_twice_in_order_and_within_bounds(text: str, language: str | None) -> None:
    hits = TITLES.find(text, language)
    assert hits == TITLES.find(text, language)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 < hit.score <= 1000 for hit in hits)
    assert len({hit.code for hit in hits}) == len(hits)


def test_many_texts_at_once_are_answered_like_each_alone() -> None:
    asked = [("soudeuse", "fr"), ("cook", "en"), ("", "fr"), ("scierie", None)]
    assert TITLES.find_all(asked) == [TITLES.find(text, language) for text, language in asked]


@pytest.mark.parametrize("text", ["", "   ", "!!!", "漢字", "recherché"])
def test_what_shares_nothing_is_not_answered(text: str) -> None:
    assert TITLES.find(text, "fr") == []


def test_an_empty_table_answers_nothing() -> None:
    assert Titles([]).find("soudeur", "fr") == []
    assert Titles([("1", "fr", "…")]).find("soudeur", "fr") == []


def test_translations_are_learnt_from_titles_that_share_a_code() -> None:
    listed = [
        ("1", "boucher", "butcher"),
        ("2", "boucher industriel", "industrial butcher"),
        ("3", "mécanicien industriel", "industrial mechanic"),
        ("4", "mécanicien", "mechanic"),
    ]
    titles = [
        Title(code, language, words(text))
        for code, french, english in listed
        for language, text in (("fr", french), ("en", english))
    ]
    french, english = learn(titles, "fr", "en")
    assert french[words("boucher")[0]][0][0] == words("butcher")[0]
    assert english[words("mechanic")[0]][0][0] == words("mécanicien")[0]


def test_one_language_alone_teaches_no_translation() -> None:
    assert learn([Title("1", "fr", ("boucher",))], "fr", "en") == ({}, {})
