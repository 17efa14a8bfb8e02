"""What needs share about one block of people: rows of bits and vectors of upper bounds, made once for each key."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import numpy as np

from workers.engine import conditions
from workers.engine.criteria import WHOLE
from workers.engine.kernel import parts
from workers.engine.kernel import tables as t
from workers.engine.kernel.blocks import FAR
from workers.engine.kernel.conditions import RULES, Rule
from workers.engine.kernel.pool import Pool
from workers.engine.kernel.tables import Offer, Tables
from workers.engine.snapshot.columns import Array


def packed(flags: Array) -> Array:
    """Flags as words of 64 bits."""
    words = -(-len(flags) // 64)
    room = np.zeros(words * 8, np.uint8)
    bits = np.packbits(flags, bitorder="little")
    room[: len(bits)] = bits
    return room.view(np.uint64)


Make = Callable[[Pool], Array]


class Keys:
    """A number for each key, and how its array is made for any block; number 0 is all zeros."""

    def __init__(self) -> None:
        self.numbers: dict[Hashable, int] = {}
        self.makers: list[Make] = []

    def number(self, key: Hashable, make: Make) -> int:
        """The number of a key."""
        found = self.numbers.get(key)
        if found is None:
            self.makers.append(make)
            found = self.numbers[key] = len(self.makers)
        return found

    def arrays(self, block: Pool, size: int, kind: type[np.generic]) -> Array:
        """The arrays of one block, each at the place of its number."""
        made = np.zeros((len(self.makers) + 1, size), kind)
        for number, make in enumerate(self.makers, 1):
            one = make(block)
            made[number, : len(one)] = one
        return made


class RowKeys:
    """The rows of bits that needs read: who is blocked by a rule, who misses its fact."""

    def __init__(self, pool: Pool, tables: Tables) -> None:
        self.pool, self.tables = pool, tables
        self.keys = Keys()
        # The compiled functions know these two by their numbers, 1 and 2.
        self.keys.number("alive", lambda block: packed(block.alive))
        self.keys.number("asked", lambda block: packed(block["skills_asked"] != 0))

    def blocked(self, offer: Offer) -> list[int]:
        """The number of the row of each rule, 0 where it does not apply."""
        return [self._blocked(rule, offer) for rule in RULES]

    def missing(self, offer: Offer) -> list[int]:
        """The numbers of the rows of those who miss a fact, 0 where the rule does not apply."""
        return [self._missing(rule, offer) for rule in RULES if rule.missing is not None]

    def _blocked(self, rule: Rule, offer: Offer) -> int:
        key, tables = rule.key(offer, self.tables), self.tables
        if key is None:
            return 0
        if rule.code == "tied_employer" and key not in self.pool.employers:
            key = -2  # nobody is tied to this one: the same people are blocked as by any other such
        return self.keys.number((rule.code, key), lambda block: packed(rule.blocked(block, tables, key)))

    def _missing(self, rule: Rule, offer: Offer) -> int:
        key, missing = rule.key(offer, self.tables), rule.missing
        if key is None or missing is None:
            return 0
        name = ("missing", rule.code, key if rule.keyed else None)
        return self.keys.number(name, lambda block: packed(missing(block, key)))


class VectorKeys:
    """The vectors that needs of one set of weights read: points that no person of the block exceeds."""

    def __init__(self, tables: Tables, weights: tuple[int, ...]) -> None:
        self.tables, self.weights = tables, weights
        self.keys = Keys()

    def numbers(self, offer: Offer) -> list[int]:
        """The six vectors of a need."""
        facts = offer.facts
        shift, number = facts["shift"], self.keys.number
        place, given, spoken = (facts["region"], facts["mrc"]), facts["help"], offer.languages
        french = offer if offer.asks("oral") or offer.asks("written") else None
        return [
            number(("rest", shift >= 0), lambda block: self._rest(block, shift >= 0)),
            number(("french", facts["oral"], facts["written"]), lambda block: self._french(block, offer))
            if french
            else 0,
            number(("languages", spoken), lambda block: self._languages(block, offer)) if spoken else 0,
            number(("place", place), lambda block: self._place(block, place)),
            number(("help", given), lambda block: self._help(block, given)),
            number(("shift", shift), lambda block: self._shift(block, shift)) if shift >= 0 else 0,
        ]

    def _most(self, criterion: int, earned: Array | int, undocumented: Array | int) -> Array:
        """Points, rounded up."""
        weight, neutral = self.weights[criterion], int(self.tables.neutral[criterion])
        earned = np.asarray(earned, np.int64)
        points = -(-weight * (earned * 1000 + np.asarray(undocumented, np.int64) * neutral) // (WHOLE * 1000))
        return np.asarray(points)

    def _rest(self, pool: Pool, shifted: bool) -> Array:
        """Skills, history, wage and date of whoever covers nothing, held nothing near and suits otherwise."""
        date = (conditions.DATE_SHARE if shifted else 1000) * 1000
        skills = self._most(t.SKILLS, 0, WHOLE)
        far = self._most(t.OCCUPATION, FAR * 1000, 0)
        unknown = self._most(t.OCCUPATION, 0, WHOLE) + self._most(t.EXPERIENCE, 0, WHOLE)
        wage, no_wage = self._most(t.WAGE, WHOLE, 0), self._most(t.WAGE, 0, WHOLE)
        known, no_date = self._most(t.AVAILABILITY, date, 0), self._most(t.AVAILABILITY, 0, date)
        points: Array = np.where(pool["skills_asked"] != 0, 0, skills)
        points = points + np.where(pool["occupations_known"] != 0, far, unknown)
        points = points + np.where(pool["wage"] >= 0, wage, no_wage)
        return points + np.where(pool["available"] != 0, known, no_date)

    def _french(self, pool: Pool, offer: Offer) -> Array:
        return self._most(t.FRENCH, *parts.french(offer, pool))

    def _languages(self, pool: Pool, offer: Offer) -> Array:
        return self._most(t.LANGUAGES, *parts.languages(offer, pool))

    def _place(self, pool: Pool, place: tuple[int, int]) -> Array:
        shares = np.arange(-1, 1001)
        whole = conditions.PLACE_SHARE * 1000
        points = self._most(
            t.MOBILITY,
            np.where(shares < 0, 0, shares * conditions.PLACE_SHARE),
            np.where(shares < 0, whole, 0),
        ).astype(np.int16)
        return points[pool.place_shares(place) + 1]

    def _help(self, pool: Pool, offered: int) -> Array:
        wanted, place = pool.factor("help")
        asked = wanted >= 0
        given = np.where(asked, parts.help_shares(offered, wanted), 0)
        whole = WHOLE - conditions.PLACE_SHARE * 1000
        return self._most(t.MOBILITY, given, np.where(asked, 0, whole)).astype(np.int16)[place]

    def _shift(self, pool: Pool, shift: int) -> Array:
        rest = (1000 - conditions.DATE_SHARE) * 1000
        shifts, place = pool.factor("shifts")
        accepted = (shifts >= 0) & (shifts >> shift & 1 != 0)
        points = self._most(t.AVAILABILITY, np.where(accepted, rest, 0), np.where(shifts < 0, rest, 0))
        return points.astype(np.int16)[place]
