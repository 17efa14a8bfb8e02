"""What the engine reads about a need and about a person: a closed list (product.md §5), and nothing else.

Every type is frozen, holds no identity and no float. `None` on a fact of a person always means *never asked*
("manquant"); an empty tuple or set means *asked, and there is none* ("non trouvé"). `None` on a requirement
of a need means *not required*: what a need does not ask for is never held against, nor counted for, anybody.
Out of bounds values raise `InvalidFacts`.

Units: months are whole months; wages are cents per hour; French levels are those of the Échelle québécoise,
1–12 (0: asked, no French); bands of other languages are 1–4, following the same scale's beginner to advanced
order; dates are calendar days in Québec time. Codes are official codes as text ("02320", "02", "92").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum


class InvalidFacts(ValueError):
    """A value that no reading gives a meaning: a code twice, a level under 1, negative months or wages."""


def _once(codes: Iterable[str], what: str) -> None:
    listed = list(codes)
    if len(set(listed)) != len(listed):
        raise InvalidFacts(f"a code is listed twice among {what}")


def _at_least(least: int, what: str, *values: int | None) -> None:
    if any(value is not None and value < least for value in values):
        raise InvalidFacts(f"{what} is under {least}")


class LicenceStage(IntEnum):
    """How far a person is in obtaining a licence from a professional order or a regulator."""

    NONE = 0
    STARTED = 1
    OBTAINED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedSkill:
    """A skill that a need asks for; `level` is the least sufficient level, None when any level will do."""

    code: str
    essential: bool = True
    level: int | None = None

    def __post_init__(self) -> None:
        _at_least(1, "the level of a skill", self.level)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSkill:
    """A skill that a person has; `level` is None when the level was never asked."""

    code: str
    level: int | None = None

    def __post_init__(self) -> None:
        _at_least(1, "the level of a skill", self.level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    """Time spent in one occupation (NOC 2021 unit group); `months` is None when the time was never asked."""

    occupation: str
    months: int | None = None

    def __post_init__(self) -> None:
        _at_least(0, "the time in an occupation", self.months)


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language other than French; `band` None: any will do (need), or never asked (person)."""

    code: str
    band: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """Where a person stands with one licence. A licence that is in no row was never asked about."""

    code: str
    stage: LicenceStage


@dataclass(frozen=True, slots=True, kw_only=True)
class Mobility:
    """Where a person accepts to work, most wished first; never where the person lives.

    A region accepts all its MRCs; to accept one MRC only, list the MRC without its region. `anywhere`
    accepts all.
    """

    regions: tuple[str, ...] = ()
    mrcs: tuple[str, ...] = ()
    anywhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """The four facts on the right to work. The engine never knows the status they come from.

    `may_work_from` None: already allowed; `may_work_until` None: no end; `tied_employer`: opaque id of the
    only employer allowed, None when free; `occupation_limits`: NOC codes or prefixes allowed, None when
    unlimited. A person who holds no authorisation yet and has no date for one is given
    `may_work_from=date.max`.
    """

    may_work_from: date | None = None
    may_work_until: date | None = None
    tied_employer: str | None = None
    occupation_limits: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A labour need at one site. `languages` holds only those whose necessity the need justifies.

    `start` None means as soon as possible. `shift` is one of day, evening, night, rotating, weekend.
    `help_offered` holds any of housing, moving, francisation, transport, childcare. `employer` is an opaque
    id that serves the rule on employer-specific permits alone.
    """

    id: str
    employer: str
    occupation: str
    region: str
    mrc: str
    skills: tuple[NeedSkill, ...] = ()
    experience_months: int = 0
    french_oral: int | None = None
    french_written: int | None = None
    languages: tuple[Language, ...] = ()
    licence: str | None = None
    driving_class: str | None = None
    start: date | None = None
    wage_max: int | None = None
    shift: str | None = None
    help_offered: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        _once((skill.code for skill in self.skills), "the skills needed")
        _once((language.code for language in self.languages), "the languages needed")
        _at_least(0, "a number of the need", self.experience_months, self.wage_max)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A profile as the engine may see it.

    `skills_asked` tells that the whole list of skills was gone through: what is not in `skills` is then
    absent. Without it only `skills_absent` is known to be absent and the rest was never asked. A skill in
    both counts as held. `driving_classes` are those of the SAAQ ("5", "4B", …). `wage_floor` 0 means asked,
    no floor.
    """

    id: str
    occupations: tuple[Experience, ...] | None = None
    skills: tuple[PersonSkill, ...] = ()
    skills_asked: bool = False
    skills_absent: frozenset[str] = frozenset()
    french_oral: int | None = None
    french_written: int | None = None
    languages: tuple[Language, ...] | None = None
    licences: tuple[Licence, ...] = ()
    driving_classes: frozenset[str] | None = None
    mobility: Mobility | None = None
    help_needed: frozenset[str] | None = None
    available_from: date | None = None
    wage_floor: int | None = None
    shifts: frozenset[str] | None = None
    authorisation: Authorisation | None = None

    def __post_init__(self) -> None:
        _once((skill.code for skill in self.skills), "the skills held")
        _once((language.code for language in self.languages or ()), "the languages held")
        _once((licence.code for licence in self.licences), "the licences")
        _at_least(0, "the wage floor", self.wage_floor)
