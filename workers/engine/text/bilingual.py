"""A small dictionary learnt from the table itself: titles of one code in two languages are worded alike.

Nobody says which French title translates which English one. Words that keep company in the codes of both
languages are taken for translations at first; with these, each title finds its counterpart in its code; the
counterparts then tell the words better. Three rounds are enough. Names that look alike in both languages
(welder's "soudage", "biometrician") are helped by their letters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, vstack

from workers.engine.text.pieces import Space, bag_of, dense

ROUNDS = 3
#: Two words are kept as translations when the titles they share are at least this part of those they stand in.
LEAST = 0.2
MOST = 2
#: Likeness of letters counts from this cosine on, and by these shares at first and once titles are paired.
LOOKS_ALIKE = 0.3
FIRST_SHARE, LATER_SHARE = 0.5, 0.3
Dictionary = Mapping[str, tuple[tuple[str, float], ...]]


@dataclass(frozen=True, slots=True)
class Title:
    """A title of a code, as its stems."""

    code: str
    language: str
    stems: tuple[str, ...]


class _Side:
    """The titles of one language: its stems numbered, and by code its titles as rows of 0 and 1."""

    def __init__(self, titles: Iterable[Title]) -> None:
        self.by_code: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
        self.index: dict[str, int] = {}
        for title in titles:
            self.by_code[title.code].append(title.stems)
            for stem in title.stems:
                self.index.setdefault(stem, len(self.index))
        self.stems = list(self.index)

    def rows(self, titles: Sequence[tuple[str, ...]]) -> csr_matrix:
        places = [(row, self.index[stem]) for row, stems in enumerate(titles) for stem in stems]
        rows, columns = zip(*places, strict=True) if places else ((), ())
        ones = np.ones(len(places), dtype=np.float32)
        return csr_matrix((ones, (rows, columns)), shape=(len(titles), len(self.index)))

    def whole(self, code: str) -> csr_matrix:
        """The stems of all titles of a code as one row."""
        return self.rows([tuple({stem for stems in self.by_code[code] for stem in stems})])


def learn(titles: Iterable[Title], one: str, other: str) -> tuple[Dictionary, Dictionary]:
    """Translations of the stems of language `one` into `other` and back, with their weight, 0.2–1."""
    listed = list(titles)
    left = _Side(title for title in listed if title.language == one)
    right = _Side(title for title in listed if title.language == other)
    codes = sorted(left.by_code.keys() & right.by_code.keys())
    if not codes:
        return {}, {}
    alike = _Letters(left, right)
    near = alike.helped(
        _shared(vstack([left.whole(code) for code in codes]), vstack([right.whole(code) for code in codes])),
        FIRST_SHARE,
    )
    for _ in range(ROUNDS):
        pairs = [pair for code in codes for pair in _counterparts(left, right, code, near)]
        ours, theirs = ([pair[side] for pair in pairs] for side in (0, 1))
        near = alike.helped(_shared(left.rows(ours), right.rows(theirs)), LATER_SHARE)
    return _best(near, left, right), _best(near.T.tocsr(), right, left)


def _shared(ours: csr_matrix, theirs: csr_matrix) -> csr_matrix:
    """For each pair of words the part of their texts that they share: 2 × both ÷ (one + other + 1)."""
    both = (ours.tocsr().T @ theirs.tocsr()).tocoo()
    one, other = (np.asarray(side.sum(axis=0)).ravel() for side in (ours, theirs))
    part = 2 * both.data / (one[both.row] + other[both.col] + 1)
    return csr_matrix((part, (both.row, both.col)), shape=both.shape)


class _Letters:
    """How alike two words look."""

    def __init__(self, left: _Side, right: _Side) -> None:
        ours, theirs = ([bag_of([stem]) for stem in side.stems] for side in (left, right))
        space = Space([*ours, *theirs])
        self.ours, self.theirs = space.vectors(ours), space.vectors(theirs)

    def helped(self, near: csr_matrix, share: float) -> csr_matrix:
        """The same nearness, raised where the two words also look alike."""
        found = near.tocoo()
        cosine = np.asarray(self.ours[found.row].multiply(self.theirs[found.col]).sum(axis=1)).ravel()
        raised = found.data + share * cosine * (cosine > LOOKS_ALIKE)
        return csr_matrix((raised, (found.row, found.col)), shape=found.shape)


def _counterparts(
    left: _Side, right: _Side, code: str, near: csr_matrix
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The titles of a code that choose each other."""
    ours, theirs = left.by_code[code], right.by_code[code]
    one, other = left.rows(ours), right.rows(theirs)
    lengths = np.sqrt(np.outer(one.sum(axis=1), other.sum(axis=1)))
    score = dense(one @ near @ other.T) / np.maximum(lengths, 1e-9)
    chosen, chosen_by = score.argmax(axis=1), score.argmax(axis=0)
    return [
        (ours[row], theirs[column])
        for row, column in enumerate(chosen)
        if chosen_by[column] == row and score[row, column] > 0
    ]


def _best(near: csr_matrix, source: _Side, target: _Side) -> Dictionary:
    found = {}
    for place, stem in enumerate(source.stems):
        row = near.getrow(place)
        order = np.lexsort((row.indices, -row.data))[:MOST]
        kept = [(target.stems[row.indices[i]], min(1.0, float(row.data[i]))) for i in order]
        if worth := tuple(pair for pair in kept if pair[1] >= LEAST):
            found[stem] = worth
    return found
