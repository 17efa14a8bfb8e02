"""Titles, or lists of skills, to occupations."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from workers.engine.profiles import Profiles
from workers.engine.text.titles import Hit
from workers.lines import stream, tables
from workers.lines.stream import Case


def classify(source: IO[bytes], *, occupations: Path | None, profiles: Path | None) -> list[dict[str, Any]]:
    """An answer a case: `text` by the titles, `skills` by the profiles. Raises `Malformed`."""
    cases = stream.read(source, _check)
    answers = _titles([case for case in cases if "skills" not in case], occupations)
    answers |= _skills([case for case in cases if "skills" in case], profiles)
    return [{"id": case["id"], "occupations": answers[case["id"]]} for case in cases]


def _check(case: Case, where: tuple[str, str]) -> None:
    stream.text(case, "id", where)
    stream.language(case, where)
    if "skills" in case:
        stream.texts(case, "skills", where)
    else:
        stream.text(case, "text", where)


def _titles(cases: Sequence[Case], path: Path | None) -> dict[str, list[dict[str, Any]]]:
    if not cases:
        return {}
    titles = tables.index(tables.occupations(path))
    found = titles.find_all([(case["text"], case.get("lang")) for case in cases])
    return {case["id"]: _plain(hits) for case, hits in zip(cases, found, strict=True)}


def _skills(cases: Sequence[Case], path: Path | None) -> dict[str, list[dict[str, Any]]]:
    if not cases:
        return {}
    profiles = Profiles(tables.profiles(path), tables.index)
    profiles.prepare((skill, case.get("lang")) for case in cases for skill in case["skills"])
    return {case["id"]: _plain(profiles.find(case["skills"], case.get("lang"))) for case in cases}


def _plain(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    return [{"code": hit.code, "score": hit.confidence} for hit in hits]
