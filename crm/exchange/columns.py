"""Columns of an import: their names in both languages, what a cell may hold, and why it may not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from crm.core.text import Words, filled, fold

__all__ = [
    "CellRefused",
    "Column",
    "Line",
    "Problem",
    "Several",
    "Words",
    "filled",
    "guess_mapping",
    "in_both",
    "names_of",
    "read_cells",
]
LANGUAGES = ("fr-ca", "en-ca")
#: What a spreadsheet leaves of a number that was too wide for it, and of a formula that failed.
_SHORTENED = re.compile(r"\d([.,]\d+)?E\+\d{1,2}|#{4,}")
_FAILED = re.compile(r"#(?:N/A|[A-ZÀ-Ý]+(?:/0)?[!?])")


class Several:
    """Words side by side, in the language of whoever reads them."""

    def __init__(self, words: Sequence[Words]) -> None:
        self._words = words

    def __str__(self) -> str:
        return ", ".join(map(str, self._words))


class CellRefused(Exception):
    """A cell that cannot be taken as it is; the sentence says what to write."""

    def __init__(self, message: Words) -> None:
        self.message = message
        super().__init__(str(message))


def as_is(value: Any) -> Any:
    """A value that is written as it is."""
    return value


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its code, its name, how a cell is read, and what an empty one holds.

    `read` is None for what is exported to be read and never written back; `show` writes a value as it is read.
    One that is not `exported` is only given with new rows. `choices` are listed in the template.
    """

    code: str
    label: Words
    read: Callable[[str], Any] | None = None
    empty: Any = ""
    required: bool = False
    aliases: tuple[str, ...] = ()
    choices: Sequence[Words] | Callable[[], Sequence[Words]] = ()
    hint: Words = ""
    show: Callable[[Any], Any] = as_is
    exported: bool = True

    @property
    def allowed(self) -> list[str]:
        """The values that the column takes, in the reader's language; empty when it takes any."""
        choices = self.choices() if callable(self.choices) else self.choices
        return [str(choice) for choice in choices]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a cell (or, with no column, a whole line) is refused, in both languages."""

    column: str
    fr: str
    en: str

    def as_json(self) -> dict[str, str]:
        return {"column": self.column, "fr": self.fr, "en": self.en}


@dataclass(slots=True)
class Line:
    """A line on its way in: its cells, the values read, what it would do, and to what."""

    number: int
    cells: tuple[str, ...]
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    outcome: str = ""
    #: The row that it changes, or the one that it doubles.
    target: Any = None
    content: Any = None
    label: str = ""
    #: Why it is taken for a double; and whether somebody said that it is none.
    why: Problem | None = None
    apart: bool = False

    def refuse(self, column: str, message: Words) -> None:
        """Put a reason beside a cell."""
        self.problems.append(in_both(column, message))

    def doubles(self, target: Any, column: str, message: Words) -> None:
        """Set the line aside as a double of a row, with the reason beside the cell that tells."""
        self.outcome, self.target, self.why = "double", target, in_both(column, message)

    def said(self, code: str, default: Any = "") -> Any:
        """The value of a column, or the default when the file has no such column."""
        return self.values.get(code, default)


def in_both(column: str, message: Words) -> Problem:
    """A reason in both languages: its reader may not be who wrote it."""
    with translation.override("fr-ca"):
        fr = str(message)
    with translation.override("en-ca"):
        en = str(message)
    return Problem(column, fr, en)


def names_of(column: Column) -> set[str]:
    """Every folded name by which a heading means the column."""
    names = {fold(column.code), *map(fold, column.aliases)}
    for language in LANGUAGES:
        with translation.override(language):
            names.add(fold(str(column.label)))
    return names


def guess_mapping(
    headings: Sequence[str], columns: Iterable[Column], remembered: Mapping[str, str]
) -> list[str]:
    """For each heading the code of its column, or "": what was chosen last time, else what its name says."""
    known = {name: column.code for column in columns for name in names_of(column)}
    codes = set(known.values())
    taken: set[str] = set()
    mapping = []
    for heading in headings:
        folded = fold(heading)
        code = remembered.get(folded, known.get(folded, ""))
        if code not in codes and code:
            # Remembered of a column that there is no more.
            code = known.get(folded, "")
        code = code if code not in taken else ""
        taken.add(code)
        mapping.append(code)
    return mapping


def read_cells(line: Line, columns: Mapping[str, Column], mapping: Sequence[str]) -> None:
    """Fill the values of the line from its cells; each cell that cannot be read gets its reason."""
    if len(line.cells) > len(mapping):
        line.refuse(
            "", _("Cette ligne a plus de cellules que le fichier n’a d’en-têtes. Vérifiez ses séparateurs.")
        )
    for cell, code in zip(line.cells, mapping, strict=False):
        column = columns.get(code)
        if column is None or column.read is None:
            continue
        if not cell:
            line.values[code] = column.empty
            continue
        try:
            _check_whole(cell)
            line.values[code] = column.read(cell)
        except CellRefused as refusal:
            line.refuse(code, refusal.message)


def _check_whole(cell: str) -> None:
    if _SHORTENED.fullmatch(cell):
        raise CellRefused(
            _("Le tableur a abrégé ce nombre. Mettez la colonne au format Texte, retapez-le et enregistrez.")
        )
    if _FAILED.fullmatch(cell):
        raise CellRefused(_("Cette cellule affiche une erreur du tableur. Écrivez-y la valeur."))
