"""Folding of names, and the reader's language."""

from __future__ import annotations

import pytest
from django.utils import translation

from crm.core.text import bilingual, fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Sacré-Cœur", "sacre coeur"),
        ("ÉCOLE  Œuvre", "ecole oeuvre"),
        ("Saguenay–Lac-Saint-Jean", "saguenay lac saint jean"),
        ("L’Anse-Grise", "l anse grise"),
        ("  ", ""),
        ("日本", ""),
    ],
)
def test_names_fold_alike_with_or_without_accents(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_folding_twice_changes_nothing() -> None:
    assert fold(fold("Scierie de l’Île-Basse")) == fold("Scierie de l’Île-Basse")


@pytest.mark.parametrize(("language", "shown"), [("fr-ca", "jour"), ("en-ca", "day")])
def test_a_name_is_shown_in_the_readers_language(language: str, shown: str) -> None:
    with translation.override(language):
        assert bilingual("jour", "day") == shown


def test_without_an_english_name_the_french_one_is_shown() -> None:
    with translation.override("en-ca"):
        assert bilingual("Roberval", "") == "Roberval"
