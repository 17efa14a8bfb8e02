"""One pair, and other facts tried on it: only what a fact touches is worked out again.

What would change a pair is really scored, some twelve times a pair. Each criterion and each rule reads few facts;
those that read none of the changed ones come out as they did. The answer is that of `scoring.score`, bit for bit.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

from workers.engine import constraints
from workers.engine.constraints import Rule
from workers.engine.criteria import Part, cover_skills
from workers.engine.results import ConstraintResult, Result, Status, Verdict
from workers.engine.scoring import PARTS, Setting, put_together, with_neutral
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
        self.neutral = dict(using.weights.neutral)
        self.weights = using.weights.for_asked(frozenset(_asked(self.parts)))
        self.given = {code: self._given(code, part, self.weights) for code, part in self.parts.items()}

    def result(self) -> Result:
        """The pair itself, as `scoring.score` gives it."""
        rows = _applying((*self.rows.values(), constraints.skills_none_covered(self.covers)))
        return put_together(self.need, self.person, _asked(self.parts), rows, self.using.weights)

    def tried(self, need: Need, person: Person) -> Tried:
        """This pair with some of its facts replaced: every fact that is not the very same object counts as another."""
        criteria, rules, of_skills = _touched(self._changed(need, person))
        covers = cover_skills(need, person, self.using.taxonomy) if of_skills else self.covers
        parts = {code: PARTS[code](need, person, covers, self.using) for code in criteria}
        anew = {rule: rule(need, person, self.using.rules) for rule in rules}
        rows = (*(self.rows | anew).values(), constraints.skills_none_covered(covers))
        return _tried(self._score(parts), _applying(rows))

    def _changed(self, need: Need, person: Person) -> frozenset[str]:
        changed = set()
        if need is not self.need:
            changed = {name for name in OF_NEEDS if getattr(need, name) is not getattr(self.need, name)}
        if person is not self.person:
            changed |= {
                name for name in OF_PERSONS if getattr(person, name) is not getattr(self.person, name)
            }
        return frozenset(changed)

    def _score(self, anew: dict[str, Part | None]) -> int:
        """The score once these criteria came out otherwise. What is asked may have changed, and all weights with it."""
        if all((part is None) is (self.parts[code] is None) for code, part in anew.items()):
            given = {code: self._given(code, part, self.weights) for code, part in anew.items()}
            return sum((self.given | given).values())
        parts = self.parts | anew
        weights = self.using.weights.for_asked(frozenset(_asked(parts)))
        return sum(self._given(code, part, weights) for code, part in parts.items())

    def _given(self, code: str, part: Part | None, weights: dict[str, int]) -> int:
        return 0 if part is None else with_neutral(weights[code], part, self.neutral[code])


@lru_cache(maxsize=1024)
def _touched(changed: frozenset[str]) -> tuple[tuple[str, ...], tuple[Rule, ...], bool]:
    """The criteria and the rules that read any of these facts, and whether skills are covered otherwise.

    What is tried changes one fact or two, so that these sets are few.
    """
    criteria = tuple(code for code in CRITERIA if not changed.isdisjoint(READ_BY_CRITERIA[code]))
    rules = tuple(rule for rule in constraints.RULES if not changed.isdisjoint(READ_BY_RULES[rule]))
    return criteria, rules, not changed.isdisjoint(SKILLS)


def _tried(points: int, rows: tuple[ConstraintResult, ...]) -> Tried:
    obstacles = sum(row.status is not Status.OK for row in rows)
    return Tried(score=points, verdict=constraints.verdict_of(rows), obstacles=obstacles)


def _applying(rows: tuple[ConstraintResult | None, ...]) -> tuple[ConstraintResult, ...]:
    return tuple(row for row in rows if row is not None)


def _asked(parts: dict[str, Part | None]) -> dict[str, Part]:
    return {code: part for code, part in parts.items() if part is not None}
