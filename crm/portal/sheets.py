"""The one door by which a list leaves as a file: `?format=csv` or `?format=xlsx`, what the page shows, all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import Promise

from crm.exchange.sheets import CONTENT_TYPES, CSV, KINDS, Sheet, csv_parts, in_language, workbook

Answer = StreamingHttpResponse | FileResponse


def asked_format(request: HttpRequest) -> str:
    """`csv` or `xlsx` when the reader asks for the list as a file; empty otherwise."""
    asked = request.GET.get("format", "")
    return asked if asked in KINDS else ""


def sheet_answer(
    request: HttpRequest, name: str, lines: Iterable[Sequence[object]], *, headings: int = 1
) -> Answer:
    """The lines as the file that the reader asked for; `name` is without ending, the first `headings` lines are bold.

    Cells are values: texts, numbers, True and False, days, moments, None. CSV leaves as it is made, UTF-8 with its
    mark and « ; » in French; XLSX is made on disk. What a spreadsheet would run is written as text in both.
    """
    spoken = in_language(lines, request.LANGUAGE_CODE)
    if (asked_format(request) or CSV) == CSV:
        parts = csv_parts(spoken, french=request.LANGUAGE_CODE.startswith("fr"))
        response = StreamingHttpResponse(parts, content_type=CONTENT_TYPES[CSV])
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response
    return book_answer(name, [Sheet(name, spoken, headings)])


#: A column of a file: its heading, and what it says of a row.
Columns = Sequence[tuple[str | Promise, Callable[[Any], object]]]


def table_answer(request: HttpRequest, name: str, rows: Iterable[Any], columns: Columns) -> Answer:
    """The rows as the file that the reader asked for, dated today, one column after the other."""

    def lines() -> Iterator[list[object]]:
        yield [str(label) for label, _cell in columns]
        for row in rows:
            yield [cell(row) for _label, cell in columns]

    return sheet_answer(request, f"{name}-{timezone.localdate().isoformat()}", lines())


def book_answer(name: str, sheets: Iterable[Sheet]) -> FileResponse:
    """Several sheets as one workbook."""
    return FileResponse(
        workbook(sheets), as_attachment=True, filename=f"{name}.xlsx", content_type=CONTENT_TYPES["xlsx"]
    )
