"""Columns of an import: their names in both languages, what a cell may hold, and why it may not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from crm.core.text import fold

LANGUAGES = ("fr-ca", "en-ca")
Words = str | Promise


def _fill(message: Words, values: Mapping[str, object]) -> str:
    return str(message) % {name: str(value) for name, value in values.items()}


_filled = lazy(_fill, str)


def filled(message: Words, **values: object) -> Words:
    """A sentence with its values, put together when it is read: in its reader's language."""
    sentence: Words = _filled(message, values)
    return sentence


class CellRefused(Exception):
    """A cell that cannot be taken as it is; the sentence says what to write."""

    def __init__(self, message: Words) -> None:
        self.message = message
        super().__init__(str(message))


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its code, its name, how a cell is read, and what an empty one holds.

    `read` is None for what is exported to be read and never written back. `choices` are listed in the template.
    """

    code: str
    label: Words
    read: Callable[[str], Any] | None = None
    empty: Any = ""
    required: bool = False
    aliases: tuple[str, ...] = ()
    choices: Sequence[Words] | Callable[[], Sequence[Words]] = ()
    hint: Words = ""

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

    def refuse(self, column: str, message: Words) -> None:
        """Put a reason beside a cell."""
        self.problems.append(in_both(column, message))

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
        code = code if code in codes and code not in taken else ""
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
            line.values[code] = column.read(cell)
        except CellRefused as refusal:
            line.refuse(code, refusal.message)
