"""Once ESCO is loaded, its words find our occupations and skills, where it is sure that they say the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crm.taxonomy.official.vocabulary import occupation_words, skill_words
from crm.taxonomy.suggest import suggest_skills

pytestmark = pytest.mark.django_db
Write = Callable[..., Path]
Load = Callable[..., str]

OURS = [("72106", "fr", "Soudeur"), ("72106", "fr", "soudeuse"), ("94120", "fr", "scieur")]


def occupations(*labels: str) -> str:
    rows = [
        f"Occupation,http://data.europa.eu/esco/occupation/c{n},1,{label.partition('|')[0]},"
        f'"{label.partition("|")[2]}"'
        for n, label in enumerate(labels)
    ]
    return "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels\n" + "\n".join(rows) + "\n"


def test_words_of_a_concept_that_shares_two_words_lead_to_the_same_occupation(
    write: Write, load: Load
) -> None:
    load("esco", write("occupations_fr.csv", occupations("soudeur/soudeuse|assembleur au banc")))
    assert occupation_words(OURS) == [("72106", "fr", "assembleur au banc")]


@pytest.mark.parametrize(
    "label", ["soudeur|assembleur", "soudeur/soudeuse|scieur\nassembleur", "tricoteur|assembleur"]
)
def test_one_shared_word_or_words_of_two_occupations_lead_nowhere(
    write: Write, load: Load, label: str
) -> None:
    load("esco", write("occupations_fr.csv", occupations(label)))
    assert occupation_words(OURS) == []


def test_without_esco_nothing_is_lent() -> None:
    assert occupation_words(OURS) == skill_words([("soudage", "fr", "soudage")]) == []


def test_the_search_of_skills_reads_the_words_lent(write: Write, load: Load) -> None:
    text = (
        "conceptUri,skillType,preferredLabel,altLabels\n"
        'http://data.europa.eu/esco/skill/s,x,chainsaw,"scie à chaîne\nébranchage au zigzagueur"\n'
    )
    load("esco", write("skills_en.csv", text))
    assert suggest_skills("ébranchage au zigzagueur", "fr")[0].code == "abattage-manuel"
