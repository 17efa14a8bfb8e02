"""Rows as a file that a spreadsheet opens as they are and runs nothing of: CSV or XLSX, written as they come."""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

CSV, XLSX = "csv", "xlsx"
KINDS = (CSV, XLSX)
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: What Excel holds in one cell.
CELL_LIMIT = 32_767
_WIDE = 42
#: Signs by which a spreadsheet takes a text for a formula; the wide forms too, which some programs narrow.
_FORMULA = "=+\\-@\t\r\n＝＋－＠"
_RUNS = re.compile(f"^'*[{_FORMULA}]")
_MARKED = re.compile(f"^'+[{_FORMULA}]")
#: A plain number stays one: nothing is run of « -5 » or « -5,25 ».
_NEGATIVE = re.compile(r"^-\d+([.,]\d+)?$")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook: its name, its lines, and how many of the first ones are headings."""

    title: str
    lines: Iterable[Sequence[object]]
    headings: int = 1


def harmless(text: str) -> str:
    """The text with one apostrophe before it when a spreadsheet would run it; `as_written` takes it off again."""
    return f"'{text}" if _RUNS.match(text) and not _NEGATIVE.match(text) else text


def as_written(text: str) -> str:
    """The text as it was before `harmless`."""
    return text[1:] if _MARKED.match(text) else text


def csv_parts(lines: Iterable[Sequence[object]], *, french: bool) -> Iterator[str]:
    """The lines as CSV, a part at a time: a mark that Excel reads, `;` and the decimal comma in French."""
    writer = csv.writer(_Echo(), delimiter=";" if french else ",")
    yield "\ufeff"
    for line in lines:
        yield writer.writerow([_csv_cell(cell, french=french) for cell in line])


def workbook(sheets: Iterable[Sheet]) -> IO[bytes]:
    """The sheets as an XLSX file, kept on disk past a few megabytes; read from its beginning."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        _write_sheet(book, sheet)
    file = tempfile.SpooledTemporaryFile(max_size=4_000_000)  # noqa: SIM115 -- whoever asked closes it
    book.save(file)
    file.seek(0)
    return file


class _Echo:
    def write(self, value: str) -> str:
        return value


def _csv_cell(cell: object, *, french: bool) -> object:
    if isinstance(cell, Decimal | float):
        return str(cell).replace(".", ",") if french else str(cell)
    plain = _plain(cell)
    if isinstance(plain, datetime):
        return plain.strftime("%Y-%m-%d %H:%M")
    return harmless(plain) if isinstance(plain, str) else plain


def _plain(cell: object) -> object:
    """The cell as a text, a number or a day, and nothing else; yes and no in words, hours as they are in Québec."""
    if isinstance(cell, bool):
        return _("oui") if cell else _("non")
    if isinstance(cell, datetime) and timezone.is_aware(cell):
        return timezone.localtime(cell).replace(tzinfo=None)
    if cell is None or isinstance(cell, str | int | float | Decimal | date):
        return cell
    # A row of another table is told by its text, like words that wait for their language.
    return str(cell)


def _write_sheet(book: Workbook, sheet: Sheet) -> None:
    page = book.create_sheet(_sheet_name(sheet.title))
    lines = iter(sheet.lines)
    head = [line for _number, line in zip(range(sheet.headings), lines, strict=False)]
    if head:
        page.freeze_panes = f"A{len(head) + 1}"
        for at, cell in enumerate(head[-1], start=1):
            page.column_dimensions[get_column_letter(at)].width = min(_WIDE, max(10, len(str(cell)) + 4))
    for line in head:
        page.append([_heading(page, cell) for cell in line])
    for line in lines:
        page.append([_xlsx_cell(page, cell) for cell in line])


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", str(title)).strip()[:31] or "1"


def _heading(page: Any, cell: object) -> object:
    made = _text_cell(page, str(cell) if cell is not None else "")
    made.font = Font(bold=True)
    return made


def _xlsx_cell(page: Any, cell: object) -> object:
    plain = _plain(cell)
    if isinstance(plain, str):
        return _text_cell(page, plain) if plain[:1] in "=+-@#'\t\r\n" else _writable(plain)
    if isinstance(plain, date):
        made = WriteOnlyCell(page, plain)
        made.number_format = "yyyy-mm-dd hh:mm" if isinstance(plain, datetime) else "yyyy-mm-dd"
        return made
    return plain


def _text_cell(page: Any, text: str) -> Any:
    """A text that stays one whatever it begins with; only what looks already marked takes one more apostrophe."""
    made = WriteOnlyCell(page, _writable(f"'{text}" if _MARKED.match(text) else text))
    if made.data_type != "n":
        made.data_type = "s"
    made.quotePrefix = bool(_RUNS.match(text))
    return made


def _writable(text: str) -> str:
    """What XML may hold, at most what a cell holds."""
    return str(ILLEGAL_CHARACTERS_RE.sub("", text))[:CELL_LIMIT]


def in_language(lines: Iterable[Sequence[object]], language: str) -> Iterator[list[object]]:
    """The lines made in the language, also when they are read after the page's own work has ended."""
    rest = iter(lines)
    while True:
        with translation.override(language):
            line = next(rest, None)
            if line is None:
                return
            cells = [_plain(cell) for cell in line]
        yield cells
