"""One pair, and other facts tried on it: only what a fact touches is worked out again.

What would change a pair is really scored, some twelve times a pair. Each criterion and each rule reads few facts;
those that read none of the changed ones come out as they did. The answer is that of `scoring.score`, bit for bit.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from workers.engine import constraints
from workers.engine.constraints import Rule
from workers.engine.criteria import Part, cover_skills
from workers.engine.results import ConstraintResult, Status, Verdict
from workers.engine.scoring import PARTS, Setting, with_neutral
from workers.engine.types import Need, Person
from workers.engine.weights import CRITERIA

SKILLS = frozenset({"skills", "skills_asked", "skills_absent"})
#: The facts, of the need or of the person, that each criterion reads.
READ_BY_CRITERIA: dict[str, frozenset[str]] = {
    "skills": SKILLS,
    "occupation": frozenset({"occupation", "occupations"}),
    "experience": frozenset({"occupation", "occupations", "experience_months"}),
    "french": frozenset({"french_oral", "french_written"}),
    "languages": frozenset({"languages"}),
    "mobility": frozenset({"region", "mrc", "help_offered", "mobility", "help_needed"}),
    "wage": frozenset({"wage_max", "wage_floor"}),
    "availability": frozenset({"start", "shift", "available_from", "shifts"}),
}
#: The facts that each rule reads; the rule on skills reads SKILLS.
READ_BY_RULES: dict[Rule, frozenset[str]] = {
    constraints.authorised_from: frozenset({"start", "authorisation"}),
    constraints.authorised_until: frozenset({"start", "authorisation"}),
    constraints.tied_employer: frozenset({"employer", "authorisation"}),
    constraints.occupation_limits: frozenset({"occupation", "authorisation"}),
    constraints.licence: frozenset({"licence", "licences"}),
    constraints.driving_class: frozenset({"driving_class", "driving_classes"}),
    constraints.french_oral: frozenset({"french_oral"}),
    constraints.french_written: frozenset({"french_written"}),
    constraints.other_language: frozenset({"languages"}),
    constraints.place_accepted: frozenset({"region", "mrc", "mobility"}),
    constraints.available_from: frozenset({"start", "available_from"}),
    constraints.shift: frozenset({"shift", "shifts"}),
    constraints.wage_floor: frozenset({"wage_max", "wage_floor"}),
}
OF_NEEDS = tuple(field.name for field in fields(Need))
OF_PERSONS = tuple(field.name for field in fields(Person))


@dataclass(frozen=True, slots=True)
class Tried:
    """What a pair would get: the score in hundredths, the verdict, how many rules block or miss a fact."""

    score: int
    verdict: Verdict
    obstacles: int


class Around:
    """A pair whose parts are kept, so that other facts are tried on it at little cost."""

    def __init__(self, need: Need, person: Person, using: Setting) -> None:
        self.need, self.person, self.using = need, person, using
        self.covers = cover_skills(need, person, using.taxonomy)
        self.parts = {code: PARTS[code](need, person, self.covers, using) for code in CRITERIA}
        self.rows = {rule: rule(need, person, using.rules) for rule in constraints.RULES}
        self.weights = using.weights.for_asked(frozenset(_asked(self.parts)))
        self.neutral = dict(using.weights.neutral)

    def tried(self, need: Need, person: Person) -> Tried:
        """This pair with some of its facts replaced: every fact that is not the very same object counts as another."""
        changed = {name for name in OF_NEEDS if getattr(need, name) is not getattr(self.need, name)}
        changed |= {name for name in OF_PERSONS if getattr(person, name) is not getattr(self.person, name)}
        covers = self.covers
        if not changed.isdisjoint(SKILLS):
            covers = cover_skills(need, person, self.using.taxonomy)
        parts = {
            code: part
            if changed.isdisjoint(READ_BY_CRITERIA[code])
            else PARTS[code](need, person, covers, self.using)
            for code, part in self.parts.items()
        }
        rows = [
            row if changed.isdisjoint(READ_BY_RULES[rule]) else rule(need, person, self.using.rules)
            for rule, row in self.rows.items()
        ]
        rows.append(constraints.skills_none_covered(covers))
        return self._outcome(_asked(parts), tuple(row for row in rows if row is not None))

    def _outcome(self, asked: dict[str, Part], rows: tuple[ConstraintResult, ...]) -> Tried:
        weights = self.weights
        if asked.keys() != weights.keys():
            weights = self.using.weights.for_asked(frozenset(asked))
        return Tried(
            score=sum(with_neutral(weights[code], part, self.neutral[code]) for code, part in asked.items()),
            verdict=constraints.verdict_of(rows),
            obstacles=sum(row.status is not Status.OK for row in rows),
        )


def _asked(parts: dict[str, Part | None]) -> dict[str, Part]:
    return {code: part for code, part in parts.items() if part is not None}
