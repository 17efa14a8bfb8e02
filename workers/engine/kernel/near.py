"""Who held an occupation near to one, the nearest first, in machine code."""

from __future__ import annotations

from typing import Any

import numpy as np

from workers.engine.kernel import shapes as s
from workers.engine.kernel import tables as t
from workers.engine.kernel.compiled import apart, bare
from workers.engine.kernel.shapes import Asked, Near, People

#: Whoever held nothing nearer than this, per-mille, is not listed.
LEAST_NEAR = 200
#: The list holds about one person in so many, or as many as this: it is made nearer where occupations are alike.
SHARE, ENOUGH = 6, 4096
STEPS = 1001
MOST_MONTHS = 2_000_000


@apart
def list_near(asked: Asked, row: int, people: People, near: Near) -> None:
    """List who held an occupation near to that of a row of `asked.near`; the list before is taken back."""
    for at in range(near.numbers[s.LISTED]):
        near.place[near.person[at]] = -1
    nearest = _order(asked, row, people, near)
    far, many = 1000, 0
    room = max(len(people.held_rows) // SHARE, ENOUGH)
    for step in range(nearest):
        occupation = near.order[step]
        held = people.held_edges[occupation + 1] - people.held_edges[occupation]
        if many + held > room:
            break
        far = asked.near[row, occupation]
        many = _join(asked, far, people, near, occupation, many)
    else:
        far = LEAST_NEAR
    near.numbers[s.LISTED], near.numbers[s.FAR] = many, far
    for step in range((many + 63) // 64):
        near.tops[step] = 0
    for at in range(many):
        _round_up(asked, near, at, far)


@bare
def _order(asked: Asked, row: int, people: People, near: Near) -> int:
    """Put the occupations nearer than LEAST_NEAR in order, the nearest first; how many."""
    steps, last = near.steps, min(asked.near.shape[1], len(people.held_edges) - 1)
    for step in range(len(steps)):
        steps[step] = 0
    for occupation in range(last):
        steps[1000 - asked.near[row, occupation]] += 1
    before = 0
    for step in range(len(steps)):
        before, steps[step] = before + steps[step], before
    for occupation in range(last):
        step = 1000 - asked.near[row, occupation]
        near.order[steps[step]] = occupation
        steps[step] += 1
    return steps[999 - LEAST_NEAR]


@bare
def _join(asked: Asked, nearness: int, people: People, near: Near, occupation: int, many: int) -> int:
    """Add those who held an occupation of this nearness; how many are listed now."""
    share, full = asked.published[s.HELD_SHARE], asked.published[s.FULL_MONTHS]
    relevant = nearness >= asked.published[s.RELEVANT]
    for held in range(people.held_edges[occupation], people.held_edges[occupation + 1]):
        person, months = people.held_rows[held], np.int64(people.held_months[held])
        at = near.place[person]
        if at < 0:
            at = near.place[person] = many
            near.person[many] = person
            near.parts[many, s.EARNS] = near.parts[many, s.HIGHEST] = 0
            near.parts[many, s.TIME] = near.parts[many, s.OPEN] = 0
            many += 1
        time: Any = max(months, 0)
        low = nearness * (share + (1000 - share) * min(time, full) // full)
        parts = near.parts[at]
        parts[s.EARNS] = max(parts[s.EARNS], low)
        parts[s.HIGHEST] = max(parts[s.HIGHEST], nearness * 1000 if months < 0 else low)
        if relevant:
            parts[s.TIME] = min(parts[s.TIME] + (nearness * time + 999) // 1000, MOST_MONTHS)
            parts[s.OPEN] |= months < 0
    return many


@bare
def _round_up(asked: Asked, near: Near, at: int, far: int) -> None:
    """What the history of somebody listed gives at most; what is not nearer than `far` was not looked at."""
    parts, neutral = near.parts[at], asked.published[s.NEUTRAL + t.OCCUPATION]
    earned: Any = max(np.int64(parts[s.EARNS]), far * 1000)
    given = earned * 1000 + max(np.int64(parts[s.HIGHEST]) - earned, 0) * neutral
    near.share[at] = (given + 999_999) // 1_000_000
    near.months[at] = parts[s.TIME] if far < asked.published[s.RELEVANT] else MOST_MONTHS
    near.unknown[at] = parts[s.OPEN]
    tops = near.tops[at >> 6]
    tops[0] = max(tops[0], near.share[at])
    tops[1] = max(tops[1], near.months[at])
    tops[2] |= near.unknown[at]
