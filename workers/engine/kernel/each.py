"""One person's score for each of many needs in machine code: what the person gives is looked up once."""

from __future__ import annotations

import numpy as np

from workers.engine.kernel import shapes as s
from workers.engine.kernel import tables as t
from workers.engine.kernel.compiled import bare, compiled
from workers.engine.kernel.pairs import (
    WHOLE,
    history,
    history_lines,
    history_points,
    line,
    other_lines,
    skills_points,
)
from workers.engine.kernel.shapes import Asked, People
from workers.engine.snapshot.columns import Array

#: What `score_each` says of the skills of a pair: some are covered or none is asked; none of those known; none so far.
COVERED, LACKING, UNKNOWN = range(3)


@compiled
def score_each(
    asked: Asked, people: People, row: int, worth: Array, covers: Array, ways: Array
) -> tuple[Array, Array]:
    """The score of one person for each need, and what is known of the skills.

    `covers`: -1 for each skill, it is left so; `ways`: whether each way of covering is one, or says that there is none.
    """
    scores, skilled = np.zeros(len(asked.facts) - 1, np.int32), np.zeros(len(asked.facts) - 1, np.int8)
    histories = np.zeros((len(asked.near), 4), np.int64)
    _mark_covers(people, row, covers, True)
    _score_each(asked, people, row, histories, scores)
    _skill_each(asked, people, row, worth, covers, ways, scores, skilled)
    _mark_covers(people, row, covers, False)
    return scores, skilled


@bare
def _score_each(asked: Asked, people: People, row: int, histories: Array, scores: Array) -> None:
    """All but the skills."""
    known = people.book[people.start[row] + s.HISTORY_KNOWN] != 0
    for near in range(len(histories)):
        earned, highest, weighed, unknown = history(asked, near, people, row)
        histories[near, 0], histories[near, 1] = earned, highest
        histories[near, 2], histories[near, 3] = weighed, unknown
    for need in range(len(scores)):
        points = other_lines(asked, need, people, row)
        if known:
            given = histories[asked.facts[need, s.NEAR]]
            points += history_points(asked, need, given[0], given[1], given[2], given[3] != 0)
        else:
            points += history_lines(asked, need, people, row)
        scores[need] = points


@bare
def _skill_each(
    asked: Asked,
    people: People,
    row: int,
    worth: Array,
    covers: Array,
    ways: Array,
    scores: Array,
    skilled: Array,
) -> None:
    """The skills of each need: their points, and whether the person covers any or is known to cover none."""
    through = people.book[people.start[row] + s.SKILLS_ASKED] != 0
    for need in range(len(skilled)):
        first, last = asked.facts[need, s.SKILLS], asked.facts[need + 1, s.SKILLS]
        total, covered, known, earned, changed = asked.facts[need, s.TOTAL], 0, 0, 0, 0
        for skill in range(first, last):
            cover = covers[asked.skills[skill, s.CODE]]
            if cover >= 0:
                covered |= ways[cover]
                known += 1
                level, weight = asked.skills[skill, s.LEVEL], asked.skills[skill, s.WEIGHT]
                earned += weight * worth[s.EARNED, level, cover]
                changed += weight * worth[s.CHANGE, level, cover]
        if total and known:
            undocumented = changed if through else total * 1000 + changed
            scores[need] += skills_points(asked, need, earned, undocumented)
        elif total and not through:
            scores[need] += line(asked, need, t.SKILLS, 0, WHOLE)
        if covered == 0 and last > first:
            skilled[need] = LACKING if through or known == last - first else UNKNOWN


@bare
def _mark_covers(people: People, row: int, covers: Array, marked: bool) -> None:
    """Write down how the person covers each skill, or take it back."""
    last = people.start[row + 1]
    for own in range(last - people.book[people.start[row] + s.OWN], last):
        cover = people.book[own] & ((1 << s.COVER_BITS) - 1)
        covers[people.book[own] >> s.COVER_BITS] = cover if marked else -1
