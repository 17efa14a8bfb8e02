"""A list as a file: opened as it is by a spreadsheet, nothing of it run, nothing of it lost."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.exchange.sheets import Sheet, as_written, csv_parts, harmless, in_language, workbook

HOSTILE = ["=1+1", "+1 418 555-0100", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''-a", "＝1", "#N/A"]
LINES = [["Nom", "Valeur"], ["Scierie", 5]]


def read(lines: list[list[object]], *, french: bool = True) -> list[list[str]]:
    text = "".join(csv_parts(lines, french=french))
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=";" if french else ","))


@pytest.mark.parametrize("text", HOSTILE[:7])
def test_what_a_spreadsheet_would_run_is_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-5", "-5,25", "Acier-Nord", "l’=", "", "'quoted'"])
def test_the_rest_is_left_as_it_is(text: str) -> None:
    assert harmless(text) == text


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\n15, a")))
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert as_written(harmless(text)) == text


def test_french_takes_semicolons_and_the_decimal_comma() -> None:
    assert read([["a;b", Decimal("28.40"), -5]]) == [["a;b", "28,40", "-5"]]
    assert read([["a,b", Decimal("28.40"), -5]], french=False) == [["a,b", "28.40", "-5"]]


def test_days_hours_and_truths_are_written_plainly() -> None:
    at = datetime(2026, 11, 23, 19, 30, tzinfo=ZoneInfo("UTC"))
    spoken = [list(line) for line in in_language([[date(2026, 11, 23), at, True, None]], "fr-ca")]
    assert read(spoken) == [["2026-11-23", "2026-11-23 14:30", "oui", ""]]


def test_a_workbook_holds_the_same_values() -> None:
    lines: list[list[object]] = [["Nom", "Jour"], *([text, date(2026, 1, 2)] for text in HOSTILE), [None, 5]]
    with workbook([Sheet("Liste: [1]", lines)]) as file:
        book = openpyxl.load_workbook(io.BytesIO(file.read()))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[0] == ("Nom", "Jour")
    assert [as_written(str(row[0])) for row in rows[1:-1]] == [text.replace("\r", "\n") for text in HOSTILE]
    assert rows[1][1].isoformat() == "2026-01-02T00:00:00"
    assert rows[-1] == (None, 5)
    assert {cell.data_type for row in book.worksheets[0].iter_rows(max_col=1) for cell in row} <= {"s", "n"}


def test_what_xml_cannot_hold_is_left_out() -> None:
    with workbook([Sheet("", [["a\x01b" * 20_000]], headings=0)]) as file:
        sheet = openpyxl.load_workbook(io.BytesIO(file.read())).worksheets[0]
    assert sheet["A1"].value.startswith("abab")
    assert len(sheet["A1"].value) == 32_767
