"""A need against everyone in machine code: verdicts from bits, then exact scores of whoever may be among the best.

Of a verdict that few have, everyone is bounded and the highest bounds are looked at first; of one that many have,
whoever held a near occupation is looked at, the nearest first. The scores found soon rule out almost all others.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from workers.engine.kernel import shapes as s
from workers.engine.kernel.best import begin, finish, keep_person
from workers.engine.kernel.bits import count_bits, gather_bits, has_bit, mark_skills
from workers.engine.kernel.bounds import fill_bounds, highest_of, history_bound, rest_bound, skills_bound
from workers.engine.kernel.compiled import apart, bare, compiled, popcount
from workers.engine.kernel.near import list_near
from workers.engine.kernel.pairs import history_lines, other_lines, skills_line
from workers.engine.kernel.shapes import Asked, Best, Near, People, Scratch, Uses
from workers.engine.snapshot.columns import Array

#: Bounds are counted by so many hundredths of a point, as bits, up to the last.
HEIGHT_BITS, HEIGHTS = 6, 192
#: Of so many times fewer people than are listed as near, everyone is bounded.
FEW = 4
#: So many are queued at once.
QUEUED = 512


@bare
def skills_most(scratch: Scratch, row: int) -> int:
    """Points that somebody does not exceed for the skills, by whether they cover any."""
    covers = has_bit(scratch.words[s.COVERED], row)
    return scratch.limits[s.COVERS] if covers else scratch.limits[s.UNCOVERED]


@bare
def at_most(scratch: Scratch, row: int, history: int) -> int:
    """Points that somebody does not exceed, of whom the history gives so many at most."""
    return history + scratch.limits[s.REST] + skills_most(scratch, row)


@bare
def top_of(heights: Array, found: Array, many: int, enough: int) -> int:
    """The bound that so many of those found have, or more."""
    for height in range(HEIGHTS):
        heights[height] = 0
    for at in range(many):
        heights[min(max(found[at, 0], 0) >> HEIGHT_BITS, HEIGHTS - 1)] += 1
    height, above = HEIGHTS, 0
    while height > 0 and above < enough:
        height -= 1
        above += heights[height]
    return height << HEIGHT_BITS


@bare
def tighter(
    asked: Asked, need: int, people: People, uses: Uses, scratch: Scratch, least: int, row: int, bound: int
) -> int:
    """The bound of somebody, made tighter part by part as long as they may be among the best."""
    bound += rest_bound(asked, need, people, uses, scratch, row) - scratch.limits[s.REST]
    if bound >= least:
        bound += skills_bound(asked, need, people, uses, scratch, row) - skills_most(scratch, row)
    return bound


@bare
def sift(asked: Asked, need: int, people: People, uses: Uses, scratch: Scratch, least: int, many: int) -> int:
    """Leave in the queue whoever may be among the best; how many. Memory is called for before it is read."""
    called: Any = np.int32(0)
    queue, places = scratch.queue, uses.places[uses.place[need]]
    for at in range(many):
        called |= people.traits[queue[at, 1], 0] | places[queue[at, 1]]
    left = 0
    for at in range(many):
        row = queue[at, 1]
        bound = tighter(asked, need, people, uses, scratch, least, row, queue[at, 0])
        queue[left, 0], queue[left, 1] = bound, row
        left += bound >= least
    queue[-1, 0] = called
    return left


@bare
def call_for(people: People, queue: Array, many: int, top: int) -> None:
    """Call for the records of those queued before the first is read: memory answers together."""
    called: Any = np.int32(0)
    for at in range(many):
        if queue[at, 0] >= top:
            first, last = people.start[queue[at, 1]], people.start[queue[at, 1] + 1]
            called |= people.book[first] | people.book[first + s.LISTS - 1] | people.book[last - 1]
    queue[-1, 1] = called


@apart
def consider_queue(
    asked: Asked,
    need: int,
    people: People,
    uses: Uses,
    worth: Array,
    scratch: Scratch,
    verdict: int,
    many: int,
    keep: int,
) -> None:
    """Score those queued who may be among the best, the highest bounds first."""
    many = sift(asked, need, people, uses, scratch, scratch.least[verdict], many)
    queue = scratch.queue
    top = top_of(scratch.heights, queue, many, keep)
    call_for(people, queue, many, top)
    for turn in range(2):
        for at in range(many):
            bound, row = queue[at, 0], queue[at, 1]
            if (bound >= top) == (turn == 0) and bound >= scratch.least[verdict]:
                points = history_lines(asked, need, people, row) + other_lines(asked, need, people, row)
                if asked.facts[need, s.TOTAL]:
                    points += skills_line(asked, need, people, row, worth, scratch.place)
                if points >= scratch.least[verdict]:
                    keep_person(asked, need, people, scratch, verdict, row, points, keep)


@apart
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
    rest = scratch.limits[s.REST] + scratch.limits[s.COVERS]
    listed, mask, many = near.numbers[s.LISTED], scratch.words[s.VERDICT + verdict], 0
    for first in range(0, listed, 64):
        least = scratch.least[verdict]
        if highest_of(near, first >> 6, scratch.limits) + rest < least:
            continue
        for at in range(first, min(first + 64, listed)):
            row = near.person[at]
            if has_bit(mask, row):
                bound = at_most(scratch, row, history_bound(near, at, scratch.limits))
                scratch.queue[many, 0], scratch.queue[many, 1] = bound, row
                many += bound >= least
        if many > QUEUED - 64:
            consider_queue(asked, need, people, uses, worth, scratch, verdict, many, keep)
            many = 0
    consider_queue(asked, need, people, uses, worth, scratch, verdict, many, keep)


@apart
def find_all(near: Near, scratch: Scratch, verdict: int, everyone: bool) -> int:
    """Note all those of a verdict, or all who are not listed as near, with their bounds; how many."""
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
            at, history = near.place[row], scratch.limits[s.OUTSIDE]
            if at >= 0:
                history = history_bound(near, at, scratch.limits)
            if everyone or at < 0:
                scratch.found[many, 0], scratch.found[many, 1] = at_most(scratch, row, history), row
                many += 1
    return many


@apart
def look_at_found(
    asked: Asked,
    need: int,
    people: People,
    uses: Uses,
    worth: Array,
    scratch: Scratch,
    verdict: int,
    found: int,
    keep: int,
) -> None:
    """Look at those found, the highest bounds first."""
    top = top_of(scratch.heights, scratch.found, found, 4 * keep)
    for turn in range(2):
        many = 0
        for at in range(found):
            bound, row = scratch.found[at, 0], scratch.found[at, 1]
            scratch.queue[many, 0], scratch.queue[many, 1] = bound, row
            many += (bound >= top) == (turn == 0) and bound >= scratch.least[verdict]
            if many == QUEUED:
                consider_queue(asked, need, people, uses, worth, scratch, verdict, many, keep)
                many = 0
        consider_queue(asked, need, people, uses, worth, scratch, verdict, many, keep)


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
    """Find the best of a verdict: few are all bounded; of many, those listed as near, the others if they may do."""
    everyone = FEW * count <= near.numbers[s.LISTED]
    if not everyone:
        look_near(asked, need, people, uses, near, worth, scratch, verdict, keep)
        most = scratch.limits[s.OUTSIDE] + scratch.limits[s.REST] + scratch.limits[s.COVERS]
        if most < scratch.least[verdict]:
            return
    found = find_all(near, scratch, verdict, everyone)
    look_at_found(asked, need, people, uses, worth, scratch, verdict, found, keep)


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
        fill_bounds(asked, need, near, scratch)
        begin(scratch)
        for verdict in range(3):
            count = best.numbers[need, s.COUNT + verdict]
            look(asked, need, people, uses, near, worth, scratch, verdict, count, keep)
        finish(asked, need, people, scratch, best, keep)
        mark_skills(asked, need, scratch, False)
