"""Needs against one block of people in machine code.

The verdicts and their counts come from bits, 64 people at a time. Every person gets an upper bound of the score from
a few sums of small integers; only whoever may be among the best has the exact score worked out.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from workers.engine.kernel import shapes as s
from workers.engine.kernel import tables as t
from workers.engine.kernel.best import offer_person
from workers.engine.kernel.bits import count_bits, gather_bits, mask_of
from workers.engine.kernel.compiled import bare, compiled, popcount
from workers.engine.kernel.shapes import Asked, Best, Block, People, Scratch, Uses
from workers.engine.snapshot.columns import Array

#: Whoever held no occupation nearer than this, per-mille, shares one bound and is in no list of near people.
FAR = 50


@bare
def add_vectors(block: Block, uses: Uses, at: int, bound: Array) -> None:
    """The bound of whoever covers no skill and held no near occupation."""
    rest, french = block.vectors[uses.vectors[at, 0]], block.vectors[uses.vectors[at, 1]]
    languages, place = block.vectors[uses.vectors[at, 2]], block.vectors[uses.vectors[at, 3]]
    help_given, shift = block.vectors[uses.vectors[at, 4]], block.vectors[uses.vectors[at, 5]]
    for person in range(len(bound)):
        points = rest[person] + french[person] + languages[person] + place[person]
        bound[person] = points + help_given[person] + shift[person]


@bare
def add_skills(asked: Asked, need: int, people: People, block: Block, worth: Array, scratch: Scratch) -> None:
    """Raise the bound of whoever is in the postings of the need's skills."""
    weight, neutral = asked.facts[need, s.WEIGHTS + t.SKILLS], asked.published[s.NEUTRAL + t.SKILLS]
    gains, bound = scratch.gains, scratch.bound
    for skill in range(asked.facts[need, s.SKILLS], asked.facts[need + 1, s.SKILLS]):
        code, level = asked.skills[skill, s.CODE], asked.skills[skill, s.LEVEL]
        if code >= len(block.edges):
            continue
        whole = asked.facts[need, s.TOTAL] * 1_000_000
        for cover in range(worth.shape[2]):
            share = worth[s.EARNED, level, cover] * 1000 + worth[s.CHANGE, level, cover] * neutral
            # Rounded up: the sum of what is rounded up is never under what is rounded down once.
            gains[cover] = -(-(weight * asked.skills[skill, s.WEIGHT] * share) // whole)
        for post in range(block.edges[code, 0], block.edges[code, 1]):
            bound[people.posts[post, 0]] += gains[people.posts[post, 1]]


@bare
def add_history(asked: Asked, need: int, block: Block, bound: Array) -> None:
    """Raise the bound of whoever held a near occupation."""
    held, spent = asked.facts[need, s.WEIGHTS + t.OCCUPATION], asked.facts[need, s.WEIGHTS + t.EXPERIENCE]
    wanted, neutral = max(asked.facts[need, s.MONTHS], 1), asked.published[s.NEUTRAL + t.EXPERIENCE]
    each = (spent << 16) // wanted + 1
    each_unknown = (spent * (1000 - neutral) << 16) // (1000 * wanted) + 1
    unknown = spent * neutral // 1000 + 2
    far = -(-held * FAR // 1000)
    row = asked.facts[need, s.NEAR]
    for near in range(block.near_edges[row], block.near_edges[row + 1]):
        months = np.int64(block.near[near, 2])
        gain = held * block.near[near, 1] // 1000 + 3 - far
        if months >= 0:
            gain += min(months, wanted) * each >> 16
        else:
            gain += (min(-1 - months, wanted) * each_unknown >> 16) + unknown
        bound[block.near[near, 0]] += gain


@bare
def look(
    asked: Asked,
    need: int,
    people: People,
    block: Block,
    scratch: Scratch,
    best: Best,
    word: int,
    verdict: int,
    keep: int,
) -> None:
    """Offer those of one verdict in a word of 64 people whose bound reaches what is worth a look."""
    left = mask_of(block, scratch, word, verdict)
    while left:
        lane: Any = np.int64(popcount((left & (~left + np.uint64(1))) - np.uint64(1)))
        left &= left - np.uint64(1)
        person = word * 64 + lane
        bound: Any = np.int64(scratch.bound[person])
        if bound >= best.numbers[need, s.LEAST + verdict]:
            offer_person(asked, need, people, block.first + person, bound, scratch, best, verdict, keep)


@bare
def order_words(scratch: Scratch, words: int) -> None:
    """Put the words in the order of their highest bound, to within a step: the best first make the rest needless."""
    starts = scratch.steps
    for step in range(len(starts)):
        starts[step] = 0
    for word in range(words):
        highest: Any = np.int16(0)
        for person in range(word * 64, word * 64 + 64):
            highest = max(highest, scratch.bound[person])
        scratch.highest[word] = highest
        starts[step_of(highest, len(starts)) + 1] += 1
    for step in range(1, len(starts)):
        starts[step] += starts[step - 1]
    for word in range(words):
        step = step_of(scratch.highest[word], len(starts))
        scratch.order[starts[step]] = word
        starts[step] += 1


@bare
def step_of(highest: int, steps: int) -> int:
    """The place of a bound among the steps, the highest first."""
    return min(max(10_500 - highest, 0) >> 6, steps - 2)


@bare
def select(
    asked: Asked, need: int, people: People, block: Block, scratch: Scratch, best: Best, keep: int
) -> None:
    """Go through the words of people, the best bounds first, as long as one reaches what is worth a look."""
    words = block.rows.shape[1]
    order_words(scratch, words)
    for place in range(words):
        word = scratch.order[place]
        for verdict in range(3):
            if scratch.highest[word] >= best.numbers[need, s.LEAST + verdict]:
                look(asked, need, people, block, scratch, best, word, verdict, keep)


@compiled
def run_block(
    asked: Asked,
    people: People,
    block: Block,
    uses: Uses,
    worth: Array,
    scratch: Scratch,
    best: Best,
    keep: int,
) -> None:
    """All needs of `uses` against one block."""
    for at in range(len(uses.need)):
        need = uses.need[at]
        gather_bits(asked, need, block, uses, at, scratch)
        count_bits(need, block, uses, at, scratch, best)
        add_vectors(block, uses, at, scratch.bound)
        add_skills(asked, need, people, block, worth, scratch)
        add_history(asked, need, block, scratch.bound)
        select(asked, need, people, block, scratch, best, keep)
