"""Loads occupations, skills, levels, permit kinds and reasons from `data/`: see the README there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import log2
from pathlib import Path

from crm.core.reference import Synchronised, build, read_rows, synchronise
from crm.core.text import fold
from crm.taxonomy.models import (
    FrenchLevel,
    Licence,
    Occupation,
    OccupationGroup,
    OccupationSkill,
    OccupationTitle,
    PermitKind,
    Reason,
    Sector,
    Skill,
    SkillAlias,
    SpokenLanguage,
    TitleSource,
)

DATA = Path(__file__).parent / "data"
WHOLE = 1000


def load() -> dict[str, Synchronised]:
    """Make the tables hold what the files say; aliases, titles and links that the files dropped are removed."""
    return {**_load_occupations(), **_load_skills(), **_load_lists(), **_load_licences()}


def skill_weights(links: Iterable[tuple[str, str]]) -> dict[str, int]:
    """The idf of each skill in thousandths, from (occupation, skill) links.

    1000 × (1 + log2((n + 1) / (d + 1))), rounded, where d of the n linked occupations need the skill: the rarer, the
    heavier. The engine quantises its own tables by the same formula; a test compares them.
    """
    pairs = set(links)
    count = len({occupation for occupation, _ in pairs})
    needed = Counter(skill for _, skill in pairs)
    return {skill: round(WHOLE * (1 + log2((count + 1) / (used + 1)))) for skill, used in needed.items()}


def _rows(name: str) -> list[dict[str, str]]:
    return read_rows(DATA / name)


def _folded(rows: list[dict[str, str]], column: str) -> list[dict[str, str]]:
    return [{**row, "folded": fold(row[column])} for row in rows]


def _load_occupations() -> dict[str, Synchronised]:
    groups = _rows("occupation_groups.csv")
    titles = _folded(_rows("occupation_titles.csv"), "title")
    return {
        "occupation groups": synchronise(build(OccupationGroup, groups), unique=["key"]),
        "occupations": synchronise(build(Occupation, _rows("occupations.csv")), unique=["code"]),
        "occupation titles": synchronise(
            build(OccupationTitle, titles),
            unique=["source", "occupation", "language", "title"],
            complete=True,
            within={"source": TitleSource.HOUSE},
        ),
    }


def _load_skills() -> dict[str, Synchronised]:
    links = _rows("occupation_skills.csv")
    weights = skill_weights((row["occupation"], row["skill"]) for row in links)
    skills = [{**row, "weight": weights[row["code"]]} for row in _rows("skills.csv")]
    aliases = _folded(_rows("skill_aliases.csv"), "text")
    return {
        "skills": synchronise(build(Skill, skills), unique=["code"]),
        "skill aliases": synchronise(
            build(SkillAlias, aliases), unique=["skill", "language", "text"], complete=True
        ),
        "occupation skills": synchronise(
            build(OccupationSkill, links), unique=["occupation", "skill"], complete=True
        ),
    }


def _load_lists() -> dict[str, Synchronised]:
    return {
        "French levels": synchronise(build(FrenchLevel, _rows("french_levels.csv")), unique=["level"]),
        "permit kinds": synchronise(build(PermitKind, _rows("permit_kinds.csv")), unique=["code"]),
        "reasons": synchronise(build(Reason, _rows("reasons.csv")), unique=["code"]),
        "languages": synchronise(build(SpokenLanguage, _rows("languages.csv")), unique=["code"]),
        "sectors": synchronise(build(Sector, _rows("sectors.csv")), unique=["code"]),
    }


def _load_licences() -> dict[str, Synchronised]:
    rows = _rows("licences.csv")
    licences = [{name: value for name, value in row.items() if name != "occupations"} for row in rows]
    required = [
        {"licence": row["code"], "occupation": occupation}
        for row in rows
        for occupation in row["occupations"].split()
    ]
    return {
        "licences": synchronise(build(Licence, licences), unique=["code"]),
        "licensed occupations": synchronise(
            build(Licence.occupations.through, required), unique=["licence", "occupation"], complete=True
        ),
    }
