"""Numbers for codes: the columns of a snapshot hold small numbers, the words stay in one list for each kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

#: Every kind of code that a need or a person carries. A limit is a NOC code or prefix of an authorisation.
KINDS = (
    "occupation",
    "skill",
    "language",
    "licence",
    "driving",
    "region",
    "mrc",
    "help",
    "shift",
    "employer",
    "limit",
)
#: Codes of one kind that fit in a mask of 32 bits, -1 being kept for "never asked".
MOST_IN_MASK = 30


class SnapshotLimit(ValueError):
    """A fact that the columns cannot hold: a level over 250, a negative level, too many kinds of help."""


class Codes:
    """The number of each code, given in order of arrival. Grows; a number once given never changes."""

    def __init__(self, words: Mapping[str, Iterable[str]] | None = None) -> None:
        given = words or {}
        self._numbers = {
            kind: {word: number for number, word in enumerate(given.get(kind, ()))} for kind in KINDS
        }

    def number(self, kind: str, word: str) -> int:
        """The number of a code, a new one when it was never seen."""
        table = self._numbers[kind]
        return table.setdefault(word, len(table))

    def optional(self, kind: str, word: str | None) -> int:
        """The number of a code, -1 for None."""
        return -1 if word is None else self.number(kind, word)

    def mask(self, kind: str, words: Iterable[str] | None) -> int:
        """A set of codes as bits, -1 for None. Raises `SnapshotLimit`."""
        if words is None:
            return -1
        mask = 0
        for word in words:
            number = self.number(kind, word)
            if number > MOST_IN_MASK:
                raise SnapshotLimit(f"more than {MOST_IN_MASK} codes of kind {kind}")
            mask |= 1 << number
        return mask

    def words(self, kind: str) -> list[str]:
        """The codes of a kind, each at the place of its number."""
        return list(self._numbers[kind])

    def in_mask(self, kind: str, mask: int) -> frozenset[str] | None:
        """The set of codes that a mask holds, None for -1."""
        if mask < 0:
            return None
        return frozenset(word for number, word in enumerate(self._numbers[kind]) if mask >> number & 1)

    def size(self, kind: str) -> int:
        """How many codes of a kind are known."""
        return len(self._numbers[kind])

    def plain(self) -> dict[str, list[str]]:
        """Every list, as a manifest keeps them."""
        return {kind: self.words(kind) for kind in KINDS}
