"""Lists as CSV files that a spreadsheet opens as they are and runs nothing of."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpRequest, StreamingHttpResponse


class _Echo:
    def write(self, value: str) -> str:
        return value


def csv_answer(request: HttpRequest, name: str, lines: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """The lines as a file: UTF-8 with a mark that Excel reads, the separator of the reader's language."""
    writer = csv.writer(_Echo(), delimiter=";" if request.LANGUAGE_CODE.startswith("fr") else ",")
    body = (writer.writerow([_safe(cell) for cell in line]) for line in lines)
    response = StreamingHttpResponse(_marked(body), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _marked(body: Iterator[str]) -> Iterator[str]:
    yield "\ufeff"
    yield from body


def _safe(cell: object) -> object:
    """A cell that a spreadsheet would run as a formula is written as text."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
