"""Nearness of occupations by what they ask of people, rated: skills, abilities, knowledge, work activities.

Whole numbers from the first line to the last, so that every machine finds the same table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import isqrt
from operator import mul

WHOLE = 1000
#: Two distinct unit groups are never taken for the same one, however alike their ratings.
RATINGS_CEILING = 900

#: An occupation's code, the kind of its ratings, and the ratings, in an order that is the same for a whole kind.
RatingRow = tuple[str, str, Sequence[int]]


def ratings_nearness(rows: Iterable[RatingRow]) -> dict[tuple[str, str], int]:
    """By pair of codes in ascending order: how alike their ratings are, 1–900; a pair that is absent has 0.

    Each rating is standardised over the occupations (in thousandths), so that what all of them ask tells nothing; two
    occupations are as near, in one kind, as the Pearson correlation of their standardised ratings: which ones stand
    out counts, not how high all of them are. The mean over the kinds that both have, in per-mille; below 0 is 0.

    Raises ValueError when two rows of a kind differ in length.
    """
    totals: defaultdict[tuple[str, str], int] = defaultdict(int)
    shared: defaultdict[tuple[str, str], int] = defaultdict(int)
    for kind in _by_kind(rows).values():
        for pair, value in _correlations(kind):
            totals[pair] += value
            shared[pair] += 1
    return {
        pair: min(RATINGS_CEILING, total // shared[pair])
        for pair, total in totals.items()
        if total >= shared[pair]
    }


def _by_kind(rows: Iterable[RatingRow]) -> dict[str, dict[str, Sequence[int]]]:
    kinds: defaultdict[str, dict[str, Sequence[int]]] = defaultdict(dict)
    for code, kind, ratings in rows:
        kinds[kind][code] = ratings
    return dict(sorted(kinds.items()))


def _correlations(ratings: Mapping[str, Sequence[int]]) -> Iterable[tuple[tuple[str, str], int]]:
    """Pearson's correlation in per-mille, floored, of each pair of occupations; 0 for one whose ratings are flat."""
    codes = sorted(ratings)
    columns = [_standardised(column) for column in zip(*(ratings[code] for code in codes), strict=True)]
    centred = {code: _centred(row) for code, row in zip(codes, zip(*columns, strict=True), strict=True)}
    lengths = {code: sum(map(mul, row, row)) for code, row in centred.items()}
    for one, other in combinations(codes, 2):
        length = isqrt(lengths[one] * lengths[other])
        product = sum(map(mul, centred[one], centred[other]))
        yield (one, other), product * WHOLE // length if length else 0


def _standardised(column: Sequence[int]) -> list[int]:
    """Distances from the mean in thousandths of the standard deviation; all 0 when nothing varies."""
    count, total = len(column), sum(column)
    deviation = isqrt(count * sum(map(mul, column, column)) - total * total)
    return [(count * value - total) * WHOLE // deviation if deviation else 0 for value in column]


def _centred(row: Sequence[int]) -> list[int]:
    """The row less its mean, times its length to stay whole."""
    total = sum(row)
    return [len(row) * value - total for value in row]
