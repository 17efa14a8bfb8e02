"""What two texts are compared by: the pieces of their words, weighed by how rare they are in a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import log

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

#: Runs of characters taken inside a word, its ends marked. Chosen among 2–3, 2–4, 3–5 on titles held out of
#: the NOC 2021 list of examples.
SIZES = (2, 3, 4)
Bag = Mapping[str, float]


@lru_cache(maxsize=100_000)
def pieces(word: str) -> tuple[str, ...]:
    """Every run of two to four characters of a stem, and the stem itself."""
    marked = f" {word} "
    runs = {marked[start : start + size] for size in SIZES for start in range(len(marked) - size + 1)}
    return (*sorted(runs), f"#{word}")


def bag_of(words: Iterable[str]) -> dict[str, float]:
    """Each piece of the words with how many of the words hold it."""
    return dict(Counter(piece for word in words for piece in pieces(word)))


class Space:
    """Vectors of length one over the pieces of a table, a rare piece weighing more; pieces unknown weigh 0."""

    __slots__ = ("index", "rarity")

    def __init__(self, bags: Sequence[Bag], *, per: int | None = None) -> None:
        """Weigh each piece by 1 + ln((n + 1) / (d + 1)) for d of `per` (all) texts holding it, at least 1."""
        held = Counter(piece for bag in bags for piece in bag)
        count = len(bags) if per is None else per
        self.index = {piece: place for place, piece in enumerate(sorted(held))}
        self.rarity = np.array(
            [max(1.0, 1 + log((count + 1) / (held[piece] + 1))) for piece in self.index], dtype=np.float32
        )

    @classmethod
    def of(cls, pieces: Sequence[str], rarity: NDArray[np.float32]) -> Space:
        """The space of these pieces, in their order, each with its rarity."""
        made = cls.__new__(cls)
        made.index, made.rarity = {piece: place for place, piece in enumerate(pieces)}, rarity
        return made

    def weighed(self, bags: Sequence[Bag]) -> csr_matrix:
        """One row a bag: how often it holds each piece, times the piece's rarity."""
        rows, columns, values = [], [], []
        for row, bag in enumerate(bags):
            for piece, times in bag.items():
                place = self.index.get(piece)
                if place is not None:
                    rows.append(row)
                    columns.append(place)
                    values.append(times * self.rarity[place])
        shape = (len(bags), len(self.index))
        return csr_matrix((np.array(values, dtype=np.float32), (rows, columns)), shape=shape)

    def vectors(self, bags: Sequence[Bag]) -> csr_matrix:
        """The same rows, each of length one (zero where it holds nothing known)."""
        return unit(self.weighed(bags))


def unit(matrix: csr_matrix) -> csr_matrix:
    """The same rows, each of length one; an empty row stays empty."""
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return (diags(1 / np.maximum(lengths, 1e-9)) @ matrix).tocsr().astype(np.float32)


def dense(matrix: csr_matrix) -> NDArray[np.float32]:
    """The matrix with its zeros."""
    return np.asarray(matrix.toarray(), dtype=np.float32)
