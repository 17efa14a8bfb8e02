"""Verdicts and their counts from bits, 64 people at a time, in machine code."""

from __future__ import annotations

import numpy as np

from workers.engine.kernel import shapes as s
from workers.engine.kernel.compiled import bare, popcount
from workers.engine.kernel.conditions import TIED_RULE
from workers.engine.kernel.shapes import Asked, Best, People, Scratch, Uses
from workers.engine.snapshot.columns import Array

ONE = np.uint64(1)


@bare
def set_bit(row: Array, person: int) -> None:
    """Set the bit of a person."""
    row[person >> 6] |= ONE << np.uint64(person & 63)


@bare
def has_bit(row: Array, person: int) -> bool:
    """Whether the bit of a person is set."""
    return (row[person >> 6] >> np.uint64(person & 63)) & ONE != 0


@bare
def join_row(row: Array, into: Array) -> None:
    """Add the bits of a row."""
    for word in range(len(into)):
        into[word] |= row[word]


@bare
def join_blocked(row: Array, once: Array, twice: Array) -> None:
    """Add the bits of a row to those found once, and those found again to those found twice."""
    for word in range(len(once)):
        twice[word] |= once[word] & row[word]
        once[word] |= row[word]


@bare
def clear(row: Array) -> None:
    """Take away every bit."""
    for word in range(len(row)):
        row[word] = np.uint64(0)


@bare
def mark_skills(asked: Asked, need: int, scratch: Scratch, marked: bool) -> None:
    """Write down where each skill of the need stands, or take it back."""
    for skill in range(asked.facts[need, s.SKILLS], asked.facts[need + 1, s.SKILLS]):
        scratch.place[asked.skills[skill, s.CODE]] = skill if marked else -1


@bare
def lacking_bits(asked: Asked, need: int, people: People, scratch: Scratch) -> None:
    """Who is known to lack every skill of the need: of those who lack its rarest lack, who lacks the others."""
    lacking = scratch.words[s.LACKING]
    clear(lacking)
    first, last = asked.facts[need, s.SKILLS], asked.facts[need + 1, s.SKILLS]
    rarest, fewest = -1, len(people.absent_rows) + 1
    for skill in range(first, last):
        code = asked.skills[skill, s.CODE]
        if code >= len(people.absent_edges) - 1:
            return
        many = people.absent_edges[code + 1] - people.absent_edges[code]
        if many < fewest:
            rarest, fewest = code, many
    if rarest < 0:
        return
    for at in range(people.absent_edges[rarest], people.absent_edges[rarest + 1]):
        person, lacks = people.absent_rows[at], 0
        for one in range(people.absent_start[person], people.absent_start[person + 1]):
            lacks += scratch.place[people.absent[one]] >= 0
        if lacks == last - first:
            set_bit(lacking, person)


@bare
def skill_bits(asked: Asked, need: int, people: People, uses: Uses, scratch: Scratch) -> None:
    """Who covers none of the need's skills and is known to (in UNSKILLED), or not known to (in MISSING)."""
    covered, lacking = scratch.words[s.COVERED], scratch.words[s.LACKING]
    unskilled, missing = scratch.words[s.UNSKILLED], scratch.words[s.MISSING]
    clear(covered)
    clear(unskilled)
    if not asked.facts[need, s.TOTAL]:
        return
    for skill in range(asked.facts[need, s.SKILLS], asked.facts[need + 1, s.SKILLS]):
        code = asked.skills[skill, s.CODE]
        if code < len(people.covered):
            join_row(people.covered[code], covered)
    lacking_bits(asked, need, people, scratch)
    for word in range(len(covered)):
        known = lacking[word] | uses.asked[word]
        unskilled[word] = ~covered[word] & known
        missing[word] |= ~covered[word] & ~known


@bare
def tied_bits(asked: Asked, need: int, people: People, row: Array, scratch: Scratch) -> None:
    """Who is tied to another employer than the need's: everyone tied, but for the few tied to this one."""
    tied, employer = scratch.words[s.TIED], asked.facts[need, s.EMPLOYER]
    for word in range(len(tied)):
        tied[word] = row[word]
    if 0 <= employer < len(people.tied_edges) - 1:
        for at in range(people.tied_edges[employer], people.tied_edges[employer + 1]):
            person = people.tied_rows[at]
            tied[person >> 6] &= ~(ONE << np.uint64(person & 63))


@bare
def gather_bits(asked: Asked, need: int, people: People, uses: Uses, scratch: Scratch) -> None:
    """Who is blocked at least once, at least twice, and who misses a fact."""
    once, twice, missing = scratch.words[s.ONCE], scratch.words[s.TWICE], scratch.words[s.MISSING]
    clear(once)
    clear(twice)
    clear(missing)
    for rule in range(uses.missing.shape[1]):
        if uses.missing[need, rule]:
            join_row(uses.bits[uses.missing[need, rule]], missing)
    for rule in range(uses.blocked.shape[1]):
        row = uses.blocked[need, rule]
        if rule == TIED_RULE:
            tied_bits(asked, need, people, uses.bits[row], scratch)
            join_blocked(scratch.words[s.TIED], once, twice)
        elif row:
            join_blocked(uses.bits[row], once, twice)
    skill_bits(asked, need, people, uses, scratch)
    join_blocked(scratch.words[s.UNSKILLED], once, twice)


@bare
def count_bits(need: int, uses: Uses, scratch: Scratch, best: Best) -> None:
    """Who has each verdict, how many they are, and how many each reason alone blocks."""
    once, alone, missing = scratch.words[s.ONCE], scratch.words[s.TWICE], scratch.words[s.MISSING]
    admissible, to_verify, inadmissible = (
        scratch.words[s.VERDICT],
        scratch.words[s.VERDICT + 1],
        scratch.words[s.VERDICT + 2],
    )
    for word in range(len(once)):
        alive = uses.alive[word]
        admissible[word] = alive & ~once[word] & ~missing[word]
        to_verify[word] = alive & ~once[word] & missing[word]
        inadmissible[word] = alive & once[word]
        alone[word] = alive & once[word] & ~alone[word]
    for verdict in range(3):
        row = scratch.words[s.VERDICT + verdict]
        best.numbers[need, s.COUNT + verdict] = common(row, row)
    rules = uses.blocked.shape[1]
    for rule in range(rules):
        row = uses.blocked[need, rule]
        if rule == TIED_RULE:
            best.numbers[need, s.ALONE + rule] = common(scratch.words[s.TIED], alone)
        elif row:
            best.numbers[need, s.ALONE + rule] = common(uses.bits[row], alone)
    best.numbers[need, s.ALONE + rules] = common(scratch.words[s.UNSKILLED], alone)


@bare
def common(one: Array, other: Array) -> np.int64:
    """How many bits two rows share."""
    many = np.uint64(0)
    for word in range(len(one)):
        many += popcount(one[word] & other[word])
    return np.int64(many)
