"""A file is read whatever a spreadsheet did to it; what is no table is refused in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crm.taxonomy.official.codes import both_forms, profile_code, unit_code
from crm.taxonomy.official.outcome import RowRefused
from crm.taxonomy.official.reading import FileRefused, lines_of, read_table, tidy

Write = Callable[..., Path]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252"), ("utf-16", "UTF-16")],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_encoding_and_delimiter_reads_alike(
    write: Write, encoding: str, said: str, delimiter: str
) -> None:
    table = read_table(write("a.csv", f"Code {delimiter}Métier\r\n1{delimiter}élève\r\n", encoding))
    assert table.encoding == said
    assert table.columns == ("code", "metier")
    assert table.rows[0].cells == ("1", "élève")


def test_a_record_over_several_lines_keeps_the_line_where_it_begins(write: Write) -> None:
    table = read_table(write("a.csv", 'a,b\n1,"un\ndeux"\n\n2,trois\n'))
    assert [(row.line, row.cells) for row in table.rows] == [(2, ("1", "un\ndeux")), (5, ("2", "trois"))]
    assert lines_of(" un \r\n\n deux") == ["un", "deux"]


def test_blanks_of_every_kind_are_one_space() -> None:
    assert tidy(" a\u00a0 b\u200b\n c ") == "a b c"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "vide"),
        (b"PK\x03\x04 a workbook", "CSV"),
        (b"%PDF-1.7\na,b\n", "CSV"),
        (b"a,b\n\x00,1\n", "CSV"),
        (b"\x81\x8d,\xff\n1,2\n", "CSV"),
        (b"one column\n1\n", "CSV"),
        (b"a,b\n", "aucune ligne"),
        (b"\n\n", "CSV"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, word: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(FileRefused, match=word):
        read_table(path)


def test_a_file_or_a_folder_that_is_no_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.csv"):
        with pytest.raises(FileRefused, match="existe pas"):
            read_table(path)


@pytest.mark.parametrize(("cell", "code"), [("72106", "72106"), ("10", "00010"), (" 10.0 ", "00010")])
def test_leading_zeros_are_put_back(cell: str, code: str) -> None:
    assert unit_code(cell) == code


@pytest.mark.parametrize(
    ("cell", "unit", "profile"),
    [
        ("72106.01", "72106", "01"),
        ("72106,1", "72106", "10"),
        ("10", "00010", "00"),
        ("11.02", "00011", "02"),
    ],
)
def test_zeros_lost_at_either_end_are_put_back(cell: str, unit: str, profile: str) -> None:
    assert profile_code(cell) == (unit, profile)


@pytest.mark.parametrize("cell", ["", "abc", "721060", "7.21E+04", "-1"])
def test_a_code_that_is_no_number_is_refused(cell: str) -> None:
    with pytest.raises(RowRefused):
        unit_code(cell)


@pytest.mark.parametrize(
    ("title", "forms"),
    [
        ("soudeur/soudeuse", ("soudeur", "soudeuse")),
        ("agent/agente d’été", ("agent d’été", "agente d’été")),
        ("chef cuisinier/cuisinière à bord", ("chef cuisinier à bord", "chef cuisinière à bord")),
        ("directeur technique/directrice technique", ("directeur technique", "directrice technique")),
        ("actor/actress", ("actor", "actress")),
        ("comptable", ("comptable",)),
        ("moine/nonne", ("moine/nonne",)),
        ("opérateur CA Datacom/DB", ("opérateur CA Datacom/DB",)),
        ("a/b/c", ("a/b/c",)),
        ("/", ("/",)),
    ],
)
def test_a_title_in_two_genders_gives_both(title: str, forms: tuple[str, ...]) -> None:
    assert both_forms(title) == forms
