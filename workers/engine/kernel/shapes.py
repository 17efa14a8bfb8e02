"""What the compiled functions are given: few arrays, all only read but those of `Best` and `Scratch`."""

from __future__ import annotations

from typing import NamedTuple

from workers.engine.snapshot.columns import Array

#: The columns of `Asked.facts`; from WEIGHTS on, the weight of each criterion.
ORAL, WRITTEN, MONTHS, REGION, MRC, START, WAGE, SHIFT, HELP = range(9)
NEAR, SKILLS, TOTAL, LANGUAGES, WEIGHTS = range(9, 14)
#: The columns of `Asked.skills` and `Asked.languages`.
CODE, LEVEL, WEIGHT = range(3)
BAND = 1
#: The places in `Asked.published`; the shares by rank of a place end it, the neutral shares come before them.
HELD_SHARE, FULL_MONTHS, RELEVANT, PLACE_SHARE, ANYWHERE_SHARE, DATE_SHARE, SPAN, NEUTRAL = range(8)
RANKS = NEUTRAL + 8
#: The columns of `People.facts`: what was asked, what is known, and where each list begins.
HISTORY_KNOWN, SKILLS_ASKED, HAS_ORAL, HAS_WRITTEN, SPOKEN_KNOWN, WISHES_KNOWN, ANYWHERE = range(7)
HELP_NEEDED, AVAILABLE, FLOOR, SHIFTS, HISTORY, OWN, SPOKEN, REGIONS, MRCS = range(7, 16)
#: The planes of `worth`: per-mille earned, and change of what is undocumented, by level stated and way of covering.
EARNED, CHANGE = range(2)
#: The columns of `Best.numbers`: by verdict, how many in hand, the least score worth a look, how many in all; then
#: whether the bounds were too wide to be sure of the best; then how many each reason alone blocks.
MANY, LEAST, COUNT, UNSURE, ALONE = 0, 3, 6, 9, 10
#: The rows of `Scratch.words`.
ONCE, TWICE, MISSING, UNSKILLED, COVERED, LACKING = range(6)


class Asked(NamedTuple):
    """Needs, their skills and languages, the nearness of occupations (a row for each needed), published numbers."""

    ids: Array
    facts: Array
    skills: Array
    languages: Array
    near: Array
    published: Array


class People(NamedTuple):
    """People and their lists: (occupation, months), (skill, way of covering), (language, band), places by rank.

    `posts`: the postings of skills, (person of the block, way of covering).
    """

    ids: Array
    facts: Array
    history: Array
    own: Array
    spoken: Array
    regions: Array
    mrcs: Array
    posts: Array


class Block(NamedTuple):
    """People `first` and following. Bits are words of 64 people; `vectors` are upper bounds, one number a person.

    `rows`: bits by number, of which 1 is who is alive, 2 whose skills were asked. `edges`: where the postings of each
    skill begin and end. `near`: (person, per-mille, months) by occupation between `near_edges`.
    """

    first: int
    covered: Array
    absent: Array
    rows: Array
    vectors: Array
    edges: Array
    near: Array
    near_edges: Array


class Uses(NamedTuple):
    """By need of a batch: which need; its rows of missing and of blocked bits; its vectors."""

    need: Array
    missing: Array
    blocked: Array
    vectors: Array


class Best(NamedTuple):
    """By need and verdict, (upper bound, person) in hand, at last (score, person) in order; and the numbers."""

    pairs: Array
    numbers: Array


class Scratch(NamedTuple):
    """Room to work in: a bound for each person, words of bits, what covering is worth, where each skill stands."""

    bound: Array
    words: Array
    gains: Array
    place: Array
    scores: Array
    ties: Array
    hashing: Array
    steps: Array
    highest: Array
    order: Array
