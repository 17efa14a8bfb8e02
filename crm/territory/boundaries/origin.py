"""A file of boundaries with where it came from, as an import is told it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

#: Québec's « Découpages administratifs », whose data are free with attribution.
SOURCE = "Gouvernement du Québec (MRNF), Découpages administratifs (SDA)"
LICENCE = "CC BY 4.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundaryFile:
    """Where the file is, whose it is, under which terms, and the day it was read."""

    path: Path
    read_on: date
    source: str = SOURCE
    licence: str = LICENCE
    edition: str = ""

    @property
    def sha256(self) -> str:
        """The fingerprint of the file; raises OSError."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
