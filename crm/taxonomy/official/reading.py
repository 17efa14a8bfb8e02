"""A CSV file as people have it: with a BOM or not, in UTF-8, UTF-16 or Windows-1252, parted by `,`, `;` or tabs."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.core.text import fold

#: From the biggest honest file (ESCO 1.2, 10 MB) upwards there is room; beyond this it is something else.
LARGEST = 200_000_000
DELIMITERS = (",", ";", "\t")
_BLANKS = re.compile(r"[\s\u00a0\u200b\u202f\ufeff]+")


class FileRefused(Exception):
    """A file that cannot be loaded, with its mend: `message` is a lazy sentence, `values` fill its blanks."""

    def __init__(self, message: str | Promise, **values: str) -> None:
        self.message = message
        self.values = values
        super().__init__(str(message) % values)


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the line of the file where it begins, and its cells, blanks tidied but for line breaks."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file that was read. `columns` are the folded names; `encoding` is a name for people."""

    path: Path
    sha256: str
    encoding: str
    names: tuple[str, ...]
    rows: tuple[Row, ...] = field(repr=False)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(fold(name) for name in self.names)

    def find(self, pattern: str) -> int | None:
        """The place of the first column whose folded name begins as the pattern says; None when there is none."""
        return next((i for i, name in enumerate(self.columns) if re.match(pattern, name)), None)

    def places(self, patterns: Mapping[str, str]) -> dict[str, int]:
        """The place of each column that is there."""
        found = {name: self.find(pattern) for name, pattern in patterns.items()}
        return {name: place for name, place in found.items() if place is not None}

    def require(self, place: int | None, column: str) -> int:
        """The place, or FileRefused naming the column that is wanted."""
        if place is None:
            raise FileRefused(
                _(
                    "Le fichier « %(file)s » n’a pas la colonne « %(column)s » : reprenez le fichier officiel "
                    "sans en changer les titres de colonnes, puis relancez la commande."
                ),
                file=self.path.name,
                column=column,
            )
        return place


def read_table(path: Path) -> Table:
    """Read a file whole; raises FileRefused when it is absent, empty, or no table of text."""
    content = _bytes(path)
    text, encoding = _text(content, path)
    names, rows = _records(text, path)
    return Table(
        path=path, sha256=hashlib.sha256(content).hexdigest(), encoding=encoding, names=names, rows=rows
    )


def tidy(text: str) -> str:
    """One line: blanks of every kind made one space, none at the ends."""
    return _BLANKS.sub(" ", text).strip()


def lines_of(cell: str) -> list[str]:
    """The lines of a cell that holds several, tidied, without the empty ones."""
    return [line for line in (tidy(part) for part in re.split(r"[\r\n\u2028]+", cell)) if line]


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise FileRefused(
            _("Le fichier « %(file)s » n’existe pas : vérifiez son nom et son dossier, puis relancez."),
            file=str(path),
        )
    if not 0 < path.stat().st_size <= LARGEST:
        raise FileRefused(
            _("Le fichier « %(file)s » est vide ou démesuré : téléchargez-le de nouveau, puis relancez."),
            file=path.name,
        )
    return path.read_bytes()


def _text(content: bytes, path: Path) -> tuple[str, str]:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return _decoded(content, "utf-16", path), "UTF-16"
    if b"\x00" in content or content[:2] == b"PK" or content[:4] == b"%PDF":
        raise _not_text(path)
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return _decoded(content, "cp1252", path), "Windows-1252"


def _decoded(content: bytes, encoding: str, path: Path) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _not_text(path) from error


def _not_text(path: Path) -> FileRefused:
    return FileRefused(
        _(
            "Le fichier « %(file)s » n’est pas un fichier CSV : ouvrez-le dans un tableur, enregistrez-le en "
            "« CSV UTF-8 », puis relancez la commande."
        ),
        file=path.name,
    )


def _records(text: str, path: Path) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    try:
        records = _parted(text)
        names, rows = next(records, None), tuple(records)
    except csv.Error as error:
        raise _not_text(path) from error
    if names is None or len(names.cells) < 2:
        raise _not_text(path)
    if not rows:
        raise FileRefused(
            _("Le fichier « %(file)s » n’a aucune ligne : téléchargez-le de nouveau, puis relancez."),
            file=path.name,
        )
    return names.cells, rows


def _parted(text: str) -> Iterator[Row]:
    """The records that hold something, by the delimiter that parts the first one most."""
    first = text.lstrip("\r\n\ufeff ").partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    for record in reader:
        if any(cell.strip() for cell in record):
            yield Row(line=line, cells=tuple(cell.strip("\ufeff \t\u00a0\r\n") for cell in record))
        line = reader.line_num + 1
