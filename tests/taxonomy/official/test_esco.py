"""ESCO in its two editions: words in both genders, concepts, links."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crm.core.commands import Refused
from crm.core.models import ReferenceFile
from crm.taxonomy.models import EscoConcept, EscoLabel, EscoLink

pytestmark = pytest.mark.django_db
Write = Callable[..., Path]
Load = Callable[..., str]

JOB = "http://data.europa.eu/esco/occupation/"
SKILL = "http://data.europa.eu/esco/skill/"
OCCUPATIONS_1_0 = (
    "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,description\n"
    f'Occupation,{JOB}a1,7212,soudeur d’essai/soudeuse d’essai,"soudeuse d\'essai\nsoudeur au banc\n",'
    '"Soude,\nbeaucoup."\n'
    f"Occupation,{JOB}a2,2166,directeur technique/directrice technique,,\n"
)
OCCUPATIONS_1_2 = (
    "conceptType;conceptUri;iscoGroup;preferredLabel;altLabels;hiddenLabels;status;modifiedDate;definition;code\n"
    f'Occupation;{JOB}a1;7212;trial welder;"bench welder\nTrial Welder";;released;2024-01-01;;7212.1\n'
)
SKILLS = (
    "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,description\n"
    f"KnowledgeSkillCompetence,{SKILL}s1,skill/competence,cross-sector,types de brosses/types de pinceaux,,\n"
    f"KnowledgeSkillCompetence,{SKILL}s2,knowledge,cross-sector,électricité,courant,\n"
)
LINKS = (
    "occupationUri,relationType,skillType,skillUri\n"
    f"{JOB}a1,optional,knowledge,{SKILL}s2\n"
    f"{JOB}a1,essential,knowledge,{SKILL}s2\n"
    f"{JOB}a1,optional,skill/competence,{SKILL}s1\n"
    f"{JOB}absent,essential,knowledge,{SKILL}s2\n"
)


def words(language: str, kind: str = "occupation") -> set[tuple[str, str]]:
    rows = EscoLabel.objects.filter(language=language, concept__kind=kind)
    return {
        (uri.removeprefix(JOB).removeprefix(SKILL), text) for uri, text in rows.values_list("concept", "text")
    }


def test_words_of_both_genders_come_from_labels_parted_by_lines_and_slashes(write: Write, load: Load) -> None:
    said = load("esco", write("occupations_fr.csv", OCCUPATIONS_1_0))
    assert "esco-occupations-fr : concepts 2, libellés 5" in said
    assert words("fr") == {
        ("a1", "soudeur d’essai"),
        ("a1", "soudeuse d’essai"),
        ("a1", "soudeur au banc"),
        ("a2", "directeur technique"),
        ("a2", "directrice technique"),
    }
    assert EscoConcept.objects.get(pk=f"{JOB}a1").group == "7212"


def test_the_newer_edition_in_english_stands_beside_french(write: Write, load: Load) -> None:
    load("esco", write("occupations_fr.csv", OCCUPATIONS_1_0))
    load("esco", write("ESCO dataset - v1.2.0 occupations_en.csv", OCCUPATIONS_1_2))
    assert words("en") == {("a1", "trial welder"), ("a1", "bench welder")}
    assert len(words("fr")) == 5
    assert ReferenceFile.objects.get(name="esco-occupations-en").version == "v1.2.0"


def test_the_slash_of_a_skill_is_no_gender(write: Write, load: Load) -> None:
    load("esco", write("skills_fr.csv", SKILLS))
    assert words("fr", "skill") == {
        ("s1", "types de brosses/types de pinceaux"),
        ("s2", "électricité"),
        ("s2", "courant"),
    }


def test_links_hold_between_concepts_that_are_loaded(write: Write, load: Load) -> None:
    files = [
        write("occupationSkillRelations_fr.csv", LINKS),
        write("skills_fr.csv", SKILLS),
        write("occupations_fr.csv", OCCUPATIONS_1_0),
    ]
    said = load("esco", *files)
    assert dict(EscoLink.objects.values_list("skill", "essential")) == {
        f"{SKILL}s1": False,
        f"{SKILL}s2": True,
    }
    assert "ligne 5 : l’adresse du concept n’est pas dans les fichiers chargés" in said
    assert "Rien n’a changé" in load("esco", *files)


def test_a_concept_that_a_new_edition_drops_leaves(write: Write, load: Load) -> None:
    load("esco", write("occupations_fr.csv", OCCUPATIONS_1_0))
    load("esco", write("occupations_fr.csv", "\n".join(OCCUPATIONS_1_0.split("\n")[:-2]) + "\n"))
    assert not EscoConcept.objects.filter(pk=f"{JOB}a2").exists()


def test_each_reject_has_its_line_and_reason(write: Write, load: Load) -> None:
    bad = f"Occupation,{SKILL}s1,1,un,,\nOccupation,{JOB}a1,1,encore,,\nOccupation,{JOB}a9,1,,,\n"
    said = load("esco", write("occupations_fr.csv", OCCUPATIONS_1_0 + bad))
    assert "3 lignes refusées" in said
    assert "ligne 7 : l’adresse du concept n’est pas celle d’un concept d’ESCO" in said
    assert "ligne 8 : cette ligne en répète une autre" in said
    assert "ligne 9 : une valeur obligatoire est vide" in said


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("x_fr.csv", "a,b\n1,2\n", "ESCO"),
        ("groups_fr.csv", "conceptType,conceptUri,preferredLabel\nSkillGroup,x,y\n", "ESCO"),
        ("occupations.csv", OCCUPATIONS_1_0, "_fr ou _en"),
        ("skills_fr.csv", SKILLS.replace("conceptUri", "uri"), "conceptUri"),
        ("links_fr.csv", LINKS.replace("skillUri", "uri"), "skillUri"),
        ("links_fr.csv", LINKS, "Aucune ligne"),
    ],
)
def test_a_file_that_is_something_else_is_refused(
    write: Write, load: Load, name: str, text: str, word: str
) -> None:
    with pytest.raises(Refused, match=word):
        load("esco", write(name, text))
    assert not EscoConcept.objects.exists()


def test_the_real_files_load_whole(reference: Path, load: Load) -> None:
    said = load("esco", *sorted((reference / "esco_v1_fr").glob("*.csv")))
    assert "esco-occupations-fr : concepts 2942" in said
    assert "esco-occupations-en : concepts 2942" in said
    assert "esco-skills-fr : concepts 13485" in said
    assert said.count("0 ligne refusée") == 3
