"""Soft occupations: what a title and skills tell of the work done, when they fit several occupations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from workers.engine.text.titles import Hit

WHOLE = 1000
#: An occupation this unlikely, in per-mille, is left out.
UNLIKELY = 20
#: Occupations with their shares in per-mille, which add up to 1000.
Soft = tuple[tuple[str, int], ...]


class SoftNearness(Mapping[tuple[str, str], int]):
    """The nearness of soft occupations, 0–1000: that of the occupations they may be, each by its share.

    A soft occupation goes by a name that tells its shares; one that is certain keeps its code. The same name
    is the same soft occupation, and what a pair gives depends on nothing but the two and the table.
    """

    def __init__(self, table: Mapping[tuple[str, str], int]) -> None:
        """Over the nearness of the occupations, by pair of codes in ascending order."""
        self._table = table
        self._named: dict[str, Soft] = {}
        self._known: dict[tuple[str, str], int] = {}

    def name(self, found: Sequence[Hit]) -> str:
        """The name of what was found, best first with its likelihood in per-mille; "" when nothing was."""
        if not found:
            return ""
        others = tuple((hit.code, hit.score) for hit in found[1:] if hit.score >= UNLIKELY)
        soft = ((found[0].code, WHOLE - sum(share for _, share in others)), *others)
        name = " + ".join(f"{code} {share} ‰" for code, share in soft) if others else found[0].code
        self._named[name] = soft
        return name

    def __getitem__(self, pair: tuple[str, str]) -> int:
        if pair not in self._known:
            self._known[pair] = self._between(*(self._named[name] for name in pair))
        return self._known[pair]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def _between(self, one: Soft, other: Soft) -> int:
        total = sum(share * also * self._of(code, against) for code, share in one for against, also in other)
        return total // (WHOLE * WHOLE)

    def _of(self, one: str, other: str) -> int:
        return WHOLE if one == other else self._table.get((min(one, other), max(one, other)), 0)
