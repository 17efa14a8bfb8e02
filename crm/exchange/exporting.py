"""What goes out: a whole kind of list that comes back as it left, a template to fill, the lines to mend."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crm.accounts.models import User
from crm.core.formatting import locale
from crm.exchange.kinds import BAD, DOUBLE, Kind, Viewer
from crm.exchange.models import Import, ImportLine
from crm.exchange.references import References
from crm.exchange.sheets import Sheet
from crm.territory.models import Direction


def export_lines(kind: Kind, *, user: User, direction: Direction, today: date) -> Iterator[list[Any]]:
    """The headings, then every row that the user sees of the direction: given back, it changes nothing."""
    references = References(direction, today)
    places = {"municipality", "residence"}
    columns = [column for column in kind.columns if column.exported]
    yield [str(column.label) for column in columns]
    for row in kind.rows(Viewer(user, direction, today, references)):
        yield [
            references.municipality_labels.get(row[column.code], row[column.code])
            if column.code in places
            else column.show(row[column.code])
            for column in columns
        ]


def template_sheets(kind: Kind) -> list[Sheet]:
    """An empty list with its headings, and what each column takes."""
    columns = [column for column in kind.columns if column.read is not None]
    allowed = [[_("Colonne"), _("Obligatoire"), _("Valeurs permises")]]
    for column in columns:
        values = " | ".join(column.allowed) or str(column.hint)
        allowed.append([str(column.label), _("oui") if column.required else "", values])
    return [
        Sheet(str(kind.label), [[str(column.label) for column in columns]]),
        Sheet(_("Valeurs permises"), allowed),
    ]


def mending_sheets(found: Import) -> list[Sheet]:
    """The lines that were not taken, as they were given, each with its reasons: mended, they are given again."""
    head = [*found.headings, _("Raisons (à ne pas remplir)")]
    width = len(found.headings)
    return [
        Sheet(title, _mending(found, outcome, head, width))
        for outcome, title in ((BAD, _("À corriger")), (DOUBLE, _("Doublons")))
    ]


def _mending(found: Import, outcome: str, head: list[str], width: int) -> Iterator[list[Any]]:
    yield head
    for line in found.lines.filter(outcome=outcome).iterator(1_000):
        cells = [*line.cells[:width], *([""] * (width - len(line.cells)))]
        yield [*cells, " ; ".join(reasons(found, line))]


def reasons(found: Import, line: ImportLine) -> list[str]:
    """Why a line was not taken, in the reader's language, each with its column."""
    names = dict(zip(found.mapping, found.headings, strict=False))
    said = "en" if locale() == "en_CA" or (get_language() or "").startswith("en") else "fr"
    sentence = _("%(column)s : %(reason)s")
    return [
        sentence % {"column": names.get(problem["column"], ""), "reason": problem[said]}
        if problem["column"]
        else problem[said]
        for problem in line.problems
    ]
