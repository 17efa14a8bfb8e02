"""The best of each verdict, in machine code: first by their upper bounds, at last by exact scores in order."""

from __future__ import annotations

import numpy as np

from workers.engine.kernel import shapes as s
from workers.engine.kernel import tables as t
from workers.engine.kernel.compiled import bare, compiled
from workers.engine.kernel.pairs import pair_score
from workers.engine.kernel.shapes import Asked, Best, People, Scratch
from workers.engine.kernel.ties import tie_number
from workers.engine.snapshot.columns import Array


@bare
def partition(pairs: Array, first: int, last: int, least: int) -> int:
    """Put those of at least this score first; where the others begin."""
    for place in range(first, last):
        if pairs[place, 0] >= least:
            score, person = pairs[place, 0], pairs[place, 1]
            pairs[place, 0], pairs[place, 1] = pairs[first, 0], pairs[first, 1]
            pairs[first, 0], pairs[first, 1] = score, person
            first += 1
    return first


@bare
def score_at(pairs: Array, many: int, place: int, scores: Array) -> int:
    """The score that stands at this place, from 1, among so many."""
    for pair in range(many):
        score = pairs[pair, 0]
        slot = pair
        while slot > 0 and scores[slot - 1] < score:
            scores[slot] = scores[slot - 1]
            slot -= 1
        scores[slot] = score
    return scores[place - 1]


@bare
def order_ties(need: Array, ids: Array, pairs: Array, first: int, last: int, scratch: Scratch) -> None:
    """Put equals in the published order."""
    ties = scratch.ties
    for pair in range(first, last):
        person = pairs[pair, 1]
        tie = tie_number(need, ids[person], scratch.hashing)
        slot = pair
        while slot > first and ties[slot - first - 1] > tie:
            ties[slot - first] = ties[slot - first - 1]
            pairs[slot, 1] = pairs[slot - 1, 1]
            slot -= 1
        ties[slot - first], pairs[slot, 1] = tie, person


@bare
def tighten(scratch: Scratch, best: Best, need: int, verdict: int, keep: int) -> None:
    """Keep in hand the `keep` highest bounds, in any order, and know the least of them."""
    many, pairs = best.numbers[need, s.MANY + verdict], best.pairs[need, verdict]
    least = score_at(pairs, many, keep, scratch.scores)
    above = partition(pairs, 0, many, least + 1)
    partition(pairs, above, many, least)
    best.numbers[need, s.MANY + verdict] = keep
    best.numbers[need, s.LEAST + verdict] = least


@bare
def refined(asked: Asked, need: int, people: People, row: int, bound: int) -> int:
    """The bound once the wage and the date are taken into account, which it took for suitable."""
    floor, available = people.facts[row, s.FLOOR], np.int64(people.facts[row, s.AVAILABLE])
    most, start = asked.facts[need, s.WAGE], asked.facts[need, s.START]
    if 0 <= most < floor:
        bound -= asked.facts[need, s.WEIGHTS + t.WAGE]
    if available > start:
        span = asked.published[s.SPAN]
        weight = 1000 if asked.facts[need, s.SHIFT] < 0 else asked.published[s.DATE_SHARE]
        weight *= asked.facts[need, s.WEIGHTS + t.AVAILABILITY]
        share = 1000 * max(span - available + start, 0) // span
        bound -= -(-weight * 1000 // 1_000_000) + (-weight * share // 1_000_000)
    return bound


@bare
def offer_person(
    asked: Asked,
    need: int,
    people: People,
    row: int,
    bound: int,
    scratch: Scratch,
    best: Best,
    verdict: int,
    keep: int,
) -> None:
    """Take a person in hand whose bound may be among the highest."""
    bound = refined(asked, need, people, row, bound)
    if bound < best.numbers[need, s.LEAST + verdict]:
        return
    many = best.numbers[need, s.MANY + verdict]
    best.pairs[need, verdict, many, 0] = bound
    best.pairs[need, verdict, many, 1] = row
    best.numbers[need, s.MANY + verdict] = many + 1
    if many + 1 == keep or many + 1 == best.pairs.shape[2]:
        tighten(scratch, best, need, verdict, keep)


@bare
def sink(pairs: Array, place: int) -> None:
    """Put the pair of this place where it belongs among those before it, the highest first."""
    score, person = pairs[place, 0], pairs[place, 1]
    while place > 0 and pairs[place - 1, 0] < score:
        pairs[place, 0], pairs[place, 1] = pairs[place - 1, 0], pairs[place - 1, 1]
        place -= 1
    pairs[place, 0], pairs[place, 1] = score, person


@bare
def finish(
    asked: Asked,
    need: int,
    people: People,
    worth: Array,
    scratch: Scratch,
    best: Best,
    verdict: int,
    keep: int,
) -> None:
    """Work out exact scores, the highest bounds first, until nobody left can be among the best; put those in order."""
    pairs, many = best.pairs[need, verdict], best.numbers[need, s.MANY + verdict]
    for pair in range(many):
        sink(pairs, pair)
    done = 0
    while done < many and (done < keep or pairs[done, 0] >= pairs[keep - 1, 0]):
        pairs[done, 0] = pair_score(asked, need, people, pairs[done, 1], worth, scratch.place)
        sink(pairs, done)
        done += 1
    if best.numbers[need, s.LEAST + verdict] >= pairs[keep - 1, 0]:
        best.numbers[need, s.UNSURE] = 1
    first = 0
    for pair in range(1, done + 1):
        if pair == done or pairs[pair, 0] != pairs[first, 0]:
            if pair > first + 1 and first < keep:
                order_ties(asked.ids[need], people.ids, pairs, first, pair, scratch)
            first = pair
    best.numbers[need, s.MANY + verdict] = min(done, keep)


@bare
def mark_skills(asked: Asked, need: int, scratch: Scratch, marked: bool) -> None:
    """Write down where each skill of the need stands, or take it back."""
    for skill in range(asked.facts[need, s.SKILLS], asked.facts[need + 1, s.SKILLS]):
        scratch.place[asked.skills[skill, s.CODE]] = skill if marked else -1


@compiled
def finish_all(asked: Asked, people: People, worth: Array, scratch: Scratch, best: Best, keep: int) -> None:
    """Put every need's best in order."""
    for need in range(len(best.pairs)):
        mark_skills(asked, need, scratch, True)
        for verdict in range(3):
            finish(asked, need, people, worth, scratch, best, verdict, keep)
        mark_skills(asked, need, scratch, False)


@compiled
def score_each(asked: Asked, people: People, row: int, worth: Array, place: Array) -> Array:
    """The score of one person for each need."""
    scores = np.zeros(len(asked.facts) - 1, np.int32)
    _score_each(asked, people, row, worth, place, scores)
    return scores


@bare
def _score_each(asked: Asked, people: People, row: int, worth: Array, place: Array, scores: Array) -> None:
    for need in range(len(scores)):
        for skill in range(asked.facts[need, s.SKILLS], asked.facts[need + 1, s.SKILLS]):
            place[asked.skills[skill, s.CODE]] = skill
        scores[need] = pair_score(asked, need, people, row, worth, place)
        for skill in range(asked.facts[need, s.SKILLS], asked.facts[need + 1, s.SKILLS]):
            place[asked.skills[skill, s.CODE]] = -1
