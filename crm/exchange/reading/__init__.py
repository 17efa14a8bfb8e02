"""A file that somebody gives becomes lines of text, or is refused with the way to mend it before it costs anything."""

from __future__ import annotations

from crm.exchange.reading.book import read_book
from crm.exchange.reading.guards import OLE, ZIP, SheetRefused, check_size
from crm.exchange.reading.lines import LINE_LIMIT, Table, table_of
from crm.exchange.reading.text import read_text

__all__ = ["LINE_LIMIT", "SheetRefused", "Table", "read_table"]


def read_table(content: bytes, *, limit: int = LINE_LIMIT, sheet: str = "") -> Table:
    """The lines of a file, as text, cell by cell; of a workbook those of `sheet`, or of the first that has any.

    What the file is, is read from its first bytes and not from its name. Raises SheetRefused with a sentence that
    says what to do.
    """
    check_size(content)
    if content.startswith((ZIP, OLE)):
        book = read_book(content, sheet)
        return table_of(book.lines, limit=limit, encoding="XLSX", sheet=book.sheet, sheets=book.sheets)
    lines, encoding, separator = read_text(content)
    return table_of(lines, limit=limit, encoding=encoding, separator=separator)
