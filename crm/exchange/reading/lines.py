"""Lines of cells, however they came: headings found, blanks left out, limits kept while reading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from crm.exchange.columns import filled
from crm.exchange.reading.guards import SheetRefused

LINE_LIMIT = 20_000
COLUMN_LIMIT = 200
CELL_LIMIT = 32_767
#: As many lines as a sheet of Excel has: more are no sheet.
_BLANK_LIMIT = 1_048_576
Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds: its headings, then (number in the file, cells) of every line that is not blank."""

    headings: Cells
    rows: tuple[tuple[int, Cells], ...]
    encoding: str
    separator: str = ""


def table_of(lines: Iterable[Cells], *, limit: int, encoding: str, separator: str = "") -> Table:
    """The table of the lines. Raises SheetRefused past `limit` lines, 200 columns or 32,767 characters in a cell."""
    rest = _bounded(lines)
    head = next(((number, cells) for number, cells in rest if any(cells)), None)
    if head is None:
        raise SheetRefused(_("Ce fichier est vide."))
    headings = _headings(head[1])
    rows: list[tuple[int, Cells]] = []
    for number, cells in rest:
        if not any(cells):
            continue
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
    return Table(headings, tuple(rows), encoding, separator)


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
