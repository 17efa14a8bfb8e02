"""Lines read whole before anything is computed, answered whole before anything is written."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import IO, Any

Case = Mapping[str, Any]
#: Told of what is not there: any JSON value is something.
ABSENT = object()


class Malformed(ValueError):
    """A line or a table that cannot be read: where, and what is wrong with it, in both languages."""

    def __init__(self, where: tuple[str, str], french: str, english: str) -> None:
        super().__init__(english)
        self.sentences = (f"{where[0]} : {french}", f"{where[1]}: {english}")


def line(number: int) -> tuple[str, str]:
    """The name of a line of the standard input."""
    return f"ligne {number}", f"line {number}"


def read(stream: IO[bytes], check: Callable[[Case, tuple[str, str]], None]) -> list[Case]:
    """Every case of the stream; blank lines are passed over. Raises `Malformed`, also for an `id` given twice."""
    cases: dict[str, Case] = {}
    for number, raw in enumerate(stream, 1):
        if not raw.strip():
            continue
        case = _object(raw, number)
        check(case, line(number))
        key = case["id"]
        if key in cases:
            raise Malformed(
                line(number), f"l’id « {key} » est déjà donné", f"the id “{key}” was given before"
            )
        cases[key] = case
    return list(cases.values())


def _object(raw: bytes, number: int) -> Case:
    try:
        case = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):  # Not UTF-8, not JSON, a number of thousands of digits, too deep.
        raise Malformed(line(number), "ce n’est pas du JSON en UTF-8", "this is not JSON in UTF-8") from None
    if not isinstance(case, dict):
        raise Malformed(line(number), "un objet JSON est attendu", "a JSON object is expected")
    return case


def text(case: Case, name: str, where: tuple[str, str], *, default: object = ABSENT) -> str:
    """A text of the case; `default` when it may be left out. Raises `Malformed`."""
    value = case.get(name, default)
    if value is None and default is not ABSENT:
        return str(default)
    if not isinstance(value, str) or not _is_written(value):
        raise Malformed(where, f"« {name} » doit être un texte", f"“{name}” must be a text")
    return value


def _is_written(value: str) -> bool:
    """Whether UTF-8 can write it: JSON may name half of a pair of surrogates, which is no character."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def texts(case: Case, name: str, where: tuple[str, str]) -> list[str]:
    """A list of texts of the case, empty when left out. Raises `Malformed`."""
    value = case.get(name, [])
    if not isinstance(value, list) or any(not isinstance(item, str) for item in value):
        raise Malformed(
            where, f"« {name} » doit être une liste de textes", f"“{name}” must be a list of texts"
        )
    return value


def objects(case: Case, name: str, where: tuple[str, str]) -> list[Case]:
    """A list of objects of the case, each with an `id` of its own. Raises `Malformed`."""
    value = case.get(name)
    if not isinstance(value, list) or any(not isinstance(item, dict) for item in value):
        raise Malformed(
            where, f"« {name} » doit être une liste d’objets", f"“{name}” must be a list of objects"
        )
    keys = [text(item, "id", where) for item in value]
    if len(set(keys)) != len(keys):
        raise Malformed(
            where, f"un id est donné deux fois dans « {name} »", f"an id is given twice in “{name}”"
        )
    return value


def language(case: Case, where: tuple[str, str]) -> str | None:
    """The language of a case, "fr" or "en"; None when it is left out. Raises `Malformed`."""
    value = case.get("lang")
    if value not in (None, "fr", "en"):
        raise Malformed(where, "« lang » doit être « fr » ou « en »", "“lang” must be “fr” or “en”")
    return value


def write(answers: Iterable[Mapping[str, Any]]) -> None:
    """One line an answer, once all are known."""
    lines = [json.dumps(answer, ensure_ascii=False) + "\n" for answer in answers]
    sys.stdout.buffer.write("".join(lines).encode())
    sys.stdout.buffer.flush()
