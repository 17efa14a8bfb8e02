"""Points that a pair does not exceed, in machine code, from few tables of each need and a line of facts a person.

Each part is rounded up by itself: a bound is above the score by what is not looked at, and a few hundredths.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from workers.engine.kernel import shapes as s
from workers.engine.kernel import tables as t
from workers.engine.kernel.bits import has_bit
from workers.engine.kernel.compiled import apart, bare, popcount
from workers.engine.kernel.conditions import RULE_PLACES
from workers.engine.kernel.near import MOST_MONTHS
from workers.engine.kernel.pairs import WHOLE, line
from workers.engine.kernel.shapes import Asked, Near, People, Scratch, Uses
from workers.engine.snapshot.columns import Array

LANGUAGE_RULE = RULE_PLACES["other_language"]
#: A level that nobody has.
NEVER = 1 << 20


@apart
def fill_bounds(asked: Asked, need: int, near: Near, scratch: Scratch) -> None:
    """The tables of a need."""
    _fill_history(asked, need, near, scratch.limits)
    _fill_french(asked, need, scratch)
    _fill_mobility(asked, need, scratch)
    _fill_offer(asked, need, scratch)
    _fill_skills(asked, need, scratch)
    limits = scratch.limits
    limits[s.REST] = 0
    for criterion in (t.FRENCH, t.LANGUAGES, t.MOBILITY, t.WAGE, t.AVAILABILITY):
        limits[s.REST] += asked.facts[need, s.WEIGHTS + criterion]


@bare
def _fill_history(asked: Asked, need: int, near: Near, limits: Array) -> None:
    held, spent = asked.facts[need, s.WEIGHTS + t.OCCUPATION], asked.facts[need, s.WEIGHTS + t.EXPERIENCE]
    of_held, of_spent = asked.published[s.NEUTRAL + t.OCCUPATION], asked.published[s.NEUTRAL + t.EXPERIENCE]
    wanted, far = max(asked.facts[need, s.MONTHS], 1), near.numbers[s.FAR]
    limits[s.EACH_HELD] = (held << 16) // 1000 + 1
    limits[s.EACH_MONTH] = (spent << 16) // wanted + 1
    limits[s.EACH_OPEN] = (spent * (1000 - of_spent) << 16) // (1000 * wanted) + 1
    limits[s.OPEN_TIME] = spent * of_spent // 1000 + 1
    limits[s.WANTED] = wanted
    known = held * far // 1000 + (spent if far >= asked.published[s.RELEVANT] else 0)
    limits[s.OUTSIDE] = max(known, held * of_held // 1000 + spent * of_spent // 1000) + 2


@bare
def _of_history(limits: Array, share: int, months: int, unknown: bool) -> int:
    counted: Any = limits[s.WANTED]
    if months < MOST_MONTHS:
        counted = min(np.int64(months), limits[s.WANTED])
    time: Any = counted * limits[s.EACH_MONTH] >> 16
    if unknown:
        time = max(time, (counted * limits[s.EACH_OPEN] >> 16) + limits[s.OPEN_TIME])
    return (share * limits[s.EACH_HELD] >> 16) + time + 2


@bare
def history_bound(near: Near, at: int, limits: Array) -> int:
    """Points that somebody listed as near does not exceed for the occupation and the experience."""
    return _of_history(limits, near.share[at], near.months[at], near.unknown[at] != 0)


@bare
def highest_of(near: Near, step: int, limits: Array) -> int:
    """The same for the 64 people of a step of the list."""
    return _of_history(limits, near.tops[step, 0], near.tops[step, 1], near.tops[step, 2] != 0)


@bare
def _fill_french(asked: Asked, need: int, scratch: Scratch) -> None:
    oral, written, levels = asked.facts[need, s.ORAL], asked.facts[need, s.WRITTEN], scratch.levels
    levels[0], levels[1] = (oral, 0) if oral >= 0 else (NEVER, NEVER)
    levels[2], levels[3] = (written, 0) if written >= 0 else (NEVER, NEVER)
    many = max((oral >= 0) + (written >= 0), 1)
    for reached in range(3):
        for known in range(3):
            undocumented = WHOLE - WHOLE * min(known, many) // many
            earned = WHOLE * min(reached, many) // many
            scratch.given[s.OF_FRENCH + 3 * reached + known] = line(
                asked, need, t.FRENCH, earned, undocumented
            )


@bare
def _fill_mobility(asked: Asked, need: int, scratch: Scratch) -> None:
    weight, given = asked.facts[need, s.WEIGHTS + t.MOBILITY], scratch.given
    of_place, neutral = asked.published[s.PLACE_SHARE], asked.published[s.NEUTRAL + t.MOBILITY]
    given[s.OF_PLACE] = weight * of_place * neutral // WHOLE + 1
    for kind in range(1, len(asked.places)):
        given[s.OF_PLACE + kind] = weight * of_place * asked.places[kind] // WHOLE + 1
    whole = weight * (1000 - of_place)
    given[s.OF_HELP] = whole * neutral // WHOLE + 1
    for help_needed in range(len(given) - s.OF_HELP - 1):
        many: Any = np.int64(popcount(np.uint64(help_needed)))
        offered: Any = np.int64(popcount(np.uint64(help_needed & asked.facts[need, s.HELP])))
        if many == 0 or help_needed == s.MOST_HELP - 1:
            many = offered = 1
        given[s.OF_HELP + 1 + help_needed] = whole * offered // (many * 1000) + 1


@bare
def _fill_offer(asked: Asked, need: int, scratch: Scratch) -> None:
    wage, given, shift = asked.facts[need, s.WEIGHTS + t.WAGE], scratch.given, asked.facts[need, s.SHIFT]
    given[s.OF_WAGE] = wage * asked.published[s.NEUTRAL + t.WAGE] // 1000
    given[s.OF_WAGE + 1], given[s.OF_WAGE + 2] = 0, wage
    weight, neutral = (
        asked.facts[need, s.WEIGHTS + t.AVAILABILITY],
        asked.published[s.NEUTRAL + t.AVAILABILITY],
    )
    of_date = 1000 if shift < 0 else asked.published[s.DATE_SHARE]
    scratch.limits[s.EACH_DATE] = (weight * of_date << 16) // WHOLE + 1
    given[s.OF_DATE] = weight * of_date * neutral // WHOLE + 1
    given[s.OF_SHIFT] = weight * (1000 - of_date) * neutral // WHOLE + 1
    given[s.OF_SHIFT + 1], given[s.OF_SHIFT + 2] = 0, weight * (1000 - of_date) // 1000 + 1


@bare
def _fill_skills(asked: Asked, need: int, scratch: Scratch) -> None:
    """What each skill gives who covers it, and above its neutral share."""
    limits, gains, whole = scratch.limits, scratch.gains, asked.facts[need, s.WEIGHTS + t.SKILLS]
    total, neutral = max(asked.facts[need, s.TOTAL], 1), asked.published[s.NEUTRAL + t.SKILLS]
    limits[s.UNCOVERED] = whole * neutral // 1000 + 1
    limits[s.COVERS] = whole
    first = asked.facts[need, s.SKILLS]
    for skill in range(first, asked.facts[need + 1, s.SKILLS]):
        gain = whole * asked.skills[skill, s.WEIGHT]
        gains[skill - first, 0] = gain // total + 1
        gains[skill - first, 1] = gain * (1000 - neutral) // (total * 1000) + 1


@bare
def rest_bound(asked: Asked, need: int, people: People, uses: Uses, scratch: Scratch, row: int) -> int:
    """Points that somebody does not exceed for all but history and skills."""
    facts, given, levels = people.traits[row], scratch.given, scratch.levels
    oral, written = (facts[0] & 511) - 1, (facts[0] >> 9 & 511) - 1
    reached = (oral >= levels[0]) + (written >= levels[2])
    points = given[s.OF_FRENCH + 3 * reached + (oral >= levels[1]) + (written >= levels[3])]
    points += given[s.OF_HELP + (facts[0] >> 18)]
    points += given[s.OF_PLACE + uses.places[uses.place[need], row]]
    points += given[s.OF_WAGE + (facts[1] >= 0) * (1 + (facts[1] <= asked.facts[need, s.WAGE]))]
    if facts[2]:
        late: Any = max(facts[2] - asked.facts[need, s.START], 0)
        points += (asked.dates[min(late, len(asked.dates) - 1)] * scratch.limits[s.EACH_DATE] >> 16) + 1
    else:
        points += given[s.OF_DATE]
    accepted = facts[3] >> max(asked.facts[need, s.SHIFT], 0) & 1
    points += given[s.OF_SHIFT + (facts[3] >= 0) * (1 + accepted)]
    return points + _of_languages(asked, need, uses, row)


@bare
def _of_languages(asked: Asked, need: int, uses: Uses, row: int) -> int:
    weight: Any = asked.facts[need, s.WEIGHTS + t.LANGUAGES]
    if weight and has_bit(uses.bits[uses.blocked[need, LANGUAGE_RULE]], row):
        many = asked.facts[need + 1, s.LANGUAGES] - asked.facts[need, s.LANGUAGES]
        weight -= weight // many
    return weight


@bare
def skills_bound(asked: Asked, need: int, people: People, uses: Uses, scratch: Scratch, row: int) -> int:
    """Points that somebody does not exceed for the skills."""
    first, last = asked.facts[need, s.SKILLS], asked.facts[need + 1, s.SKILLS]
    unknown = 1 - has_bit(uses.asked, row)
    points: Any = scratch.limits[s.UNCOVERED] * unknown
    for skill in range(first, last):
        code = asked.skills[skill, s.CODE]
        if code < len(people.covered) and has_bit(people.covered[code], row):
            points += scratch.gains[skill - first, unknown]
    return points
