"""The published rules (docs/matching.md) worked out again, slowly, in exact fractions.

It shares no code with the engine. For each criterion asked about: the fraction of its weight obtained, and
the fraction documented.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.engine.strategies import TAXONOMY, TODAY
from workers.engine.types import Need, Person

WEIGHTS = {
    "skills": 1000,
    "occupation": 4000,
    "experience": 1500,
    "french": 1200,
    "languages": 300,
    "mobility": 1000,
    "wage": 500,
    "availability": 500,
}
NEUTRAL = {"skills": Fraction(3, 10), "occupation": Fraction(3, 10), "experience": Fraction(3, 10)}
PREFIX = [0, 50, 200, 450, 700, 1000]

Shares = tuple[Fraction, Fraction]


def nearness(one: str, other: str) -> int:
    shared = max(size for size in range(6) if one[:size] == other[:size])
    table = TAXONOMY.profile_nearness
    return max(PREFIX[shared], table.get((one, other), 0), table.get((other, one), 0))


def skill_share(code: str, level: int | None, person: Person) -> Shares:
    held = {row.code: row.level for row in person.skills}
    known_absent = person.skills_asked or code in person.skills_absent
    presence = Fraction(1) if level is None else Fraction(7, 10)
    if code in held:
        if level is None:
            return Fraction(1), Fraction(1)
        known = held[code]
        if known is None:
            return presence, presence
        return presence + Fraction(int(300 * min(Fraction(known, level), Fraction(1))), 1000), Fraction(1)
    near = [value for other, value in TAXONOMY.near_skills.get(code, ()) if other in held]
    if near:
        share = Fraction(max(near) if level is None else int(Fraction(max(near), 2)), 1000)
        return share, (Fraction(1) if known_absent else share)
    return Fraction(0), Fraction(known_absent)


def skills(need: Need, person: Person) -> Shares:
    total = earned = documented = Fraction(0)
    for wanted in need.skills:
        weight = TAXONOMY.skill_weights.get(wanted.code, 1000) * (3 if wanted.essential else 1)
        share = skill_share(wanted.code, wanted.level, person)
        total, earned, documented = total + weight, earned + weight * share[0], documented + weight * share[1]
    return earned / total, documented / total


def occupation(need: Need, person: Person) -> Shares:
    if person.occupations is None:
        return Fraction(0), Fraction(0)

    def worth(near: int, months: int) -> Fraction:
        return Fraction(near * (600 + 400 * min(months, 12) // 12), 1_000_000)

    near = [(nearness(need.occupation, row.occupation), row.months) for row in person.occupations]
    low = max([worth(value, months or 0) for value, months in near], default=Fraction(0))
    high = max(
        [Fraction(value, 1000) if months is None else worth(value, months) for value, months in near],
        default=Fraction(0),
    )
    return low, (1 - (high - low) if low else Fraction(1))


def experience(need: Need, person: Person) -> Shares:
    if person.occupations is None:
        return Fraction(0), Fraction(0)
    near = [(nearness(need.occupation, row.occupation), row.months) for row in person.occupations]
    counted = sum(
        (Fraction(value * (months or 0), 1000) for value, months in near if value >= 450), Fraction(0)
    )
    share = min(Fraction(1), counted / need.experience_months)
    unknown = any(months is None and value >= 450 for value, months in near)
    return share, (share if unknown else Fraction(1))


def equal(answers: list[bool | None]) -> Shares:
    return Fraction(answers.count(True), len(answers)), Fraction(
        len(answers) - answers.count(None), len(answers)
    )


def french(need: Need, person: Person) -> Shares:
    pairs = [(need.french_oral, person.french_oral), (need.french_written, person.french_written)]
    return equal([None if held is None else held >= wanted for wanted, held in pairs if wanted is not None])


def languages(need: Need, person: Person) -> Shares:
    if person.languages is None:
        return Fraction(0), Fraction(0)
    held = {row.code: row.band for row in person.languages}
    answers: list[bool | None] = []
    for wanted in need.languages:
        if wanted.code not in held or wanted.band is None:
            answers.append(wanted.code in held)
        else:
            band = held[wanted.code]
            answers.append(None if band is None else band >= wanted.band)
    return equal(answers)


def mobility(need: Need, person: Person) -> Shares:
    earned = documented = Fraction(0)
    if person.mobility is not None:
        ranks = [1000, 900, 800, 700, 700, 700, 700]
        lists = ((need.region, person.mobility.regions), (need.mrc, person.mobility.mrcs))
        shares = [ranks[ranked.index(code)] for code, ranked in lists if code in ranked]
        shares += [800] if person.mobility.anywhere else []
        earned, documented = Fraction(6 * max(shares, default=0), 10_000), Fraction(6, 10)
    if person.help_needed is not None:
        met = (
            Fraction(len(person.help_needed & need.help_offered), len(person.help_needed))
            if person.help_needed
            else Fraction(1)
        )
        earned, documented = earned + Fraction(4, 10) * met, documented + Fraction(4, 10)
    return earned, documented


def wage(need: Need, person: Person) -> Shares:
    return equal([None if person.wage_floor is None else person.wage_floor <= (need.wage_max or 0)])


def availability(need: Need, person: Person) -> Shares:
    start = max(need.start or date.min, TODAY)
    weight = Fraction(6, 10) if need.shift else Fraction(1)
    earned = documented = Fraction(0)
    if person.available_from is not None:
        late = max(0, (person.available_from - start).days)
        earned, documented = weight * Fraction(max(0, 1000 * (91 - late) // 91), 1000), weight
    if need.shift and person.shifts is not None:
        earned, documented = (
            earned + Fraction(4, 10) * (need.shift in person.shifts),
            documented + Fraction(4, 10),
        )
    return earned, documented


def shares(need: Need, person: Person) -> dict[str, Shares]:
    """For each criterion that the need asks about: obtained and documented, as fractions of its weight."""
    asked = {
        "skills": bool(need.skills),
        "occupation": True,
        "experience": need.experience_months > 0,
        "french": need.french_oral is not None or need.french_written is not None,
        "languages": bool(need.languages),
        "mobility": True,
        "wage": need.wage_max is not None,
        "availability": True,
    }
    of = (skills, occupation, experience, french, languages, mobility, wage, availability)
    return {rule.__name__: rule(need, person) for rule in of if asked[rule.__name__]}


def exact_score(need: Need, person: Person) -> tuple[Fraction, int]:
    """The score in hundredths before any line is rounded down, and how many amounts are rounded in all."""
    found = shares(need, person)
    whole = sum(WEIGHTS[code] for code in found)
    total = Fraction(0)
    for code, (earned, documented) in found.items():
        weight = Fraction(10_000 * WEIGHTS[code], whole)
        total += weight * (earned + (1 - documented) * NEUTRAL.get(code, Fraction(1, 2)))
    return total, len(found)
