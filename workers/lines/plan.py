"""People planned over needs told in plain words: the best total, beside first come first served."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from workers.engine.plan.solve import make_plan
from workers.engine.plan.types import Placements, PlanNeed, Problem, pairs_of
from workers.engine.results import Result
from workers.engine.scoring import Setting, score
from workers.lines import stream, tables
from workers.lines.reading import Reader, check_need, check_told
from workers.lines.stream import Case, Malformed

MOST_OPENINGS = 1_000_000


def plan(source: IO[bytes], *, profiles: Path | None) -> list[dict[str, Any]]:
    """An answer a case: who goes where, the total, and whether it is proved best. Raises `Malformed`."""
    cases = stream.read(source, _check)
    reader = Reader(tables.profiles(profiles), tables.skill_names(profiles))
    reader.learn((told, _language(case, told)) for case in cases for told in _told(case))
    using = reader.setting()
    return [_answer(case, reader, using) for case in cases]


def _check(case: Case, where: tuple[str, str]) -> None:
    stream.text(case, "id", where)
    for told in stream.objects(case, "needs", where):
        check_need(told, where)
        openings = told.get("openings", 1)
        if not isinstance(openings, int) or isinstance(openings, bool) or not 0 <= openings <= MOST_OPENINGS:
            raise Malformed(
                where,
                "« openings » doit être un nombre entier, de 0 à un million",
                "“openings” must be a whole number, from 0 to a million",
            )
    for told in stream.objects(case, "candidates", where):
        check_told(told, where)
        stream.language(told, where)


def _told(case: Case) -> list[Case]:
    return [*case["needs"], *case["candidates"]]


def _language(case: Case, told: Case) -> str | None:
    """The language that a need or a person states, else that of the first need."""
    first = case["needs"][0].get("lang") if case["needs"] else None
    return told.get("lang") or first


def _answer(case: Case, reader: Reader, using: Setting) -> dict[str, Any]:
    """Plain words state few facts, so pairs still to verify are planned as well."""
    needs = tuple(
        PlanNeed(id=told["id"], employer=told["id"], region="", mrc="", openings=told.get("openings", 1))
        for told in case["needs"]
    )
    persons = tuple(told["id"] for told in case["candidates"])
    pairs = pairs_of(_results(case, reader, using), needs, persons)
    made = make_plan(Problem(needs=needs, persons=persons, pairs=pairs, allow_to_verify=True))
    return {
        "id": case["id"],
        "assignments": _places(made.placements),
        "first_come": _places(made.first_come) if made.first_come else [],
        "total": made.placements.total,
        "proved_optimal": made.proved_optimal,
    }


def _results(case: Case, reader: Reader, using: Setting) -> Iterator[Result]:
    people = [reader.person(told, _language(case, told)) for told in case["candidates"]]
    for told in case["needs"]:
        need = reader.need(told, _language(case, told), key=told["id"])
        yield from (score(need, person, using) for person in people)


def _places(placements: Placements) -> list[dict[str, Any]]:
    """Scores in hundredths of a point."""
    return [
        {"need": place.need, "candidate": place.person, "score": place.score}
        for place in placements.assignments
    ]
