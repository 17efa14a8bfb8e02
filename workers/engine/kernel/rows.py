"""Rows of bits by key, kept with the people they are of: who is blocked by a rule, who misses its fact."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import numpy as np

from workers.engine.kernel.conditions import RULES, TIED_RULE, Rule
from workers.engine.kernel.pool import Pool
from workers.engine.kernel.shapes import Uses
from workers.engine.kernel.tables import Offer, Tables
from workers.engine.snapshot.columns import Array, Columns

#: Rows of more bytes in all than these are forgotten when the next needs come.
MOST_BYTES = 32_000_000


def packed(flags: Array) -> Array:
    """Flags as words of 64 bits."""
    words = -(-len(flags) // 64)
    room = np.zeros(words * 8, np.uint8)
    bits = np.packbits(flags, bitorder="little")
    room[: len(bits)] = bits
    return room.view(np.uint64)


class Rows:
    """Rows of bits, each with its number; number 0 is nobody."""

    def __init__(self, pool: Pool) -> None:
        self.bits = np.zeros((32, -(-pool.count // 64)), np.uint64)
        self.numbers: dict[Hashable, int] = {}
        self.asked = packed(pool["skills_asked"] != 0)
        self.places = np.zeros((8, pool.count), np.uint8)
        self.place_numbers: dict[tuple[int, int], int] = {}

    def number(self, key: Hashable, make: Callable[[], Array]) -> int:
        """The number of a key's row, made when it is new."""
        found = self.numbers.get(key)
        if found is None:
            found = self.numbers[key] = len(self.numbers) + 1
            if found == len(self.bits):
                self.bits = np.concatenate([self.bits, np.zeros_like(self.bits)])
            self.bits[found] = packed(make())
        return found

    def place(self, pool: Pool, place: tuple[int, int]) -> int:
        """The row of kinds of a place."""
        found = self.place_numbers.get(place)
        if found is None:
            found = self.place_numbers[place] = len(self.place_numbers)
            if found == len(self.places):
                self.places = np.concatenate([self.places, np.zeros_like(self.places)])
            self.places[found] = pool.place_kinds(place)
        return found


def rows_of(pool: Pool) -> Rows:
    """The rows known of a pool."""
    made = pool.kept.get("rows")
    if not isinstance(made, Rows) or made.bits.nbytes + made.places.nbytes > MOST_BYTES:
        made = pool.kept["rows"] = Rows(pool)
    return made


def uses_of(needs: Columns, rows: range, pool: Pool, tables: Tables) -> Uses:
    """The rows that needs read. Needs that agree in what a rule reads share its rows."""
    known = rows_of(pool)
    facts = {name: needs[name][rows.start : rows.stop].astype(np.int64) for name in _READ}
    facts["languages"] = _spoken(needs, rows)
    offers: dict[int, Offer] = {}
    blocked = np.zeros((len(rows), len(RULES)), np.int64)
    missing = np.zeros((len(rows), len(RULES)), np.int64)
    for at_rule, rule in enumerate(RULES):
        if at_rule == TIED_RULE:
            blocked[:, at_rule] = known.number("tied", lambda: pool["tied"] >= 0)
            continue
        first, same = _distinct([facts[name] for name in rule.reads], len(rows))
        for at in first:
            if at not in offers:
                offers[at] = tables.offer(needs, rows[at])
        pairs = np.array([_numbers(known, rule, pool, offers[at], tables) for at in first], np.int64)
        blocked[:, at_rule], missing[:, at_rule] = pairs[same].T
    first, same = _distinct([facts["region"], facts["mrc"]], len(rows))
    numbers = [known.place(pool, (int(facts["region"][at]), int(facts["mrc"][at]))) for at in first]
    place = np.array(numbers, np.int64)[same]
    return Uses(
        bits=known.bits,
        blocked=blocked,
        missing=missing[:, [rule.missing is not None for rule in RULES]].copy(),
        alive=packed(pool.alive),
        asked=known.asked,
        places=known.places,
        place=place,
    )


_READ = sorted({name for rule in RULES for name in rule.reads} - {"languages"})


def _distinct(columns: list[Array], count: int) -> tuple[list[int], Array]:
    """Where each distinct row of these columns is first, and which of them each row is."""
    if count == 1 or not columns:
        return [0], np.zeros(count, np.int64)
    key = np.zeros(count, np.int64)
    for column in columns:
        key = (key << 32) + column
    _values, first, same = np.unique(key, return_index=True, return_inverse=True)
    return first.tolist(), same


def _spoken(needs: Columns, rows: range) -> Array:
    """A number for the languages of each need, the same where they are the same."""
    starts = needs["languages_start"][rows.start : rows.stop + 1]
    found = np.zeros(len(rows), np.int64)
    numbers: dict[tuple[bytes, bytes], int] = {}
    for at in np.flatnonzero(np.diff(starts)).tolist():
        span = slice(starts[at], starts[at + 1])
        key = (needs["languages_code"][span].tobytes(), needs["languages_band"][span].tobytes())
        found[at] = numbers.setdefault(key, len(numbers) + 1)
    return found


def _numbers(known: Rows, rule: Rule, pool: Pool, offer: Offer, tables: Tables) -> tuple[int, int]:
    """The numbers of the rows of who is blocked and of who misses the fact, 0 where the rule does not apply."""
    key = rule.key(offer, tables)
    if key is None:
        return 0, 0
    blocked = known.number((rule.code, key), lambda: rule.blocked(pool, tables, key))
    missing = rule.missing
    if missing is None:
        return blocked, 0
    name = ("missing", rule.code, key if rule.keyed else None)
    return blocked, known.number(name, lambda: missing(pool, key))
