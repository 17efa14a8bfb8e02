"""What a load did: rows kept, written, removed, and the rows refused, each with its line and its reason."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.core.reference import Synchronised
from crm.taxonomy.official.reading import FileRefused, Row, Table

T = TypeVar("T")

REASONS: dict[str, str | Promise] = {
    "code_not_number": _("le code n’est pas un nombre"),
    "code_unknown": _("ce code n’est pas un groupe de base de la CNP 2021"),
    "cells_missing": _("il manque des cellules sur cette ligne"),
    "value_missing": _("une valeur obligatoire est vide"),
    "rating_outside": _("une cote n’est pas un nombre de l’échelle"),
    "text_too_long": _("le texte est trop long"),
    "repeated": _("cette ligne en répète une autre"),
    "address_unknown": _("l’adresse du concept n’est pas dans les fichiers chargés"),
    "address_not_esco": _("l’adresse du concept n’est pas celle d’un concept d’ESCO"),
}


@dataclass(frozen=True, slots=True)
class Reject:
    """A row refused: `reason` is a key of REASONS, `value` what was found."""

    file: str
    line: int
    reason: str
    value: str


class RowRefused(Exception):
    """Raised while a row is read: the reason, a key of REASONS, and the value found."""

    def __init__(self, reason: str, value: str = "") -> None:
        self.reason = reason
        self.value = value[:80]
        super().__init__(reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """One kind of official file, after its load. `name` is the key of its ReferenceFile; `rows` by what they are."""

    name: str
    files: tuple[Table, ...]
    rejects: tuple[Reject, ...]
    version: str
    rows: Mapping[str, int]
    written: int
    removed: int

    @property
    def sha256(self) -> str:
        """The hash of the file, or of the hashes of several."""
        hashes = sorted(file.sha256 for file in self.files)
        return hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """What the rows of files gave, and the rows refused."""

    tables: tuple[Table, ...]
    kept: list[T]
    rejects: list[Reject]

    def loaded(self, *, name: str, version: str, results: Mapping[str, Synchronised]) -> Loaded:
        """The outcome, once the rows are stored: `results` by the name of what was stored."""
        return Loaded(
            name=name,
            files=self.tables,
            rejects=tuple(self.rejects),
            version=version,
            rows={kind: result.rows for kind, result in results.items()},
            written=sum(result.written for result in results.values()),
            removed=sum(result.removed for result in results.values()),
        )


def read_files(
    tables: Sequence[Table], reader_of: Callable[[Table], Callable[[Row], Iterable[T]]]
) -> Read[T]:
    """What each row of the files gives, and the rows refused; a row shorter than its header is refused.

    Raises FileRefused when a file gives nothing at all: it is another file than its header says.
    """
    kept: list[T] = []
    rejects: list[Reject] = []
    for table in tables:
        before, reader = len(kept), reader_of(table)
        for row in table.rows:
            try:
                kept += reader(_whole(row, len(table.names)))
            except RowRefused as refused:
                rejects.append(Reject(table.path.name, row.line, refused.reason, refused.value))
        if len(kept) == before:
            raise _nothing(table, rejects)
    return Read(tuple(tables), kept, rejects)


def _whole(row: Row, wide: int) -> Row:
    if len(row.cells) < wide:
        raise RowRefused("cells_missing", " | ".join(row.cells))
    return row


def _nothing(table: Table, rejects: Sequence[Reject]) -> FileRefused:
    return FileRefused(
        _(
            "Aucune ligne du fichier « %(file)s » n’a pu être lue (ligne %(line)s : « %(value)s ») : reprenez le "
            "fichier officiel, puis relancez la commande."
        ),
        file=table.path.name,
        line=str(rejects[-1].line if rejects else 1),
        value=rejects[-1].value if rejects else "",
    )
