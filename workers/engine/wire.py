"""Results and inputs as plain dictionaries of codes and integers: what the database stores and gives back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from workers.engine import ENGINE_VERSION
from workers.engine.results import (
    Change,
    ConstraintResult,
    Criterion,
    Evidence,
    Result,
    Status,
    Verdict,
)

#: Raised when the meaning of a stored result changes, so that an old one is still read for what it said.
FORMAT = 1
AS_IS = frozenset({str, int, bool, type(None)})


class UnreadableResult(ValueError):
    """A stored result that this version cannot read."""


def plain(value: object) -> Any:
    """Any value of the engine as JSON types: ISO dates, sorted sets, so that equal values are equal text."""
    if type(value) in AS_IS:
        return value
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    names = _names(type(value))
    if names:
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value) if isinstance(value, frozenset) else value


#: The fields of each dataclass, looked up once: a ranking has thousands of values of a few types.
_fields: dict[type[Any], tuple[str, ...]] = {}


def _names(kind: type[Any]) -> tuple[str, ...]:
    if kind not in _fields:
        _fields[kind] = tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
    return _fields[kind]


def result_to_dict(result: Result) -> dict[str, Any]:
    """The result as JSON types, with the engine's version; `result_from_dict` gives it back equal."""
    return {"format": FORMAT, "engine": ENGINE_VERSION, **plain(result)}


def result_from_dict(stored: Mapping[str, Any]) -> Result:
    """The result that `result_to_dict` wrote. Raises `UnreadableResult`."""
    if stored.get("format") != FORMAT:
        raise UnreadableResult(f"format {stored.get('format')!r} is not {FORMAT}")
    try:
        return _result(stored)
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableResult(str(error)) from error


def _result(stored: Mapping[str, Any]) -> Result:
    return Result(
        need=stored["need"],
        person=stored["person"],
        verdict=Verdict(stored["verdict"]),
        score=stored["score"],
        coverage=stored["coverage"],
        criteria=tuple(_criterion(row) for row in stored["criteria"]),
        constraints=tuple(
            ConstraintResult(**{**row, "status": Status(row["status"]), **_listed(row)})
            for row in stored["constraints"]
        ),
        changes=tuple(_change(row) for row in stored["changes"]),
    )


def _change(row: Mapping[str, Any]) -> Change:
    verdict = row.get("verdict")
    return Change(**{**row, **_listed(row), "verdict": Verdict(verdict) if verdict else None})


def _listed(row: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    return {"codes": tuple(row["codes"]), "numbers": tuple(row["numbers"])}


def _criterion(row: Mapping[str, Any]) -> Criterion:
    evidence = {name: _evidence(row[name]) for name in ("found", "not_found", "missing")}
    return Criterion(**{**row, **evidence})


def _evidence(rows: Iterable[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    return tuple(Evidence(kind=row["kind"], **_listed(row)) for row in rows)
