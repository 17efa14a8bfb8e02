"""Plain words to codes, by the pieces of words they share with known titles.

Characters taken two to four at a time, weighed by rarity among the titles, compared by cosine; all integers.
It stands typing errors and plurals. It knows no meaning: what shares no piece with a title finds nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import isqrt, log2

from workers.engine.text.words import words

#: Under this cosine, in per-mille, the best title is no answer.
ABSTAIN_BELOW = 350
_SIZES = (2, 3, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A code proposed, with the cosine of its best title in per-mille."""

    code: str
    score: int


def pieces(text: str) -> frozenset[str]:
    """Every run of two to four characters inside each word, the word's ends marked."""
    return frozenset(
        marked[start : start + size]
        for word in words(text)
        for marked in (f" {word} ",)
        for size in _SIZES
        for start in range(len(marked) - size + 1)
    )


class Matcher:
    """Titles of one language, or of several together, indexed once and then only read."""

    __slots__ = ("_codes", "_norms", "_postings", "_unknown", "_weights")

    def __init__(self, titles: Iterable[tuple[str, str]]) -> None:
        """Index (code, title) rows; a code may have many titles, and empty titles are left out."""
        rows = [(code, found) for code, title in sorted(set(titles)) if (found := pieces(title))]
        used = Counter(piece for _, found in rows for piece in found)
        self._weights = {piece: _weight(len(rows), count) for piece, count in used.items()}
        self._unknown = _weight(len(rows), 0)
        self._codes = [code for code, _ in rows]
        self._norms = [self._norm(found) for _, found in rows]
        self._postings: defaultdict[str, list[int]] = defaultdict(list)
        for index, (_, found) in enumerate(rows):
            for piece in sorted(found):
                self._postings[piece].append(index)

    def find(self, text: str, *, most: int = 10, abstain_below: int = ABSTAIN_BELOW) -> list[Hit]:
        """The codes whose titles are nearest, best first, ties by code; empty when none is near enough."""
        asked = pieces(text)
        norm = self._norm(asked)
        products: defaultdict[int, int] = defaultdict(int)
        for piece in asked:
            weight = self._weights.get(piece, 0) ** 2
            for index in self._postings.get(piece, ()):
                products[index] += weight
        best: dict[str, int] = {}
        for index, product in products.items():
            cosine = min(1000, product * 1000 // max(1, isqrt(norm * self._norms[index])))
            if cosine >= abstain_below and cosine > best.get(self._codes[index], -1):
                best[self._codes[index]] = cosine
        ordered = sorted(best.items(), key=lambda row: (-row[1], row[0]))
        return [Hit(code=code, score=cosine) for code, cosine in ordered[:most]]

    def _norm(self, found: Iterable[str]) -> int:
        return sum(self._weights.get(piece, self._unknown) ** 2 for piece in found)


def _weight(count: int, used: int) -> int:
    """Rarity of a piece among the titles, in hundredths: 100 × (1 + log2((n + 1) / (used + 1))), rounded."""
    return round(100 * (1 + log2((count + 1) / (used + 1))))
