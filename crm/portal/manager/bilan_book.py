"""A bilan as a workbook: one sheet a part, each with its period, its as-of moment and its rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.http import FileResponse
from django.utils.translation import gettext as _

from crm.exchange.sheets import Sheet
from crm.portal.sheets import book_answer
from crm.reporting.bilan_parts import Document, Section

#: Lines above the cells of a part: its title, its proof, its rules, nothing, its headers.
HEADINGS = 5
Line = Sequence[object]


def bilan_book(name: str, document: Document) -> FileResponse:
    """The workbook of a report; `name` is without ending."""
    return book_answer(name, _sheets(document))


def _sheets(document: Document) -> Iterator[Sheet]:
    yield Sheet(_("Sommaire"), _summary(document), 1)
    for section in document.sections:
        yield Sheet(section.title, _part(document, section), HEADINGS if section.table else 1)
    yield Sheet(_("Règles"), _rules(document), 1)


def _summary(document: Document) -> Iterator[Line]:
    yield [document.title, document.territory]
    yield from ([said] for said in (document.direction, *document.proof) if said)
    yield []
    yield from ([number.plain, number.label] for number in document.numbers)
    yield []
    yield from ([said] for said in (*document.context, *document.foot))


def _part(document: Document, section: Section) -> Iterator[Line]:
    yield [section.title]
    yield [document.territory, *document.proof]
    yield [_("Règle") + " " + code for code in section.rules]
    yield []
    if section.table:
        yield list(section.table.headers)
        yield from (list(line) for line in section.table.plain)
        yield []
    yield from ([said] for said in section.paragraphs)
    yield from ([item.title, *item.lines, *item.marks] for item in section.items)
    yield from ([said] for said in (section.closing, *section.notes) if said)


def _rules(document: Document) -> Iterator[Line]:
    yield [_("Règle"), _("Titre"), _("Texte")]
    yield from ([code, title, text] for code, title, text in document.rules)
