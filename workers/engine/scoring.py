"""One pair, scored: constraints give the verdict, criteria give the points, both with their evidence.

What a criterion gives, with its neutral share, is floored once to hundredths of a point from its own facts, and
the score is the sum of the lines: what is shown adds up by construction, a criterion moves only with its own
facts, and no other person enters anywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from workers.engine import conditions, constraints, criteria
from workers.engine.criteria import Cover, Part, cover_skills
from workers.engine.results import (
    UNDOCUMENTED,
    WHOLE_SCORE,
    ConstraintResult,
    Criterion,
    Evidence,
    Result,
)
from workers.engine.rules import DEFAULT_RULES, Rules, RuleValues
from workers.engine.taxonomy import Taxonomy
from workers.engine.types import Need, Person
from workers.engine.weights import CRITERIA, DEFAULT_WEIGHTS, Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What every pair of a run is scored with; kept with the run, so that a score can be made again."""

    taxonomy: Taxonomy
    weights: Weights
    rules: RuleValues


def setting(
    *, taxonomy: Taxonomy, on: date, weights: Weights = DEFAULT_WEIGHTS, rules: Rules = DEFAULT_RULES
) -> Setting:
    """The tables, weights and rules in force on that day. Raises `UnknownRule`."""
    return Setting(taxonomy=taxonomy, weights=weights, rules=rules.at(on))


def score(need: Need, person: Person, using: Setting) -> Result:
    """Score one pair, without what would change it (`explain.explain` adds that)."""
    covers = cover_skills(need, person, using.taxonomy)
    rows = constraints.check(need, person, covers, using.rules)
    return put_together(need, person, _parts(need, person, covers, using), rows, using.weights)


def put_together(
    need: Need, person: Person, parts: dict[str, Part], rows: tuple[ConstraintResult, ...], weights: Weights
) -> Result:
    """The scored pair whose criteria asked about and rules that apply came out so."""
    lines = _lines(parts, weights)
    return Result(
        need=need.id,
        person=person.id,
        verdict=constraints.verdict_of(rows),
        score=sum(line.points for line in lines),
        coverage=sum(line.documented for line in lines) * 1000 // WHOLE_SCORE,
        criteria=lines,
        constraints=rows,
    )


#: Each criterion of a pair whose skills are covered so; None where the need does not ask about it.
PARTS: dict[str, Callable[[Need, Person, tuple[Cover, ...], Setting], Part | None]] = {
    "skills": lambda need, _person, covers, using: criteria.skills(need, covers, using.taxonomy),
    "occupation": lambda need, person, _covers, using: criteria.occupation(need, person, using.taxonomy),
    "experience": lambda need, person, _covers, using: criteria.experience(need, person, using.taxonomy),
    "french": lambda need, person, _covers, _using: criteria.french(need, person),
    "languages": lambda need, person, _covers, _using: criteria.languages(need, person),
    "mobility": lambda need, person, _covers, _using: conditions.mobility(need, person),
    "wage": lambda need, person, _covers, _using: criteria.wage(need, person),
    "availability": lambda need, person, _covers, using: conditions.availability(need, person, using.rules),
}


def _parts(need: Need, person: Person, covers: tuple[Cover, ...], using: Setting) -> dict[str, Part]:
    """The criteria that the need asks about, in the published order."""
    parts = ((code, PARTS[code](need, person, covers, using)) for code in CRITERIA)
    return {code: part for code, part in parts if part is not None}


def _lines(parts: dict[str, Part], weights: Weights) -> tuple[Criterion, ...]:
    """A line per criterion asked about, then one for all that is undocumented, when anything is."""
    shares = weights.for_asked(frozenset(parts))
    lines = [_line(code, shares[code], part) for code, part in parts.items()]
    unknown = WHOLE_SCORE - sum(line.documented for line in lines)
    if not unknown:
        return tuple(lines)
    neutral = dict(weights.neutral)
    given = [
        (line.code, with_neutral(line.weight, parts[line.code], neutral[line.code]) - line.points)
        for line in lines
        if parts[line.code].documented < criteria.WHOLE
    ]
    evidence = tuple(Evidence(kind="neutral", codes=(code,), numbers=(points,)) for code, points in given)
    points = sum(points for _, points in given)
    lines.append(Criterion(code=UNDOCUMENTED, weight=unknown, points=points, documented=0, missing=evidence))
    return tuple(lines)


def with_neutral(weight: int, part: Part, neutral: int) -> int:
    """What a criterion and its neutral share give together, rounded down once.

    Rounded down apart, a small part that becomes known could lose a hundredth on each side.
    """
    share = part.earned * 1000 + (criteria.WHOLE - part.documented) * neutral
    return weight * share // (criteria.WHOLE * 1000)


def _line(code: str, weight: int, part: Part) -> Criterion:
    return Criterion(
        code=code,
        weight=weight,
        points=weight * part.earned // criteria.WHOLE,
        documented=weight * part.documented // criteria.WHOLE,
        found=part.found,
        not_found=part.not_found,
        missing=part.missing,
    )
