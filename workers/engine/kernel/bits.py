"""Verdicts and their counts from bits, 64 people at a time, in machine code."""

from __future__ import annotations

import numpy as np

from workers.engine.kernel import shapes as s
from workers.engine.kernel.compiled import bare, popcount
from workers.engine.kernel.shapes import Asked, Best, Block, Scratch, Uses
from workers.engine.snapshot.columns import Array


@bare
def skill_bits(asked: Asked, need: int, block: Block, scratch: Scratch) -> None:
    """Who covers none of the need's skills and is known to (in UNSKILLED), or not known to (in MISSING)."""
    first, last = asked.facts[need, s.SKILLS], asked.facts[need + 1, s.SKILLS]
    covered, lacking = scratch.words[s.COVERED], scratch.words[s.LACKING]
    unskilled, missing = scratch.words[s.UNSKILLED], scratch.words[s.MISSING]
    for word in range(block.rows.shape[1]):
        covered[word], lacking[word] = np.uint64(0), np.uint64(0xFFFFFFFFFFFFFFFF)
        unskilled[word] = np.uint64(0)
    for skill in range(first, last):
        join_skill(asked.skills[skill, s.CODE], block, covered, lacking)
    if first < last:
        for word in range(block.rows.shape[1]):
            known = lacking[word] | block.rows[2, word]
            unskilled[word] = ~covered[word] & known
            missing[word] |= ~covered[word] & ~known


@bare
def join_skill(code: int, block: Block, covered: Array, lacking: Array) -> None:
    """Add a skill to what is covered, and to what is lacking in all."""
    words = block.rows.shape[1]
    if code < len(block.covered):
        for word in range(words):
            covered[word] |= block.covered[code, word]
            lacking[word] &= block.absent[code, word]
    else:
        for word in range(words):
            lacking[word] = np.uint64(0)


@bare
def gather_bits(asked: Asked, need: int, block: Block, uses: Uses, at: int, scratch: Scratch) -> None:
    """Who is blocked at least once, at least twice, and who misses a fact."""
    once, twice, missing = scratch.words[s.ONCE], scratch.words[s.TWICE], scratch.words[s.MISSING]
    words = block.rows.shape[1]
    for word in range(words):
        once[word] = twice[word] = missing[word] = np.uint64(0)
    for rule in range(uses.missing.shape[1]):
        if uses.missing[at, rule]:
            join_row(block.rows[uses.missing[at, rule]], missing, words)
    for rule in range(uses.blocked.shape[1]):
        if uses.blocked[at, rule]:
            join_blocked(block.rows[uses.blocked[at, rule]], once, twice, words)
    skill_bits(asked, need, block, scratch)
    join_blocked(scratch.words[s.UNSKILLED], once, twice, words)


@bare
def join_row(row: Array, into: Array, words: int) -> None:
    """Add the bits of a row."""
    for word in range(words):
        into[word] |= row[word]


@bare
def join_blocked(row: Array, once: Array, twice: Array, words: int) -> None:
    """Add the bits of a row to those found once, and those found again to those found twice."""
    for word in range(words):
        twice[word] |= once[word] & row[word]
        once[word] |= row[word]


@bare
def count_bits(need: int, block: Block, uses: Uses, at: int, scratch: Scratch, best: Best) -> None:
    """Add the block's people to the counts of verdicts and of sole reasons."""
    words = block.rows.shape[1]
    admissible = to_verify = inadmissible = np.uint64(0)
    for word in range(words):
        alive, once = block.rows[1, word], scratch.words[s.ONCE, word]
        admissible += popcount(alive & ~once & ~scratch.words[s.MISSING, word])
        to_verify += popcount(alive & ~once & scratch.words[s.MISSING, word])
        inadmissible += popcount(alive & once)
        scratch.words[s.TWICE, word] = alive & once & ~scratch.words[s.TWICE, word]
    best.numbers[need, s.COUNT] += np.int64(admissible)
    best.numbers[need, s.COUNT + 1] += np.int64(to_verify)
    best.numbers[need, s.COUNT + 2] += np.int64(inadmissible)
    rules = uses.blocked.shape[1]
    for rule in range(rules):
        if uses.blocked[at, rule]:
            best.numbers[need, s.ALONE + rule] += common(
                block.rows[uses.blocked[at, rule]], scratch.words[s.TWICE], words
            )
    best.numbers[need, s.ALONE + rules] += common(scratch.words[s.UNSKILLED], scratch.words[s.TWICE], words)


@bare
def common(one: Array, other: Array, words: int) -> np.int64:
    """How many bits two rows share."""
    many = np.uint64(0)
    for word in range(words):
        many += popcount(one[word] & other[word])
    return np.int64(many)


@bare
def mask_of(block: Block, scratch: Scratch, word: int, verdict: int) -> np.uint64:
    """Who of a word of 64 people has this verdict."""
    alive, once = block.rows[1, word], scratch.words[s.ONCE, word]
    if verdict == 2:
        return alive & once
    missing = scratch.words[s.MISSING, word]
    return alive & ~once & missing if verdict == 1 else alive & ~once & ~missing
