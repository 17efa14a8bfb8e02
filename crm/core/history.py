"""Reading rows of edits: who wrote a field last."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, TypeVar


class Edit(Protocol):
    """A row that tells what changed: {field: [before, after]}; a key's field may end in « _id »."""

    changes: Any


E = TypeVar("E", bound=Edit)


def latest_by_field(edits: Iterable[E], fields: Iterable[str]) -> dict[str, E]:
    """The newest edit of each field, from edits told newest first."""
    found: dict[str, E] = {}
    wanted = list(fields)
    for edit in edits:
        for name in wanted:
            if name in edit.changes or f"{name}_id" in edit.changes:
                found.setdefault(name, edit)
    return found
