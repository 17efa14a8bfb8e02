"""The best of each verdict, in machine code: kept in order of score, equals in the published order at last."""

from __future__ import annotations

from workers.engine.kernel import shapes as s
from workers.engine.kernel.compiled import apart, bare
from workers.engine.kernel.shapes import Asked, Best, People, Scratch
from workers.engine.kernel.ties import tie_number


@bare
def begin(scratch: Scratch) -> None:
    """Nobody is in hand."""
    for verdict in range(3):
        scratch.many[verdict], scratch.least[verdict] = 0, -1


@bare
def keep_person(
    asked: Asked, need: int, people: People, scratch: Scratch, verdict: int, row: int, score: int, keep: int
) -> None:
    """Take in hand somebody whose score is among the `keep` highest, or equals the least of them."""
    hand, many = scratch.hand[verdict], scratch.many[verdict]
    slot = many
    while slot > 0 and hand[slot - 1, 0] < score:
        hand[slot, 0], hand[slot, 1] = hand[slot - 1, 0], hand[slot - 1, 1]
        slot -= 1
    hand[slot, 0], hand[slot, 1] = score, row
    many += 1
    if many >= keep:
        least = hand[keep - 1, 0]
        while hand[many - 1, 0] < least:
            many -= 1
        scratch.least[verdict] = least
    if many == len(hand):
        order_equals(asked, need, people, scratch, verdict, many)
        many = keep
    scratch.many[verdict] = many


@apart
def order_equals(asked: Asked, need: int, people: People, scratch: Scratch, verdict: int, many: int) -> None:
    """Put those in hand who have the same score in the published order."""
    hand, first = scratch.hand[verdict], 0
    for pair in range(1, many + 1):
        if pair == many or hand[pair, 0] != hand[first, 0]:
            if pair > first + 1:
                _order_ties(asked, need, people, scratch, verdict, first, pair)
            first = pair


@bare
def _order_ties(
    asked: Asked, need: int, people: People, scratch: Scratch, verdict: int, first: int, last: int
) -> None:
    hand, ties = scratch.hand[verdict], scratch.ties
    for pair in range(first, last):
        person = hand[pair, 1]
        tie = tie_number(asked.ids[need], people.ids[person], scratch.hashing)
        slot = pair
        while slot > first and ties[slot - first - 1] > tie:
            ties[slot - first] = ties[slot - first - 1]
            hand[slot, 1] = hand[slot - 1, 1]
            slot -= 1
        ties[slot - first], hand[slot, 1] = tie, person


@bare
def finish(asked: Asked, need: int, people: People, scratch: Scratch, best: Best, keep: int) -> None:
    """Write down the best of a need in order."""
    for verdict in range(3):
        many = scratch.many[verdict]
        order_equals(asked, need, people, scratch, verdict, many)
        many = min(many, keep)
        for pair in range(many):
            best.pairs[need, verdict, pair, 0] = scratch.hand[verdict, pair, 0]
            best.pairs[need, verdict, pair, 1] = scratch.hand[verdict, pair, 1]
        best.numbers[need, s.MANY + verdict] = many
