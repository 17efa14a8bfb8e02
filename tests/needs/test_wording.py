"""Words that touch a prohibited ground, in both languages, and words that only look like it."""

from __future__ import annotations

import pytest

from crm.needs.rules.wording import GROUNDS, wording_warnings


@pytest.mark.parametrize(
    ("text", "ground", "found"),
    [
        ("Jeune homme pour la cour", "age", "Jeune homme"),
        ("doit avoir moins de 35 ans", "age", "moins de 35 ans"),
        ("a young and dynamic team", "age", "young and"),
        ("Cherche une fille pour la caisse", "sex", "Cherche une fille"),
        ("women only", "sex", "women only"),
        ("pas enceinte", "pregnancy", "pas enceinte"),
        ("Québécois de souche", "origin", "Québécois de souche"),
        ("born in Canada", "origin", "born in Canada"),
        ("langue maternelle française", "language", "langue maternelle"),
        ("native English speaker", "language", "native English speaker"),
        ("doit être catholique", "religion", "catholique"),
        ("célibataire de préférence", "civil_status", "célibataire"),
        ("en BONNE SANTÉ", "disability", "BONNE SANTÉ"),
        ("CV avec photo", "appearance", "avec photo"),
    ],
)
def test_words_that_touch_a_ground_are_found_as_typed(text: str, ground: str, found: str) -> None:
    assert [(w.ground.code, w.found) for w in wording_warnings(text)] == [(ground, found)]


@pytest.mark.parametrize(
    "text",
    [
        "gars de scie",
        "homme à tout faire",
        "moins de 5 ans d’expérience accepté",
        "mise en forme du métal",
        "dans l’enceinte de l’usine",
        "préposée aux personnes handicapées",
        "photographe",
        "attractive wage",
        "",
    ],
)
def test_ordinary_words_of_work_are_left_alone(text: str) -> None:
    assert wording_warnings(text) == ()


def test_every_ground_says_why_and_what_to_write_instead() -> None:
    assert all(str(ground.reason) and str(ground.way_out) for ground in GROUNDS)
