"""The ratings of OaSIS: read by profile, kept by unit group, felt by scoring."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from crm.core.commands import Refused
from crm.core.models import ReferenceFile
from crm.taxonomy.models import OccupationRatings
from workers.bridge.tables import current_setting

pytestmark = pytest.mark.django_db
Write = Callable[..., Path]
Load = Callable[..., str]

COLUMNS = ["Reading Comprehension", "Writing  ", " Digital Literacy", *(f"Skill {n}" for n in range(8))]
HEADER = "OaSIS Code - Final,OaSIS Label - Final," + ",".join(COLUMNS) + "\n"


def row(code: str, *ratings: object) -> str:
    return f'{code},"A, label",' + ",".join(str(r) for r in (*ratings, *(3,) * (11 - len(ratings)))) + "\n"


def values(code: str) -> list[int]:
    """The ratings of reading, writing and digital literacy, which are stored by the order of their names."""
    kept = OccupationRatings.objects.get(occupation=code, kind="skills").values
    names = sorted(
        ["reading comprehension", "writing", "digital literacy", *(f"skill {n}" for n in range(8))]
    )
    return [kept[names.index(name)] for name in ("reading comprehension", "writing", "digital literacy")]


def test_ratings_are_the_mean_of_the_profiles_in_hundredths(write: Write, load: Load) -> None:
    text = HEADER + row("72106.01", 5, 2, 1) + row("72106.02", 4, "2.0", 1) + row("10", 1, 1, 1)
    said = load("oasis", write("skills_oasis_2023_v1.0.csv", text, "utf-8-sig"))
    assert "oasis-skills : groupes de base cotés 2" in said
    assert values("72106") == [450, 200, 100]
    assert OccupationRatings.objects.get(occupation="72106").profiles == 2
    assert values("00010") == [100, 100, 100]
    assert ReferenceFile.objects.get(name="oasis-skills").version == "2023 v1.0"


def test_a_spreadsheet_s_french_numbers_and_columns_in_another_order_are_the_same(
    write: Write, load: Load
) -> None:
    first = write("a.csv", HEADER + row("72106.01", 5, 2, 1))
    load("oasis", first)
    columns = [COLUMNS[1], COLUMNS[0], *COLUMNS[2:]]
    other = (
        f"OaSIS Code - Final;OaSIS Label - Final;{';'.join(columns)}\n72106,01;x;2,0;5;1" + ";3" * 8 + "\n"
    )
    assert "0 écrites, 0 retirées" in load("oasis", write("b.csv", other))
    assert values("72106") == [500, 200, 100]


def test_each_reject_has_its_line_and_reason(write: Write, load: Load) -> None:
    text = (
        HEADER
        + row("72106.01", 5)
        + row("72106.01", 4)
        + row("72100.00", 6)
        + row("Total", 1)
        + row("99999.00", 1)
    )
    said = load("oasis", write("a.csv", text))
    assert "4 lignes refusées" in said
    assert "ligne 3 : cette ligne en répète une autre (« 72106.01 »)" in said
    assert "ligne 4 : une cote n’est pas un nombre de l’échelle (« 6 »)" in said
    assert "ligne 5 : le code n’est pas un nombre (« Total »)" in said


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a,b\n1,2\n", "OaSIS"),
        (HEADER.replace("OaSIS Code - Final", "Number") + row("72106.01", 5), "OaSIS Code - Final"),
        ("OaSIS Code - Final,OaSIS Label - Final,Reading Comprehension\n72106.01,x,3\n", "OaSIS"),
        (HEADER + row("x", 1), "Aucune ligne"),
    ],
)
def test_a_file_that_is_something_else_is_refused(write: Write, load: Load, text: str, word: str) -> None:
    with pytest.raises(Refused, match=word):
        load("oasis", write("a.csv", text))
    assert not OccupationRatings.objects.exists()


def test_two_files_of_one_kind_are_refused(write: Write, load: Load) -> None:
    text = HEADER + row("72106.01", 5)
    with pytest.raises(Refused, match="mêmes cotes"):
        load("oasis", write("a.csv", text), write("b.csv", text))


def test_the_real_files_load_whole_and_scoring_feels_them(reference: Path, load: Load) -> None:
    before = current_setting(date(2026, 11, 23)).taxonomy
    said = load("oasis", *sorted((reference / "oasis").glob("*.csv")))
    assert OccupationRatings.objects.count() == 4 * 516
    assert sum(OccupationRatings.objects.filter(kind="skills").values_list("profiles", flat=True)) == 900
    assert said.count("0 ligne refusée") == 4
    after = current_setting(date(2026, 11, 23)).taxonomy
    assert after.version != before.version
    # Welders and 72406: apart in the classification, alike in what they ask.
    assert before.nearness("72106", "72406") < after.nearness("72106", "72406")
