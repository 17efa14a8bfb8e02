"""Lines of cells, however they came: headings found, blanks left out, limits kept while reading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.exchange.columns import filled
from crm.exchange.reading.guards import SheetRefused

LINE_LIMIT = 20_000
COLUMN_LIMIT = 200
CELL_LIMIT = 32_767
#: As many lines as a sheet of Excel has: more are no sheet.
_BLANK_LIMIT = 1_048_576
#: Among how many lines the headings are looked for, below the title of the sheet.
_TITLES = 5
#: What no column is called: a number of seven digits or more, a day, an e-mail, an address of the Web.
_DATUM = re.compile(r"\+?[\d\s().-]{7,}|\S+@\S+\.\w+|https?://.*")
Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds: its headings, then (number in the file, cells) of every line that is not blank."""

    headings: Cells
    rows: tuple[tuple[int, Cells], ...]
    encoding: str
    separator: str = ""
    sheet: str = ""
    #: The sheets that have lines, this one too.
    sheets: tuple[str, ...] = ()


def table_of(lines: Iterable[Cells], *, limit: int, encoding: str, **more: Any) -> Table:
    """The table of the lines; `more` are the table's own. Raises SheetRefused past `limit` lines, 200 columns or
    32,767 characters in a cell."""
    headings, rest = _headed((number, cells) for number, cells in _bounded(lines) if any(cells))
    rows: list[tuple[int, Cells]] = []
    for number, cells in rest:
        if len(rows) == limit:
            raise SheetRefused(
                filled(
                    _("Ce fichier a plus de %(limit)s lignes. Partagez-le en plusieurs fichiers."),
                    limit=limit,
                )
            )
        rows.append((number, _fitted(cells, len(headings))))
    if not rows:
        raise SheetRefused(_("Ce fichier n’a que des en-têtes : ajoutez au moins une ligne."))
    return Table(headings, tuple(rows), encoding, **more)


def _headed(lines: Iterator[tuple[int, Cells]]) -> tuple[Cells, Iterator[tuple[int, Cells]]]:
    """The headings and the lines below them. A title alone on its line, above them, is no heading."""
    first = list(islice(lines, _TITLES))
    if not first:
        raise SheetRefused(_("Ce fichier est vide."))
    widths = [sum(map(bool, cells)) for _number, cells in first]
    at = next((at for at, width in enumerate(widths) if width > 1), 0)
    headings = _headings(first[at][1])
    if any(_DATUM.fullmatch(heading) for heading in headings):
        raise SheetRefused(
            _(
                "La première ligne nomme les colonnes, et celle-ci est déjà une fiche : ajoutez des en-têtes au-dessus."
            )
        )
    return headings, chain(first[at + 1 :], lines)


def _bounded(lines: Iterable[Cells]) -> Iterator[tuple[int, Cells]]:
    for number, cells in enumerate(lines, start=1):
        if number > _BLANK_LIMIT:
            raise SheetRefused(
                _("Ce fichier a plus d’un million de lignes. Partagez-le en plusieurs fichiers.")
            )
        if len(cells) > COLUMN_LIMIT and any(cells[COLUMN_LIMIT:]):
            raise SheetRefused(
                _("Ce fichier a plus de 200 colonnes. Gardez les colonnes à importer et retirez les autres.")
            )
        if any(len(cell) > CELL_LIMIT for cell in cells):
            raise SheetRefused(
                filled(
                    _(
                        "Une cellule de la ligne %(line)s est trop longue : cherchez un guillemet ouvert, jamais fermé."
                    ),
                    line=number,
                )
            )
        yield number, cells


def _headings(cells: Cells) -> Cells:
    width = max(at for at, cell in enumerate(cells, start=1) if cell)
    return cells[:width]


def _fitted(cells: Cells, width: int) -> Cells:
    """The line as wide as the headings; a cell past them that holds something stays, for its line to be refused."""
    extra = tuple(cell for cell in cells[width:] if cell)
    return cells[:width] + ("",) * (width - len(cells)) + extra
