"""The score of one pair in machine code: the same sums and floors as `workers.engine.scoring.score`."""

from __future__ import annotations

from typing import Any

import numpy as np

from workers.engine.kernel import shapes as s
from workers.engine.kernel import tables as t
from workers.engine.kernel.compiled import bare, popcount
from workers.engine.kernel.shapes import Asked, People
from workers.engine.snapshot.columns import Array

WHOLE = 1_000_000


@bare
def line(asked: Asked, need: int, criterion: int, earned: int, undocumented: int) -> int:
    """The points of a criterion and its neutral share, together floored once."""
    weight = asked.facts[need, s.WEIGHTS + criterion]
    share = earned * 1000
    if undocumented:
        share += undocumented * asked.published[s.NEUTRAL + criterion]
    return weight * share // (WHOLE * 1000)


@bare
def skills_line(asked: Asked, need: int, people: People, row: int, worth: Array, place: Array) -> int:
    """The skills of a pair; `place` tells where among the need's skills each skill stands, -1 for none."""
    total, book, at = asked.facts[need, s.TOTAL], people.book, people.start[row]
    earned, undocumented = 0, 0 if book[at + s.SKILLS_ASKED] else total * 1000
    for own in range(people.start[row + 1] - book[at + s.OWN], people.start[row + 1]):
        where = place[book[own] >> s.COVER_BITS]
        if where >= 0:
            cover, level = book[own] & ((1 << s.COVER_BITS) - 1), asked.skills[where, s.LEVEL]
            earned += asked.skills[where, s.WEIGHT] * worth[s.EARNED, level, cover]
            undocumented += asked.skills[where, s.WEIGHT] * worth[s.CHANGE, level, cover]
    return skills_points(asked, need, earned, undocumented)


@bare
def skills_points(asked: Asked, need: int, earned: int, undocumented: int) -> int:
    """The points of the skills, from sums of weights × per-mille."""
    total = asked.facts[need, s.TOTAL]
    documented = (total * 1000 - undocumented) * 1000 // total
    return line(asked, need, t.SKILLS, earned * 1000 // total, WHOLE - documented)


@bare
def history_lines(asked: Asked, need: int, people: People, row: int) -> int:
    """The occupation and the experience of a pair."""
    wanted = asked.facts[need, s.MONTHS]
    if not people.book[people.start[row] + s.HISTORY_KNOWN]:
        points = line(asked, need, t.OCCUPATION, 0, WHOLE)
        return points + (line(asked, need, t.EXPERIENCE, 0, WHOLE) if wanted > 0 else 0)
    earned, highest, weighed, unknown = history(asked, asked.facts[need, s.NEAR], people, row)
    return history_points(asked, need, earned, highest, weighed, unknown)


@bare
def history_points(asked: Asked, need: int, earned: int, highest: int, weighed: int, unknown: bool) -> int:
    """The points of the occupation and of the experience, from what a history gives."""
    wanted = asked.facts[need, s.MONTHS]
    points = line(asked, need, t.OCCUPATION, earned, highest - earned)
    if wanted > 0:
        months = min(WHOLE, weighed * 1000 // wanted)
        points += line(asked, need, t.EXPERIENCE, months, WHOLE - months if unknown else 0)
    return points


@bare
def history(asked: Asked, near_row: int, people: People, row: int) -> tuple[int, int, int, bool]:
    """Earned and highest possible of the occupation, near months × 1000, whether any of these is unknown."""
    share, full = asked.published[s.HELD_SHARE], asked.published[s.FULL_MONTHS]
    book, at = people.book, people.start[row]
    earned, highest, weighed = 0, 0, 0
    unknown: Any = False
    first = at + s.LISTS + book[at + s.REGIONS] + book[at + s.MRCS] + book[at + s.SPOKEN]
    for held in range(book[at + s.HISTORY]):
        near: Any = np.int64(asked.near[near_row, book[first + 2 * held]])
        months: Any = np.int64(book[first + 2 * held + 1])
        low = near * (share + (1000 - share) * min(max(months, 0), full) // full)
        earned = max(earned, low)
        highest = max(highest, near * 1000 if months < 0 else low)
        if near >= asked.published[s.RELEVANT]:
            weighed += near * max(months, 0)
            unknown = unknown or months < 0
    return earned, highest, weighed, unknown


@bare
def french_line(asked: Asked, need: int, people: People, row: int) -> int:
    """The French of a pair."""
    many, reached, known = 0, 0, 0
    book, at = people.book, people.start[row]
    oral, written = asked.facts[need, s.ORAL], asked.facts[need, s.WRITTEN]
    if oral >= 0:
        many += 1
        known += book[at + s.HAS_ORAL] >= 0
        reached += book[at + s.HAS_ORAL] >= oral
    if written >= 0:
        many += 1
        known += book[at + s.HAS_WRITTEN] >= 0
        reached += book[at + s.HAS_WRITTEN] >= written
    if not many:
        return 0
    return line(asked, need, t.FRENCH, WHOLE * reached // many, WHOLE - WHOLE * known // many)


@bare
def languages_line(asked: Asked, need: int, people: People, row: int) -> int:
    """The other languages of a pair."""
    first, last = asked.facts[need, s.LANGUAGES], asked.facts[need + 1, s.LANGUAGES]
    if first == last:
        return 0
    book, at = people.book, people.start[row]
    if not book[at + s.SPOKEN_KNOWN]:
        return line(asked, need, t.LANGUAGES, 0, WHOLE)
    reached, known = 0, last - first
    spoken = at + s.LISTS + book[at + s.REGIONS] + book[at + s.MRCS]
    for wanted in range(first, last):
        for held in range(spoken, spoken + book[at + s.SPOKEN]):
            if book[held] >> s.BAND_BITS == asked.languages[wanted, s.CODE]:
                band = (book[held] & ((1 << s.BAND_BITS) - 1)) - 1
                least = asked.languages[wanted, s.BAND]
                reached += least < 0 or band >= least
                known -= least >= 0 and band < 0
    many = last - first
    return line(asked, need, t.LANGUAGES, WHOLE * reached // many, WHOLE - WHOLE * known // many)


@bare
def rank_share(asked: Asked, book: Array, first: int, many: int, wanted: int) -> int:
    """Per-mille for the place of a code in a list of wishes, 0 when it is not there."""
    for place in range(many):
        if book[first + place] == wanted:
            return asked.published[min(s.RANKS + place, len(asked.published) - 1)]
    return 0


@bare
def mobility_line(asked: Asked, need: int, people: People, row: int) -> int:
    """The place and the help of a pair."""
    place_whole = asked.published[s.PLACE_SHARE] * 1000
    earned, undocumented = 0, 0
    book, at = people.book, people.start[row]
    if book[at + s.WISHES_KNOWN]:
        share = asked.published[s.ANYWHERE_SHARE] if book[at + s.ANYWHERE] else 0
        first, many = at + s.LISTS, book[at + s.REGIONS]
        share = max(share, rank_share(asked, book, first, many, asked.facts[need, s.REGION]))
        share = max(share, rank_share(asked, book, first + many, book[at + s.MRCS], asked.facts[need, s.MRC]))
        earned += asked.published[s.PLACE_SHARE] * share
    else:
        undocumented += place_whole
    wanted = np.int64(book[at + s.HELP_NEEDED])
    if wanted < 0:
        undocumented += WHOLE - place_whole
    elif wanted == 0:
        earned += WHOLE - place_whole
    else:
        given = np.int64(popcount(np.uint64(wanted & asked.facts[need, s.HELP])))
        earned += (WHOLE - place_whole) * given // np.int64(popcount(np.uint64(wanted)))
    return line(asked, need, t.MOBILITY, earned, undocumented)


@bare
def wage_line(asked: Asked, need: int, people: People, row: int) -> int:
    """The wage of a pair."""
    most, floor = asked.facts[need, s.WAGE], people.book[people.start[row] + s.FLOOR]
    if most < 0:
        return 0
    return line(asked, need, t.WAGE, WHOLE if 0 <= floor <= most else 0, WHOLE if floor < 0 else 0)


@bare
def availability_line(asked: Asked, need: int, people: People, row: int) -> int:
    """The date and the shift of a pair."""
    shift, span = asked.facts[need, s.SHIFT], asked.published[s.SPAN]
    weight = 1000 if shift < 0 else asked.published[s.DATE_SHARE]
    earned, undocumented = 0, 0
    book, at = people.book, people.start[row]
    if book[at + s.AVAILABLE]:
        late = max(np.int64(book[at + s.AVAILABLE]) - asked.facts[need, s.START], 0)
        earned += weight * (1000 * max(span - late, 0) // span)
    else:
        undocumented += weight * 1000
    if shift >= 0:
        if book[at + s.SHIFTS] < 0:
            undocumented += (1000 - weight) * 1000
        elif book[at + s.SHIFTS] >> shift & 1:
            earned += (1000 - weight) * 1000
    return line(asked, need, t.AVAILABILITY, earned, undocumented)


@bare
def other_lines(asked: Asked, need: int, people: People, row: int) -> int:
    """All but history and skills."""
    points = french_line(asked, need, people, row) + languages_line(asked, need, people, row)
    points += mobility_line(asked, need, people, row) + wage_line(asked, need, people, row)
    return points + availability_line(asked, need, people, row)
