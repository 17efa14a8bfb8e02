"""The sentences of the interface: found in the code, kept in two catalogues.

French is the source: a message's id is its French sentence. fr_CA adds only the French plural rule; en_CA is complete.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import write_po
from django.utils.translation.template import templatize

from backend.catalogues import COMPLETE, SOURCE, catalogue_path, read

ROOT = Path(__file__).resolve().parents[1]
CODE, TEMPLATES = ("backend", "crm", "workers"), ROOT / "crm" / "templates"

# Which arguments of each function are messages; "c" marks the context.
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "_now", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# The date of a catalogue is its commit's.
DATE = datetime(2026, 11, 23, tzinfo=UTC)
HEADER = "# Passerelle: the sentences of the interface. Made by `./passerelle manage messages`; write the msgstr only."
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")

Found = tuple[str | tuple[str, ...], str | None, str]


def python_source(path: Path) -> bytes:
    """The text that the extractor of Python reads; a template becomes the calls that its tags stand for."""
    text = path.read_text("utf-8")
    if path.suffix == ".html":
        # In parentheses, so that what the tags leave of the page's indentation means nothing.
        text = f"({templatize(text, origin=str(path))}\n)"
    return text.encode()


def messages_of(path: Path, name: str) -> Iterator[Found]:
    """(id, context, name) of every message of a Python file or a template; a plural's id is a pair."""
    options = {"encoding": "utf-8"}
    for _line, message, _comments, context in extract(
        "python", BytesIO(python_source(path)), KEYWORDS, (), options
    ):
        yield message, context, name


def sources() -> list[Path]:
    """The files that may hold sentences."""
    code = [
        path for folder in CODE for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts
    ]
    return sorted(code) + sorted(TEMPLATES.rglob("*.html"))


def extract_all(paths: Iterable[Path] | None = None) -> list[Found]:
    """Every message of the product, in the order of the files."""
    chosen = sources() if paths is None else paths
    return [found for path in chosen for found in messages_of(path, os.path.relpath(path, ROOT))]


def merged(found: list[Found], old: Catalog, *, locale: str) -> Catalog:
    """A catalogue of exactly what the code holds, with the translations that `old` has for it."""
    new = Catalog(
        locale=locale,
        project="Passerelle",
        version="1",
        msgid_bugs_address=" ",
        language_team="Passerelle",
        header_comment=HEADER,
        creation_date=DATE,
        revision_date=DATE,
        last_translator="Passerelle",
        fuzzy=False,
    )
    for message, context, name in found:
        kept = old.get(message, context)
        new.add(message, kept.string if kept else None, [(name, 0)], context=context)
    if locale == SOURCE:
        fill_plurals(new)
    return new


def fill_plurals(catalogue: Catalog) -> None:
    """French counts zero as one: a plural's two forms are written out, where a missing one would follow English."""
    for message in catalogue:
        if message.id and message.pluralizable:
            last = catalogue.num_plurals - 1
            message.string = (message.id[0],) + (message.id[1],) * last


def update() -> dict[str, int]:
    """Write both catalogues again from the code; how many messages of each have no translation."""
    found = extract_all()
    missing = {}
    for locale in (SOURCE, COMPLETE):
        catalogue = merged(found, read(locale), locale=locale)
        buffer = BytesIO()
        write_po(buffer, catalogue, width=0, include_lineno=False, sort_by_file=True)
        catalogue_path(locale).parent.mkdir(parents=True, exist_ok=True)
        catalogue_path(locale).write_bytes(buffer.getvalue())
        missing[locale] = sum(1 for message in catalogue if message.id and not is_translated(message))
    return missing


def is_translated(message: Message) -> bool:
    """Whether every form of the message is written."""
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(forms)


def keys(messages: Iterable[Message]) -> set[tuple[Any, str | None]]:
    """What identifies messages: their first form and context."""
    return {(first_form(m.id), m.context) for m in messages if m.id}


def first_form(message: str | tuple[str, ...] | list[str]) -> str:
    """The singular of a plural, the message itself otherwise."""
    return message if isinstance(message, str) else message[0]


def faults(found: list[Found], catalogue: Catalog, *, complete: bool) -> Iterator[str]:
    """Each sentence that the catalogue lacks, holds for nothing, holds as a guess, or spoils the values of."""
    wanted = {(first_form(message), context) for message, context, _name in found}
    held = keys(catalogue)
    yield from (f"lacking: {message!r}" for message, _context in sorted(wanted - held, key=str))
    obsolete = keys(catalogue.obsolete.values()) | (held - wanted)
    yield from (f"obsolete: {message!r}" for message, _context in sorted(obsolete, key=str))
    for message in catalogue:
        if not message.id:
            continue
        if message.fuzzy:
            yield f"fuzzy: {first_form(message.id)!r}"
        if complete and not is_translated(message):
            yield f"not translated: {first_form(message.id)!r}"
        elif not same_placeholders(message):
            yield f"values differ: {first_form(message.id)!r}"


def same_placeholders(message: Message) -> bool:
    """The values that a sentence takes are the same in its translation; a singular may leave the number out."""
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
    allowed = {name for one in ids for name in PLACEHOLDER.findall(one)}
    used = [set(PLACEHOLDER.findall(one)) for one in strings if one]
    return not used or (used[-1] == set(PLACEHOLDER.findall(ids[-1])) and all(one <= allowed for one in used))


def check() -> list[str]:
    """What is wrong with the committed catalogues, one line a fault."""
    found = extract_all()
    lines = []
    for locale in (SOURCE, COMPLETE):
        lines += [f"{locale} {fault}" for fault in faults(found, read(locale), complete=locale == COMPLETE)]
    return lines
