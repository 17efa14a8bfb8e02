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


class UnreadableResult(ValueError):
    """A stored result that this version cannot read."""


def plain(value: object) -> Any:
    """Any value of the engine as JSON types: ISO dates, sorted sets, so that equal values are equal text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


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
        changes=tuple(Change(**{**row, **_listed(row)}) for row in stored["changes"]),
    )


def _listed(row: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    return {"codes": tuple(row["codes"]), "numbers": tuple(row["numbers"])}


def _criterion(row: Mapping[str, Any]) -> Criterion:
    evidence = {name: _evidence(row[name]) for name in ("found", "not_found", "missing")}
    return Criterion(**{**row, **evidence})


def _evidence(rows: Iterable[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    return tuple(Evidence(kind=row["kind"], **_listed(row)) for row in rows)
