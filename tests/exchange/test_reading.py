"""What people send is read whatever program made it; what would cost too much is refused with a sentence."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from django.utils import translation

from crm.exchange.reading import SheetRefused, read_table
from crm.exchange.sheets import Sheet, workbook
from tests.exchange.lists import as_csv

LINES = [["Nom légal", "Ville"], ["Érablière Côté & Nœud", "L’Ascension"], ["=1+1", "-5"]]


def book(lines: list[list[object]]) -> bytes:
    with workbook([Sheet("Liste", lines)]) as file:
        return file.read()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The workbook with one of its parts exchanged."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.namelist():
            new.writestr(item, part if item == name else old.read(item))
        if name not in old.namelist():
            new.writestr(name, part)
    return made.getvalue()


def refusal(content: bytes) -> tuple[str, str]:
    with pytest.raises(SheetRefused) as caught:
        read_table(content)
    with translation.override("fr-ca"):
        fr = str(caught.value.message)
    with translation.override("en-ca"):
        return fr, str(caught.value.message)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("cp1252", "Windows-1252"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
    ],
)
def test_every_encoding_and_separator_is_found(encoding: str, name: str, separator: str) -> None:
    table = read_table(as_csv(LINES, encoding=encoding, separator=separator))
    assert (table.encoding, table.separator) == (name, separator)
    assert table.headings == ("Nom légal", "Ville")
    assert [cells for _number, cells in table.rows] == [tuple(line) for line in LINES[1:]]


def test_a_workbook_is_read_as_text() -> None:
    table = read_table(book([["Nom", "NEQ"], [None, None], ["=1+1", 1142345678], ["+1 418 555-0100", 28.4]]))
    assert table.rows == ((3, ("=1+1", "1142345678")), (4, ("+1 418 555-0100", "28.4")))


def test_a_marked_text_of_our_own_export_loses_its_mark() -> None:
    assert read_table(as_csv([["A"], ["'=1+1"], ["'+1 418"], ["'été"]])).rows == (
        (2, ("=1+1",)),
        (3, ("+1 418",)),
        (4, ("'été",)),
    )


def many(rows: int, columns: int) -> bytes:
    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet()
    for _number in range(rows):
        sheet.append(["x"] * columns)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def bomb() -> bytes:
    return with_part(book([["A"], ["b"]]), "xl/media/image1.png", b"\0" * (80 * 1024 * 1024))


def scratched() -> bytes:
    """A workbook some bytes of which were lost: its first part inflates no more."""
    whole = book([["A"], ["b"]])
    start = 30 + int.from_bytes(whole[26:28], "little") + int.from_bytes(whole[28:30], "little")
    return whole[:start] + b"\xff" * 40 + whole[start + 40 :]


def lying_bomb() -> bytes:
    """Its directory says that a part is small."""
    content = bytearray(bomb())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as box:
        info = box.getinfo("xl/media/image1.png")
    size = info.file_size.to_bytes(4, "little")
    at = bytes(content).rfind(size)
    content[at : at + 4] = (100).to_bytes(4, "little")
    return bytes(content)


def entities() -> bytes:
    part = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    return with_part(book([["A"], ["b"]]), "xl/workbook.xml", part)


def far_row() -> bytes:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="9000000"><c r="A9000000"><v>1</v></c></row>'
        b"</sheetData></worksheet>"
    )
    return with_part(book([["A"], ["b"]]), "xl/worksheets/sheet1.xml", sheet)


BOMBS = {
    "nothing": (b"", "vide"),
    "eleven megabytes": (b"a;b\n" * 3_000_000, "10 Mo"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"0" * 50, "PNG"),
    "a document": (b"%PDF-1.7 " + b"0" * 50, "PDF"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls"),
    "a locked workbook": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99 + "EncryptedPackage".encode("utf-16-le"),
        "mot de passe",
    ),
    "a text document": (with_part(b"PK\x05\x06" + b"\0" * 18, "mimetype", b"application/vnd.oasis"), ".xlsx"),
    "a damaged workbook": (book([["A"], ["b"]])[:700], "abîmé"),
    "a sheet that is no XML": (
        with_part(book([["A"], ["b"]]), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row"),
        "abîmé",
    ),
    "a zip bomb": (bomb(), "démesuré"),
    "a scratched workbook": (scratched(), "abîmé"),
    "a zip bomb that lies": (lying_bomb(), "abîmé"),
    "XML entities": (entities(), "entités"),
    "a row nine million": (far_row(), "million de lignes"),
    "too many rows": (as_csv([["A"]] + [["x"]] * 20_001), "20000"),
    "as many columns as Excel": (many(2, 16_384), "200 colonnes"),
    "a cell too long": (as_csv([["A"], ["x" * 40_000]]), "ligne 2"),
    "a quote never closed": (b'A;B\n"x;' + b"y;z\n" * 60_000, "guillemet"),
    "bytes of a program": (b"A;B\n\0\0\0\0;x\n", "CSV"),
    "headings alone": (as_csv([["A", "B"]]), "en-têtes"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_cannot_be_read_is_refused_with_the_mend_in_both_languages(name: str) -> None:
    content, words = BOMBS[name]
    fr, en = refusal(content)
    assert words in fr
    assert en != fr


def test_a_million_blank_lines_cost_nothing() -> None:
    table = read_table(as_csv([["A"], ["b"], *([[""]] * 500_000), ["c"]]))
    assert [cells for _number, cells in table.rows] == [("b",), ("c",)]
