"""People ranked for a need told in plain words, by the product's own score."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

from workers.engine.rank import rank as ranked
from workers.engine.results import Result
from workers.lines import stream, tables
from workers.lines.reading import Reader, check_need, check_told
from workers.lines.stream import Case

KNOWN = ("fr", "en")


def rank(source: IO[bytes], *, profiles: Path | None) -> list[dict[str, Any]]:
    """An answer a case: all the candidates, best first. Raises `Malformed`."""
    cases = stream.read(source, _check)
    reader = Reader(tables.profiles(profiles), tables.skill_names(profiles))
    reader.learn(
        (told, _language(case, told)) for case in cases for told in (case["need"], *case["candidates"])
    )
    using = reader.setting()
    answers = []
    for case in cases:
        need = reader.need(case["need"], _language(case, case["need"]), key=case["id"])
        people = [reader.person(told, _language(case, told)) for told in case["candidates"]]
        answers.append(
            {"id": case["id"], "ranking": [_entry(result) for result in ranked(need, people, using)]}
        )
    return answers


def _language(case: Case, told: Case) -> str | None:
    """The language that a person states, where it is one that the tables have, else that of the need."""
    stated = told.get("lang")
    return stated if stated in KNOWN else case["need"].get("lang")


def _check(case: Case, where: tuple[str, str]) -> None:
    stream.text(case, "id", where)
    check_need(case.get("need", ()), where)
    for told in stream.objects(case, "candidates", where):
        check_told(told, where)


def _entry(result: Result) -> dict[str, Any]:
    """Score and points in hundredths; coverage in thousandths of the whole weight."""
    return {
        "id": result.person,
        "score": result.score,
        "verdict": result.verdict.value,
        "coverage": result.coverage,
        "reasons": [
            {"code": line.code, "points": line.points, "weight": line.weight, "documented": line.documented}
            for line in result.criteria
        ],
    }
