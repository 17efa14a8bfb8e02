"""Plain words find their occupation, in both languages, also misspelt, and fast."""

from __future__ import annotations

import pytest

from crm.taxonomy.suggest import suggest_occupations, suggest_skills, usual_skills

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("gars de scie", "94120"),
        ("welder", "72106"),
        ("wleder", "72106"),
        ("soudeuse", "72106"),
        ("préposée aux bénéficiaires", "33102"),
        ("prepose au beneficiare", "33102"),
        ("PAB", "33102"),
        ("94120", "94120"),
    ],
)
def test_the_first_occupation_is_the_one_meant(words: str, code: str) -> None:
    assert suggest_occupations(words, "fr")[0].code == code


def test_a_word_of_many_occupations_offers_several() -> None:
    assert len(suggest_occupations("journalier", "fr")) == 5


@pytest.mark.parametrize("words", ["", "   ", "xyzzy", "🪚", "00000"])
def test_words_that_mean_nothing_find_nothing(words: str) -> None:
    assert suggest_occupations(words, "fr") == []


def test_titles_are_in_the_language_of_the_reader() -> None:
    assert suggest_occupations("soudeur", "en")[0].title.startswith("Welders")


def test_skills_are_found_by_their_other_names() -> None:
    assert suggest_skills("chainsaw", "fr")[0].code == "abattage-manuel"


def test_the_core_skills_of_an_occupation_come_first() -> None:
    skills = usual_skills("94120", "fr")
    assert skills[0].code == "sciage"
    assert [skill.usual for skill in skills] == sorted((skill.usual for skill in skills), reverse=True)


def test_what_was_guessed_is_told_with_a_word_and_a_code_without() -> None:
    guessed, *others = suggest_occupations("soudeur", "fr")
    assert (guessed.band, guessed.confidence >= 800) == ("Très probable", True)
    assert sum(hit.confidence for hit in (guessed, *others)) < 1300
    assert suggest_occupations("72106", "fr")[0].band == ""
    assert suggest_skills("chainsaw", "fr")[0].band
