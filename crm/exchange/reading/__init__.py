"""A file that somebody gives becomes lines of text, or is refused with the way to mend it before it costs anything."""

from __future__ import annotations

from crm.exchange.reading.book import read_book
from crm.exchange.reading.guards import OLE, ZIP, SheetRefused, check_size
from crm.exchange.reading.lines import LINE_LIMIT, Table, table_of
from crm.exchange.reading.text import read_text

__all__ = ["LINE_LIMIT", "SheetRefused", "Table", "read_table"]


def read_table(content: bytes, *, limit: int = LINE_LIMIT) -> Table:
    """The first sheet that has lines, as text, cell by cell. Raises SheetRefused with a sentence that says what to do.

    What the file is, is read from its first bytes and not from its name.
    """
    check_size(content)
    if content.startswith((ZIP, OLE)):
        return table_of(read_book(content), limit=limit, encoding="XLSX")
    lines, encoding, separator = read_text(content)
    return table_of(lines, limit=limit, encoding=encoding, separator=separator)
