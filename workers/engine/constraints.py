"""Hard rules: each answers ok, missing (a fact was never asked) or blocked, or gives no row.

They alone decide the verdict. A rule that the need does not make apply gives no row: a person's French
level, for example, is not even looked at when the need states none. What the numbers of each row mean is in
docs/matching.md.
"""

from __future__ import annotations

from collections.abc import Callable

from workers.engine.criteria import Cover
from workers.engine.dates import days_after, start_date
from workers.engine.results import ConstraintResult, Status, Verdict, day_number
from workers.engine.rules import RuleValues, drives
from workers.engine.types import LicenceStage, Need, Person

Rule = Callable[[Need, Person, RuleValues], ConstraintResult | None]
#: Whether a rule is met; None when the fact was never asked.
Answer = bool | None


def _row(code: str, met: Answer, *codes: str, numbers: tuple[int, ...] = ()) -> ConstraintResult:
    """A row whose fact is unknown (met is None), satisfied or not."""
    status = Status.MISSING if met is None else Status.OK if met else Status.BLOCKED
    return ConstraintResult(code=code, status=status, codes=codes, numbers=numbers)


def _level(code: str, wanted: int | None, held: int | None) -> ConstraintResult | None:
    if wanted is None:
        return None
    if held is None:
        return _row(code, None, numbers=(wanted,))
    return _row(code, held >= wanted, numbers=(wanted, held))


def french_oral(need: Need, person: Person, _: RuleValues) -> ConstraintResult | None:
    """Oral French reaches the level that the need states. Numbers: wanted, held."""
    return _level("french_oral", need.french_oral, person.french_oral)


def french_written(need: Need, person: Person, _: RuleValues) -> ConstraintResult | None:
    """Written French reaches the level that the need states. Numbers: wanted, held."""
    return _level("french_written", need.french_written, person.french_written)


def other_language(need: Need, person: Person, _: RuleValues) -> ConstraintResult | None:
    """Every other language that the need justifies is held. Codes: those lacking, else those unknown."""
    if not need.languages:
        return None
    if person.languages is None:
        return _row("other_language", None, *(wanted.code for wanted in need.languages))
    held = {language.code: language.band for language in person.languages}
    lacking, unknown = [], []
    for wanted in need.languages:
        band = held.get(wanted.code)
        if wanted.code not in held or (band is not None and band < (wanted.band or 0)):
            lacking.append(wanted.code)
        elif band is None and wanted.band is not None:
            unknown.append(wanted.code)
    if lacking:
        return _row("other_language", False, *lacking)
    return _row("other_language", None if unknown else True, *unknown)


def licence(need: Need, person: Person, _: RuleValues) -> ConstraintResult | None:
    """The licence is obtained. Code: the licence. Number: the stage (0 none, 1 started, 2 obtained)."""
    if need.licence is None:
        return None
    for held in person.licences:
        if held.code == need.licence:
            met = held.stage is LicenceStage.OBTAINED
            return _row("licence", met, need.licence, numbers=(int(held.stage),))
    return _row("licence", None, need.licence)


def driving_class(need: Need, person: Person, _: RuleValues) -> ConstraintResult | None:
    """A driving class held allows the class needed. Code: the class needed."""
    if need.driving_class is None:
        return None
    held = person.driving_classes
    return _row(
        "driving_class", None if held is None else drives(held, need.driving_class), need.driving_class
    )


def authorised_from(need: Need, person: Person, rules: RuleValues) -> ConstraintResult:
    """The right to work begins in time. Numbers: latest day accepted, first day allowed."""
    latest = days_after(start_date(need, rules.on), rules.authorised_late_days)
    if person.authorisation is None:
        return _row("authorised_from", None, numbers=(day_number(latest),))
    first = person.authorisation.may_work_from
    if first is None:
        return _row("authorised_from", True, numbers=(day_number(latest),))
    return _row("authorised_from", first <= latest, numbers=(day_number(latest), day_number(first)))


def authorised_until(need: Need, person: Person, rules: RuleValues) -> ConstraintResult:
    """The right to work lasts long enough. Numbers: day it must reach, last day allowed."""
    least = days_after(start_date(need, rules.on), rules.authorised_min_days)
    if person.authorisation is None:
        return _row("authorised_until", None, numbers=(day_number(least),))
    last = person.authorisation.may_work_until
    if last is None:
        return _row("authorised_until", True, numbers=(day_number(least),))
    return _row("authorised_until", last >= least, numbers=(day_number(least), day_number(last)))


def tied_employer(need: Need, person: Person, _: RuleValues) -> ConstraintResult:
    """The person is free, or tied to this very employer. The other employer is never named."""
    if person.authorisation is None:
        return _row("tied_employer", None)
    return _row("tied_employer", person.authorisation.tied_employer in (None, need.employer))


def occupation_limits(need: Need, person: Person, _: RuleValues) -> ConstraintResult:
    """The authorisation covers the occupation. Code: the occupation of the need."""
    if person.authorisation is None:
        return _row("occupation_limits", None, need.occupation)
    limits = person.authorisation.occupation_limits
    return _row("occupation_limits", limits is None or need.occupation.startswith(limits), need.occupation)


def place_accepted(need: Need, person: Person, _: RuleValues) -> ConstraintResult:
    """The person accepts the region or the MRC of the site. Codes: region, MRC."""
    wishes = person.mobility
    if wishes is None:
        return _row("place_accepted", None, need.region, need.mrc)
    met = wishes.anywhere or need.region in wishes.regions or need.mrc in wishes.mrcs
    return _row("place_accepted", met, need.region, need.mrc)


def available_from(need: Need, person: Person, rules: RuleValues) -> ConstraintResult:
    """The person is available in time. Numbers: latest day accepted, day available."""
    latest = days_after(start_date(need, rules.on), rules.available_late_days)
    if person.available_from is None:
        return _row("available_from", None, numbers=(day_number(latest),))
    numbers = (day_number(latest), day_number(person.available_from))
    return _row("available_from", person.available_from <= latest, numbers=numbers)


def wage_floor(need: Need, person: Person, _: RuleValues) -> ConstraintResult | None:
    """The wage floor is within what the need can pay. Numbers: wage at most, floor, in cents per hour."""
    if need.wage_max is None:
        return None
    if person.wage_floor is None:
        return _row("wage_floor", None, numbers=(need.wage_max,))
    return _row("wage_floor", person.wage_floor <= need.wage_max, numbers=(need.wage_max, person.wage_floor))


def shift(need: Need, person: Person, _: RuleValues) -> ConstraintResult | None:
    """The person accepts the shift. Code: the shift."""
    if need.shift is None:
        return None
    return _row("shift", None if person.shifts is None else need.shift in person.shifts, need.shift)


def skills_none_covered(covers: tuple[Cover, ...]) -> ConstraintResult | None:
    """At least one skill needed is held, or a near one. Numbers: skills covered, skills needed."""
    if not covers:
        return None
    covered = sum(cover.earned > 0 for cover in covers)
    unknown = any(cover.documented == 0 for cover in covers)
    met = True if covered else None if unknown else False
    return _row("skills_none_covered", met, numbers=(covered, len(covers)))


RULES: tuple[Rule, ...] = (
    authorised_from,
    authorised_until,
    tied_employer,
    occupation_limits,
    licence,
    driving_class,
    french_oral,
    french_written,
    other_language,
    place_accepted,
    available_from,
    shift,
    wage_floor,
)


def check(
    need: Need, person: Person, covers: tuple[Cover, ...], rules: RuleValues
) -> tuple[ConstraintResult, ...]:
    """Every rule that applies, in the published order; `covers` tells how each skill is covered."""
    rows = [rule(need, person, rules) for rule in RULES]
    rows.append(skills_none_covered(covers))
    return tuple(row for row in rows if row is not None)


def verdict_of(rows: tuple[ConstraintResult, ...]) -> Verdict:
    """Inadmissible if anything blocks, else to verify if a fact is missing, else admissible."""
    statuses = {row.status for row in rows}
    if Status.BLOCKED in statuses:
        return Verdict.INADMISSIBLE
    return Verdict.TO_VERIFY if Status.MISSING in statuses else Verdict.ADMISSIBLE
