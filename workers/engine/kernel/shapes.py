"""What the compiled functions are given: few arrays, all only read but those of `Best`, `Near` and `Scratch`."""

from __future__ import annotations

from typing import NamedTuple

from workers.engine.snapshot.columns import Array

#: The columns of `Asked.facts`; from WEIGHTS on, the weight of each criterion.
ORAL, WRITTEN, MONTHS, REGION, MRC, START, WAGE, SHIFT, HELP, EMPLOYER = range(10)
NEAR, SKILLS, TOTAL, LANGUAGES, WEIGHTS = range(10, 15)
#: The columns of `Asked.skills` and `Asked.languages`.
CODE, LEVEL, WEIGHT = range(3)
BAND = 1
#: The places in `Asked.published`; the shares by rank of a place end it, the neutral shares come before them.
HELD_SHARE, FULL_MONTHS, RELEVANT, PLACE_SHARE, ANYWHERE_SHARE, DATE_SHARE, SPAN, NEUTRAL = range(8)
RANKS = NEUTRAL + 8
#: What begins a person's record in `People.book`: what was asked, what is known, how long each list is.
HISTORY_KNOWN, SKILLS_ASKED, HAS_ORAL, HAS_WRITTEN, SPOKEN_KNOWN, WISHES_KNOWN, ANYWHERE = range(7)
HELP_NEEDED, AVAILABLE, FLOOR, SHIFTS, REGIONS, MRCS, SPOKEN, HISTORY, OWN = range(7, 16)
#: The lists follow: regions and MRCs by rank, languages (code, band plus one), occupations (code, then months), skills
#: (code, way of covering). What comes in pairs is in one number, the second in so many bits, but for the months.
LISTS, BAND_BITS, COVER_BITS = 16, 9, 13
#: The planes of `worth`: per-mille earned, and change of what is undocumented, by level stated and way of covering.
EARNED, CHANGE = range(2)
#: The columns of `Best.numbers`: by verdict, how many are kept, how many there are; then how many each reason alone
#: blocks.
MANY, COUNT, ALONE = 0, 3, 6
#: The rows of `Scratch.words`; from VERDICT on, who has each verdict.
ONCE, TWICE, MISSING, UNSKILLED, COVERED, LACKING, TIED, VERDICT = range(8)
#: The columns of `Near.parts`: earned and highest of the occupation in millionths, months in near occupations, and
#: whether any of these is unknown.
EARNS, HIGHEST, TIME, OPEN = range(4)
#: The places in `Near.numbers`: how many are listed, and the highest nearness of whoever is not.
LISTED, FAR = range(2)
#: The places in `Scratch.limits`, points that nobody exceeds: whoever is in no list of near people for the history;
#: the skills of whoever covers none, or all; all but history and skills. Then 65,536ths of a point for each per-mille
#: of the occupation, month, month where some are unknown, per-mille of the date; points of the unknown; months wanted.
OUTSIDE, UNCOVERED, COVERS, REST, EACH_HELD, EACH_MONTH, EACH_OPEN, EACH_DATE, OPEN_TIME, WANTED = range(10)
#: The sections of `Scratch.given`, points by what somebody has, first of what is unknown: French (levels reached, three
#: times, and known), place, wage, date (unknown alone), shift, help.
OF_FRENCH, OF_PLACE, OF_WAGE, OF_DATE, OF_SHIFT, OF_HELP = 0, 9, 25, 28, 29, 32
#: Kinds of help needed, as bits plus one, are told apart below this.
MOST_HELP = 255


class Asked(NamedTuple):
    """Needs, their skills and languages, the nearness of occupations (a row for each needed), published numbers.

    `dates`: per-mille of the date by days late; `places`: per-mille of the place by the kinds of `Uses.places`.
    """

    ids: Array
    facts: Array
    skills: Array
    languages: Array
    near: Array
    published: Array
    dates: Array
    places: Array


class People(NamedTuple):
    """People: a record each in `book`, from `start` on, so that few lines of memory tell all of a person.

    `held_rows` (with `held_months`, -1 where unknown), `absent_rows`, `tied_rows`: who held each occupation, lacks each
    skill, is tied to each employer, between their edges. `covered`: bits of who covers each skill, 64 people a word.
    `traits`: what bounds read of each person, a few numbers side by side: levels of French and help in one, wage, date,
    shifts.
    """

    ids: Array
    book: Array
    start: Array
    absent: Array
    absent_start: Array
    held_rows: Array
    held_months: Array
    held_edges: Array
    absent_rows: Array
    absent_edges: Array
    tied_rows: Array
    tied_edges: Array
    covered: Array
    traits: Array


class Uses(NamedTuple):
    """The rows of bits, 64 people a word, and by need the numbers of those that it reads, 0 for none.

    `blocked` has a column for each rule, `missing` for each fact. `alive`: who is here; `asked`: whose skills were.
    `places`: what kind of place it is to each person, a row for each place; `place`: the row of each need.
    """

    bits: Array
    blocked: Array
    missing: Array
    alive: Array
    asked: Array
    places: Array
    place: Array


class Near(NamedTuple):
    """Who held an occupation near to one, the nearest first.

    By place in the list: `person`, `parts`, and roundings up of what the history gives: `share` in per-mille, `months`,
    `unknown` (1 where some are); `tops`: the highest of these three for each 64. `place`: of each person, -1 where not
    listed. `order`: the occupations.
    """

    place: Array
    person: Array
    parts: Array
    share: Array
    months: Array
    unknown: Array
    tops: Array
    steps: Array
    order: Array
    numbers: Array


class Best(NamedTuple):
    """By need and verdict, (score, person) in order; and the numbers."""

    pairs: Array
    numbers: Array


class Scratch(NamedTuple):
    """Room to work in for one need.

    Bits of people; where each skill of the need stands; points not exceeded, points by what somebody has, levels of
    French asked, points of each skill; whom to consider next, those found with their bound, and how many by bound; by
    verdict, (score, person) in hand, how many, and the least worth a look.
    """

    words: Array
    place: Array
    limits: Array
    given: Array
    levels: Array
    gains: Array
    queue: Array
    found: Array
    heights: Array
    hand: Array
    many: Array
    least: Array
    ties: Array
    hashing: Array
