"""XLSX as people have it: the first sheet with lines, its values as text, nothing computed, nothing fetched."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from openpyxl.utils.exceptions import InvalidFileException

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


def read_book(content: bytes) -> Iterator[tuple[str, ...]]:
    """The lines of the first sheet that has any. Raises SheetRefused, also while they are read."""
    check_book(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        yield from _lines(book)
        book.close()
    except _BROKEN as error:
        raise SheetRefused(
            _("Ce classeur est abîmé. Ouvrez-le, enregistrez-le de nouveau en .xlsx, puis redonnez-le.")
        ) from error


def _lines(book: Any) -> Iterator[tuple[str, ...]]:
    for sheet in book.worksheets:
        # What the sheet says of its own size is not believed: it is read line by line.
        sheet.reset_dimensions()
        some = False
        for line in sheet.iter_rows(max_col=COLUMN_LIMIT + 1, values_only=True):
            cells = tuple(_text(value) for value in line)
            some = some or any(cells)
            yield cells
        if some:
            return


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
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(Decimal(repr(value)))
    return as_written(str(value).strip(" \xa0"))
