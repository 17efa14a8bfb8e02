"""XLSX as people have it: one sheet, its values as text, nothing computed, nothing fetched."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from openpyxl.utils.exceptions import InvalidFileException

from crm.exchange.columns import filled
from crm.exchange.reading.guards import SheetRefused, check_book
from crm.exchange.reading.lines import COLUMN_LIMIT
from crm.exchange.sheets import as_written

_BROKEN = (
    DefusedXmlException,
    InvalidFileException,
    ParseError,
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    OverflowError,
)
#: Within how many lines a sheet that has any shows one.
_GLANCE = 200
#: A formula without the value that it had when the workbook was saved; a formula may well give an empty text.
_UNCOMPUTED = re.compile(
    rb"<c\b([^>]*)>\s*(?:<f\b[^>]*/>|<f\b[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)


@dataclass(frozen=True, slots=True)
class Book:
    """The lines of one sheet, its name, and the names of all sheets that have lines."""

    lines: Iterator[tuple[str, ...]]
    sheet: str
    sheets: tuple[str, ...]


def read_book(content: bytes, wanted: str = "") -> Book:
    """The sheet of that name; else the first one shown that has lines, else a hidden one. Raises SheetRefused."""
    check_book(content)
    with _told():
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        with_lines = [sheet for sheet in book.worksheets if any(islice(_lines(sheet), _GLANCE))]
        chosen = _chosen(with_lines or book.worksheets, wanted)
        _check_formulas(book, chosen)
    return Book(_told_lines(chosen), chosen.title, tuple(sheet.title for sheet in with_lines))


@contextmanager
def _told() -> Iterator[None]:
    """What a damaged workbook breaks is told as such."""
    try:
        yield
    except _BROKEN as error:
        raise SheetRefused(
            _("Ce classeur est abîmé. Ouvrez-le, enregistrez-le de nouveau en .xlsx, puis redonnez-le.")
        ) from error


def _chosen(sheets: Sequence[Any], wanted: str) -> Any:
    order = sorted(sheets, key=lambda sheet: (sheet.title != wanted, sheet.sheet_state != "visible"))
    if not order:
        raise SheetRefused(_("Ce classeur n’a aucune feuille de cellules."))
    return order[0]


def _check_formulas(book: Any, sheet: Any) -> None:
    """A cell whose formula was never computed reads as empty: the file is refused rather than its values lost."""
    with book._archive.open(sheet._worksheet_path) as part:
        found = _UNCOMPUTED.finditer(part.read())
    if any(b't="str"' not in match[1] for match in found):
        raise SheetRefused(
            filled(
                _(
                    "La feuille « %(sheet)s » a des formules sans valeur. Enregistrez-la de nouveau, puis redonnez-la."
                ),
                sheet=sheet.title,
            )
        )


def _told_lines(sheet: Any) -> Iterator[tuple[str, ...]]:
    with _told():
        yield from _lines(sheet)


def _lines(sheet: Any) -> Iterator[tuple[str, ...]]:
    # What the sheet says of its own size is not believed: it is read line by line.
    sheet.reset_dimensions()
    for line in sheet.iter_rows(max_col=COLUMN_LIMIT + 1, values_only=True):
        cells = tuple(_text(value) for value in line)
        yield cells if any(cells) else ()


def _text(value: object) -> str:
    """A cell as somebody would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _now("oui") if value else _now("non")
    if isinstance(value, datetime):
        plain = value.replace(microsecond=0)
        return plain.date().isoformat() if plain.time() == time() else plain.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        # What a spreadsheet shows: fifteen digits, not the last ones of a sum (0,1 + 0,2).
        return f"{Decimal(f'{value:.15g}'):f}"
    return as_written(str(value).strip(" \xa0"))
