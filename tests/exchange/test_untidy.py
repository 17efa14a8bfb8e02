"""Files as offices really have them: each is read right, or refused with its mend in both languages."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from crm.exchange.reading import SheetRefused, read_table
from tests.exchange.test_reading import refusal, with_part

HEAD = "Nom légal;Municipalité;Site Web"
LINE = "Érablière Côté à l’œuvre;L’Épiphanie;"


def workbook_of(*sheets: tuple[str, list[list[Any]], str]) -> bytes:
    """Sheets as (name, lines, state)."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, lines, state in sheets:
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for line in lines:
            sheet.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("codec", "name"), [("mac_roman", "Macintosh"), ("cp850", "DOS"), ("cp1252", "Windows-1252")]
)
def test_the_letters_of_every_old_machine_come_out(codec: str, name: str) -> None:
    line = "Érablière Côté à l'ouvrage;Montréal;"
    table = read_table(f"{HEAD}\n{line}\n".encode(codec))
    assert (table.encoding, table.rows[0][1]) == (name, tuple(line.split(";")))


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_lines_end_as_they_may(end: str) -> None:
    table = read_table(end.join([HEAD, "", LINE, "", ""]).encode())
    assert [cells for _number, cells in table.rows] == [tuple(LINE.split(";"))]


def test_a_title_above_the_headings_is_no_heading() -> None:
    table = read_table(f"Entreprises visitées en 2026;;\n\n{HEAD}\n{LINE}\n".encode())
    assert table.headings == ("Nom légal", "Municipalité", "Site Web")
    assert table.rows == ((4, tuple(LINE.split(";"))),)


def test_merged_cells_read_as_their_first_one() -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["Liste des entreprises"])
    sheet.merge_cells("A1:C1")
    sheet["A1"].font = Font(bold=True)
    sheet.append(["Nom légal", "Municipalité", "NEQ"])
    sheet.append(["Une", "Alma", 1142345678])
    file = io.BytesIO()
    book.save(file)
    table = read_table(file.getvalue())
    assert table.headings == ("Nom légal", "Municipalité", "NEQ")
    assert table.rows == ((3, ("Une", "Alma", "1142345678")),)


def test_one_column_alone_is_a_list() -> None:
    table = read_table("Nom légal\nTremblay, Roy et fils\nUne\n".encode())
    assert (table.headings, len(table.rows)) == (("Nom légal",), 2)
    assert table.rows[0][1] == ("Tremblay, Roy et fils",)


def test_commas_within_do_not_part_a_file_of_semicolons() -> None:
    lines = [HEAD, *(f"Entreprise {at};Alma, au centre, ici, là;" for at in range(30))]
    assert read_table("\n".join(lines).encode()).separator == ";"


@pytest.mark.parametrize("first", ["Une;1142345678;Alma", "Une;info@une.example;Alma", "Une;2026-11-23;Alma"])
def test_a_file_without_headings_is_told_so(first: str) -> None:
    fr, en = refusal(f"{first}\n{first}\n".encode())
    assert "en-têtes" in fr
    assert "headings" in en


def test_the_first_shown_sheet_is_read_unless_another_is_asked_for() -> None:
    lines = [["Nom légal", "Municipalité"], ["Une", "Alma"]]
    other = [["Nom légal", "Municipalité"], ["Autre", "Roberval"]]
    content = workbook_of(
        ("Vide", [], "visible"),
        ("Cachée", other, "hidden"),
        ("Liste", lines, "visible"),
        ("2025", other, "visible"),
    )
    table = read_table(content)
    assert (table.sheet, table.sheets, table.rows[0][1][0]) == ("Liste", ("Cachée", "Liste", "2025"), "Une")
    assert read_table(content, sheet="2025").rows[0][1][0] == "Autre"
    assert read_table(workbook_of(("Vide", [], "visible"), ("Cachée", other, "hidden"))).sheet == "Cachée"


def test_a_formula_that_was_never_computed_is_not_taken_for_nothing() -> None:
    content = workbook_of(("Liste", [["Nom légal", "Municipalité"], ["Une", '="Al"&"ma"']], "visible"))
    fr, en = refusal(content)
    assert "sans valeur" in fr
    assert "formulas" in en


def test_a_formula_reads_as_its_value() -> None:
    part = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>Nom</t></is></c>'
        b'<c r="B1" t="inlineStr"><is><t>Salaire</t></is></c></row>'
        b'<row r="2"><c r="A2" t="str"><f>IF(1,"","x")</f><v></v></c>'
        b'<c r="B2"><f>0.1+0.2</f><v>0.30000000000000004</v></c></row>'
        b"</sheetData></worksheet>"
    )
    content = with_part(workbook_of(("Liste", [["A"], ["b"]], "visible")), "xl/worksheets/sheet1.xml", part)
    assert read_table(content).rows == ((2, ("", "0.3")),)


def test_two_headings_of_one_name_are_two_columns() -> None:
    assert read_table(b"Nom;Nom\nUne;Deux\n").headings == ("Nom", "Nom")


def test_a_workbook_without_a_sheet_of_cells_is_refused() -> None:
    with pytest.raises(SheetRefused):
        read_table(workbook_of(("Vide", [], "visible")))
