"""A working list as a file: what is seen, all pages, in the columns chosen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from crm.candidates.services import journal_reads
from crm.portal.lists.kinds import Column, WorkList
from crm.portal.lists.wanted import Asked
from crm.portal.reader import reader
from crm.portal.sheets import Answer, sheet_answer


def as_file(
    request: HttpRequest, work: WorkList, found: QuerySet[Any], asked: Asked, columns: list[Column]
) -> Answer:
    """The rows of the question in their order; where it names persons, the journal of reads says who took it."""
    today = timezone.localdate()
    if work.named and (work.secret or any(column.names for column in columns)):
        journal_reads(
            candidate_ids=list(work.named(found, reader(request))),
            user=reader(request),
            what="export",
            now=timezone.now(),
        )
    ordered = work.dressed(found, today).order_by(*work.sorts[asked.wanted.sort].order)
    numbered = [str(work.number_label)] if work.number_label else []
    head = [str(work.title), *numbered, *(str(column.label) for column in columns)]

    def lines() -> Iterator[list[str]]:
        yield head
        for row in ordered.iterator(chunk_size=500):
            title = work.title_of(row)
            number = [title.sub] if numbered else []
            yield [title.text, *number, *(column.cell(row, today).text for column in columns)]

    return sheet_answer(request, f"{work.address}-{today.isoformat()}", lines())
