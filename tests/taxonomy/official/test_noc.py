"""The NOC's structure and elements, in both languages."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command

from crm.core.commands import Refused
from crm.core.models import OutboxMessage, ReferenceFile
from crm.taxonomy.models import OccupationText, OccupationTitle

pytestmark = pytest.mark.django_db
Write = Callable[..., Path]
Load = Callable[..., str]

FILES = Path(__file__).parent / "files"
STRUCTURE_FR = (FILES / "structure_fr.csv").read_text("utf-8")
ELEMENTS_FR = (FILES / "elements_fr.csv").read_text("utf-8").replace("\n", "\r\n")
ELEMENTS_EN = (FILES / "elements_en.csv").read_text("utf-8")


def titles(language: str) -> set[tuple[str, str]]:
    rows = OccupationTitle.objects.filter(source="noc", language=language)
    return set(rows.values_list("occupation_id", "title"))


def test_definitions_survive_the_official_typing_error_and_lost_zeros(write: Write, load: Load) -> None:
    said = load("noc", write("cnp_2021_version_1.0_-_structure.csv", STRUCTURE_FR, "utf-8-sig"))
    assert dict(OccupationText.objects.values_list("occupation_id", "text")) == {
        "72106": "Soudent des métaux, parfois sous l’eau.",
        "00010": "Font les lois.",
    }
    assert "définitions 2" in said
    assert ReferenceFile.objects.get(name="noc-structure-fr").version == "2021 v1.0"


def test_titles_in_both_genders_and_duties_are_kept_beside_the_house_s_own(write: Write, load: Load) -> None:
    own = OccupationTitle.objects.filter(source="").count()
    said = load("noc", write("elements.csv", ELEMENTS_FR, "cp1252"), write("elements_en.csv", ELEMENTS_EN))
    assert titles("fr") == {
        ("72106", "soudeur sous-marin d’essai"),
        ("72106", "soudeuse sous-marin d’essai"),
        ("00010", "député d’essai"),
    }
    assert titles("en") == {("72106", "trial underwater welder")}
    duties = OccupationText.objects.filter(kind="duty").values_list("language", "text")
    assert set(duties) == {("fr", "Souder"), ("en", "Weld things")}
    assert OccupationTitle.objects.filter(source="").count() == own
    assert "[Windows-1252]" in said


def test_each_reject_has_its_line_and_reason(write: Write, load: Load, tmp_path: Path) -> None:
    said = load("noc", write("e.csv", ELEMENTS_FR), rejects=str(tmp_path / "rejects.csv"))
    assert "4 lignes refusées" in said
    assert "e.csv, ligne 8 : le code n’est pas un nombre (« soixante »)" in said
    assert "e.csv, ligne 9 : ce code n’est pas un groupe de base de la CNP 2021 (« 99999 »)" in said
    assert len((tmp_path / "rejects.csv").read_text("utf-8-sig").splitlines()) == 5
    assert ReferenceFile.objects.get(name="noc-elements-fr").rejects == 4


def test_loading_again_writes_nothing_and_a_new_file_replaces_only_its_own(write: Write, load: Load) -> None:
    french, english = write("e.csv", ELEMENTS_FR), write("e_en.csv", ELEMENTS_EN)
    load("noc", french, english)
    OutboxMessage.objects.all().delete()
    before = ReferenceFile.objects.get(name="noc-elements-en")
    assert "Rien n’a changé" in load("noc", french, english)
    assert not OutboxMessage.objects.exists()
    load("noc", write("e_en.csv", ELEMENTS_EN.replace("trial", "test")))
    assert titles("en") == {("72106", "test underwater welder")}
    assert len(titles("fr")) == 3
    assert ReferenceFile.objects.get(name="noc-elements-en").sha256 != before.sha256


def test_the_house_s_files_loaded_again_leave_official_titles(write: Write, load: Load) -> None:
    load("noc", write("e_en.csv", ELEMENTS_EN))
    call_command("load_reference", verbosity=0)
    assert titles("en") == {("72106", "trial underwater welder")}


def test_a_load_promises_new_rankings(write: Write, load: Load) -> None:
    assert "recalculés" in load("noc", write("e_en.csv", ELEMENTS_EN))
    assert OutboxMessage.objects.get().task == "workers.tasks.matching.tables_changed"


def test_a_dry_run_counts_and_writes_nothing(write: Write, load: Load) -> None:
    said = load("noc", write("e_en.csv", ELEMENTS_EN), dry_run=True)
    assert "titres 1, tâches 1" in said
    assert "rien n’a été écrit" in said
    assert not titles("en")
    assert not ReferenceFile.objects.exclude(source="").exists()
    assert not OutboxMessage.objects.exists()


def test_the_report_is_in_english_when_asked(write: Write, load: Load) -> None:
    assert "refused" in load("noc", write("e_en.csv", ELEMENTS_EN), lang="en")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a,b\n1,2\n", "Statistique Canada"),
        (ELEMENTS_EN.replace("Code - NOC 2021 V1.0", "Number"), "Code - NOC 2021 V1.0"),
        (ELEMENTS_EN.replace("Element Type Label English", "Kind"), "Element Type Label English"),
        (STRUCTURE_FR.replace("Définitions de la classe", "Notes"), "Class definition"),
        (ELEMENTS_EN.replace("72106", "abc"), "Aucune ligne"),
    ],
)
def test_a_file_that_is_something_else_is_refused_whole(
    write: Write, load: Load, text: str, word: str
) -> None:
    with pytest.raises(Refused, match=word) as refused:
        load("noc", write("good.csv", ELEMENTS_FR), write("bad.csv", text))
    french, english = str(refused.value).split("\n")
    assert french != english
    assert refused.value.returncode == 2
    assert not titles("fr")


def test_rejects_that_cannot_be_written_are_said_and_nothing_is_loaded(
    write: Write, load: Load, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="refusées"):
        load("noc", write("e_en.csv", ELEMENTS_EN), rejects=str(tmp_path))
    assert not titles("en")


def test_the_real_structure_files_load_whole(reference: Path, load: Load) -> None:
    files = sorted((reference / "noc").glob("*_2021_*.csv"))
    assert len(files) == 2
    said = load("noc", *files)
    assert "noc-structure-fr : définitions 516" in said
    assert "noc-structure-en : définitions 516" in said
    assert ReferenceFile.objects.exclude(source="").filter(rejects=0).count() == 2


def test_a_file_without_levels_keeps_what_is_surely_a_unit_group(write: Write, load: Load) -> None:
    text = STRUCTURE_FR.replace("Niveau ,", "").replace("\n1,", "\n").replace("\n5,", "\n")
    load("noc", write("structure.csv", text))
    assert set(OccupationText.objects.values_list("occupation_id", flat=True)) == {"72106"}


def test_what_a_spreadsheet_makes_of_the_real_file_loads_the_same(
    reference: Path, write: Write, load: Load
) -> None:
    (real,) = (reference / "noc").glob("cnp_2021_*.csv")
    load("noc", real)
    header, *rows = csv.reader(io.StringIO(real.read_text("utf-8-sig")))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(header)
    writer.writerows([*row[:2], str(int(row[2])) if row[2].isdigit() else row[2], *row[3:]] for row in rows)
    said = load("noc", write("saved.csv", out.getvalue(), "cp1252"))
    assert "définitions 516\u00a0; 0 écrites, 0 retirées\u00a0; 0 ligne refusée" in said
    assert "[Windows-1252]" in said
