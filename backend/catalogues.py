"""The catalogues of the interface's sentences: where they are, and their compiled form, made when it is older."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parents[1] / "crm" / "locale"
SOURCE, COMPLETE = "fr_CA", "en_CA"


def catalogue_path(locale: str) -> Path:
    """Where the catalogue of `en_CA` or `fr_CA` is kept."""
    return LOCALE / locale / "LC_MESSAGES" / "django.po"


def read(locale: str) -> Catalog:
    """The catalogue as committed; empty when there is none yet."""
    path = catalogue_path(locale)
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def ensure_compiled(folder: Path = LOCALE) -> int:
    """Compile the catalogues that are newer than what gettext reads of them; how many. Costs a glance when none is."""
    stale = [path for path in sorted(folder.glob("*/LC_MESSAGES/django.po")) if is_stale(path)]
    for path in stale:
        compile_one(path)
    return len(stale)


def is_stale(path: Path) -> bool:
    """Whether the compiled form of a catalogue is missing or older than it."""
    compiled = path.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime_ns < path.stat().st_mtime_ns


def compile_one(path: Path) -> None:
    """Write the compiled form beside the catalogue, whole or not at all: several processes may start at once."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parts[-3])
    with NamedTemporaryFile(dir=path.parent, suffix=".tmp", delete=False) as compiled:
        write_mo(compiled, catalogue)
    Path(compiled.name).chmod(0o644)
    Path(compiled.name).replace(path.with_suffix(".mo"))
