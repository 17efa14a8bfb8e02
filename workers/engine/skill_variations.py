"""The skills whose gain, rise or confirmation could change a pair. Same promises as in `variations`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from workers.engine.types import Need, NeedSkill, Person, PersonSkill
from workers.engine.variations import Variation


def skills(need: Need, person: Person) -> Iterator[Variation]:
    """Codes: the skills. Numbers: level held (0: none) and level wanted (0: any)."""
    if need.skills and not (person.skills or person.skills_asked or person.skills_absent):
        yield _never_asked(need, person)
        return
    held = {row.code: row for row in person.skills}
    for wanted in need.skills:
        variation = _of_one(need, person, wanted, held.get(wanted.code))
        if variation is not None:
            yield variation


def _never_asked(need: Need, person: Person) -> Variation:
    every = tuple(PersonSkill(code=wanted.code, level=wanted.level) for wanted in need.skills)
    return Variation(
        code="confirm_skills",
        codes=tuple(wanted.code for wanted in need.skills),
        best=(need, replace(person, skills=every, skills_asked=True)),
        worst=(need, replace(person, skills_asked=True)),
    )


def _of_one(need: Need, person: Person, wanted: NeedSkill, held: PersonSkill | None) -> Variation | None:
    codes, level = (wanted.code,), wanted.level or 0
    best = (need, _holding(person, PersonSkill(code=wanted.code, level=wanted.level)))
    if held is None:
        if person.skills_asked or wanted.code in person.skills_absent:
            return Variation(code="gain_skill", codes=codes, numbers=(0, level), best=best)
        worst = (need, replace(person, skills_absent=person.skills_absent | {wanted.code}))
        return Variation(code="confirm_skill", codes=codes, numbers=(0, level), best=best, worst=worst)
    if wanted.level is None:
        return None
    if held.level is None:
        worst = (need, _holding(person, PersonSkill(code=wanted.code, level=1)))
        return Variation(code="confirm_skill_level", codes=codes, numbers=(0, level), best=best, worst=worst)
    if held.level < wanted.level:
        return Variation(code="skill_level", codes=codes, numbers=(held.level, level), best=best)
    return None


def _holding(person: Person, skill: PersonSkill) -> Person:
    others = tuple(row for row in person.skills if row.code != skill.code)
    return replace(person, skills=(*others, skill))
