"""A need against everyone in machine code: verdicts from bits, then exact scores of whoever may be among the best.

Whoever held a near occupation is looked at first, the nearest first: their scores soon rule out almost all others,
whose upper bound is known without looking at them. What is left of a bound is made exact part after part.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from workers.engine.kernel import shapes as s
from workers.engine.kernel import tables as t
from workers.engine.kernel.best import begin, finish, keep_person
from workers.engine.kernel.bits import count_bits, gather_bits, has_bit, mark_skills
from workers.engine.kernel.compiled import apart, bare, compiled, popcount
from workers.engine.kernel.conditions import RULE_PLACES
from workers.engine.kernel.near import fill_bounds, list_near, outside
from workers.engine.kernel.pairs import WHOLE, history_lines, line, other_lines, skills_line
from workers.engine.kernel.shapes import Asked, Best, Near, People, Scratch, Uses
from workers.engine.snapshot.columns import Array

ORAL_RULE, WRITTEN_RULE = RULE_PLACES["french_oral"], RULE_PLACES["french_written"]
PLACE_RULE, WAGE_RULE = RULE_PLACES["place_accepted"], RULE_PLACES["wage_floor"]
DATE_RULE, SHIFT_RULE = RULE_PLACES["available_from"], RULE_PLACES["shift"]
INADMISSIBLE = 2


@bare
def fill_limits(asked: Asked, need: int, near: Near, limits: Array) -> None:
    """Points that nobody exceeds, part by part."""
    limits[s.OUTSIDE] = outside(asked, need, near)
    limits[s.UNCOVERED] = line(asked, need, t.SKILLS, 0, WHOLE)
    limits[s.REST] = 0
    for criterion in (t.FRENCH, t.LANGUAGES, t.MOBILITY, t.WAGE, t.AVAILABILITY):
        limits[s.REST] += asked.facts[need, s.WEIGHTS + criterion]


@bare
def fill_losses(asked: Asked, need: int, losses: Array) -> None:
    """Points that whoever a rule blocks does not have."""
    french, mobility = asked.facts[need, s.WEIGHTS + t.FRENCH], asked.facts[need, s.WEIGHTS + t.MOBILITY]
    both = asked.facts[need, s.ORAL] >= 0 and asked.facts[need, s.WRITTEN] >= 0
    available, date = asked.facts[need, s.WEIGHTS + t.AVAILABILITY], asked.published[s.DATE_SHARE]
    shifted = asked.facts[need, s.SHIFT] >= 0
    losses[ORAL_RULE] = losses[WRITTEN_RULE] = french // 2 if both else french
    losses[PLACE_RULE] = mobility * asked.published[s.PLACE_SHARE] // 1000
    losses[WAGE_RULE] = asked.facts[need, s.WEIGHTS + t.WAGE]
    losses[DATE_RULE] = available * date // 1000 if shifted else available
    losses[SHIFT_RULE] = available * (1000 - date) // 1000


@bare
def lost(need: int, uses: Uses, losses: Array, row: int) -> int:
    """Points that somebody blocked does not have, for the rules that block them."""
    points = 0
    for rule in range(len(losses)):
        if losses[rule] and has_bit(uses.bits[uses.blocked[need, rule]], row):
            points += losses[rule]
    return points


@bare
def may_be_best(asked: Asked, need: int, scratch: Scratch, verdict: int, row: int, history: int) -> bool:
    """Whether somebody may be among the best, of whom the history gives so many points at most."""
    left = scratch.limits[s.UNCOVERED]
    if has_bit(scratch.words[s.COVERED], row):
        left = asked.facts[need, s.WEIGHTS + t.SKILLS]
    return history + scratch.limits[s.REST] + left >= scratch.least[verdict]


@bare
def consider(
    asked: Asked, need: int, people: People, worth: Array, scratch: Scratch, verdict: int, row: int, keep: int
) -> None:
    """Work out the score of a pair, as long as what is left to add may bring it among the best."""
    points = history_lines(asked, need, people, row)
    if not may_be_best(asked, need, scratch, verdict, row, points):
        return
    points += other_lines(asked, need, people, row)
    if not may_be_best(asked, need, scratch, verdict, row, points - scratch.limits[s.REST]):
        return
    if asked.facts[need, s.TOTAL]:
        points += skills_line(asked, need, people, row, worth, scratch.place)
    if points >= scratch.least[verdict]:
        keep_person(asked, need, people, scratch, verdict, row, points, keep)


@apart
def consider_queue(
    asked: Asked,
    need: int,
    people: People,
    worth: Array,
    scratch: Scratch,
    verdict: int,
    many: int,
    keep: int,
) -> None:
    """Consider those queued. Their records are all called for before the first is read: memory answers together."""
    called: Any = np.int32(0)
    for at in range(many):
        first = people.start[scratch.queue[at]]
        called |= people.book[first] | people.book[first + s.LISTS - 1]
        called |= people.book[people.start[scratch.queue[at] + 1] - 1]
    scratch.queue[-1] = called
    for at in range(many):
        consider(asked, need, people, worth, scratch, verdict, scratch.queue[at], keep)


@bare
def look_near(
    asked: Asked,
    need: int,
    people: People,
    uses: Uses,
    near: Near,
    worth: Array,
    scratch: Scratch,
    verdict: int,
    keep: int,
) -> None:
    """Look at those of a verdict who are listed as near, the nearest first."""
    rest = scratch.limits[s.REST] + asked.facts[need, s.WEIGHTS + t.SKILLS]
    listed, mask = near.numbers[s.LISTED], scratch.words[s.VERDICT + verdict]
    for first in range(0, listed, 64):
        if scratch.peaks[first >> 6] + rest < scratch.least[verdict]:
            continue
        many = 0
        for at in range(first, min(first + 64, listed)):
            row, bound = near.person[at], scratch.bound[at]
            scratch.queue[many] = row
            if has_bit(mask, row) and may_be_best(asked, need, scratch, verdict, row, bound):
                if verdict == INADMISSIBLE:
                    bound -= lost(need, uses, scratch.losses, row)
                many += may_be_best(asked, need, scratch, verdict, row, bound)
        consider_queue(asked, need, people, worth, scratch, verdict, many, keep)


@bare
def look_through(
    asked: Asked,
    need: int,
    people: People,
    near: Near,
    worth: Array,
    scratch: Scratch,
    verdict: int,
    everyone: bool,
    keep: int,
) -> None:
    """Look at all those of a verdict, or at all who are not listed as near."""
    unskilled = scratch.limits[s.OUTSIDE] + scratch.limits[s.UNCOVERED] + scratch.limits[s.REST]
    many = 0
    for word in range(scratch.words.shape[1]):
        left = scratch.words[s.VERDICT + verdict, word]
        if not everyone and unskilled < scratch.least[verdict]:
            left &= scratch.words[s.COVERED, word]
        while left:
            lane: Any = np.int64(popcount((left & (~left + np.uint64(1))) - np.uint64(1)))
            left &= left - np.uint64(1)
            row = word * 64 + lane
            at = near.place[row]
            bound = scratch.bound[at] if at >= 0 else scratch.limits[s.OUTSIDE]
            scratch.queue[many] = row
            many += (everyone or at < 0) and may_be_best(asked, need, scratch, verdict, row, bound)
        if many >= 64:
            consider_queue(asked, need, people, worth, scratch, verdict, many, keep)
            many = 0
    consider_queue(asked, need, people, worth, scratch, verdict, many, keep)


@bare
def look(
    asked: Asked,
    need: int,
    people: People,
    uses: Uses,
    near: Near,
    worth: Array,
    scratch: Scratch,
    verdict: int,
    count: int,
    keep: int,
) -> None:
    """Find the best of a verdict: few are all looked at; of many, those listed as near, the others if they may do."""
    if 16 * count <= near.numbers[s.LISTED]:
        look_through(asked, need, people, near, worth, scratch, verdict, True, keep)
        return
    look_near(asked, need, people, uses, near, worth, scratch, verdict, keep)
    most = scratch.limits[s.OUTSIDE] + scratch.limits[s.REST] + asked.facts[need, s.WEIGHTS + t.SKILLS]
    if most >= scratch.least[verdict]:
        look_through(asked, need, people, near, worth, scratch, verdict, False, keep)


@compiled
def rank_all(
    asked: Asked,
    order: Array,
    people: People,
    uses: Uses,
    near: Near,
    worth: Array,
    scratch: Scratch,
    best: Best,
    keep: int,
) -> None:
    """The best of each need; `order` has the needs of one occupation side by side."""
    listed = -1
    for at in range(len(order)):
        need = order[at]
        if asked.facts[need, s.NEAR] != listed:
            listed = asked.facts[need, s.NEAR]
            list_near(asked, listed, people, near)
        mark_skills(asked, need, scratch, True)
        gather_bits(asked, need, people, uses, scratch)
        count_bits(need, uses, scratch, best)
        fill_bounds(asked, need, near, scratch.bound, scratch.peaks)
        fill_limits(asked, need, near, scratch.limits)
        fill_losses(asked, need, scratch.losses)
        begin(scratch)
        for verdict in range(3):
            count = best.numbers[need, s.COUNT + verdict]
            look(asked, need, people, uses, near, worth, scratch, verdict, count, keep)
        finish(asked, need, people, scratch, best, keep)
        mark_skills(asked, need, scratch, False)
