"""The hard rules over a whole pool at once: for each that a need makes apply, who is blocked, who was never asked.

A rule's key is all that it reads of the need: needs of one key share its answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from workers.engine.kernel.pool import Pool
from workers.engine.kernel.tables import Offer, Tables
from workers.engine.snapshot.columns import Array
from workers.engine.types import LicenceStage

Key = Any


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the facts of a need that it reads, its key for them (None: does not apply), whom it blocks, who
    misses its fact.

    `missing` is None where another rule already says so. `keyed` tells that who misses depends on the key.
    """

    code: str
    reads: tuple[str, ...]
    key: Callable[[Offer, Tables], Key]
    blocked: Callable[[Pool, Tables, Key], Array]
    missing: Callable[[Pool, Key], Array] | None
    keyed: bool = False


def _stated(fact: str) -> Callable[[Offer, Tables], Key]:
    return lambda offer, _tables: offer.facts[fact] if offer.asks(fact) else None


def _unknown(column: str) -> Callable[[Pool, Key], Array]:
    return lambda pool, _key: pool[column] < 0


def _under(column: str) -> Callable[[Pool, Tables, Key], Array]:
    return lambda pool, _tables, level: (pool[column] >= 0) & (pool[column] < level)


def _tied(pool: Pool, _tables: Tables, employer: Key) -> Array:
    return (pool["tied"] >= 0) & (pool["tied"] != employer)


def _limited(pool: Pool, tables: Tables, occupation: Key) -> Array:
    allowed = tables.allowed(occupation)[pool["limits_code"]]
    return (pool["limited"] != 0) & ~pool.anyone("limits", allowed)


def _licence(pool: Pool, _tables: Tables, code: Key) -> Array:
    pending = (pool["licences_code"] == code) & (pool["licences_stage"] != int(LicenceStage.OBTAINED))
    return pool.anyone("licences", pending)


def _without_licence(pool: Pool, code: Key) -> Array:
    return ~pool.having("licences", code)


def _driving(pool: Pool, tables: Tables, wanted: Key) -> Array:
    return (pool["driving"] >= 0) & ((pool["driving"] & tables.driving(wanted)) == 0)


def spoken(pool: Pool, code: int, band: int) -> tuple[Array, Array]:
    """Of one language at one band (-1: any): who reaches it, who was never asked."""
    unknown = pool["spoken_known"] == 0
    codes, bands = pool["languages_code"], pool["languages_band"]
    mine = codes == code
    if band < 0:
        return pool.anyone("languages", mine), unknown
    reached = pool.anyone("languages", mine & (bands >= band))
    return reached, unknown | pool.anyone("languages", mine & (bands < 0))


def _languages(pool: Pool, _tables: Tables, wanted: Key) -> Array:
    lacking = np.zeros(pool.count, bool)
    for code, band in wanted:
        reached, unknown = spoken(pool, code, band)
        lacking |= ~reached & ~unknown
    return lacking


def _languages_unknown(pool: Pool, wanted: Key) -> Array:
    missing = np.zeros(pool.count, bool)
    for code, band in wanted:
        missing |= spoken(pool, code, band)[1]
    return missing


def _place(pool: Pool, _tables: Tables, place: Key) -> Array:
    region, mrc = place
    accepted = pool.having("regions", region) | pool.having("mrcs", mrc)
    return (pool["mobility_known"] != 0) & (pool["anywhere"] == 0) & ~accepted


def _shift(pool: Pool, _tables: Tables, shift: Key) -> Array:
    return (pool["shifts"] >= 0) & ((pool["shifts"] >> shift & 1) == 0)


#: In the published order; `skills_none_covered` comes after them.
RULES: tuple[Rule, ...] = (
    Rule(
        "authorised_from",
        ("start",),
        lambda offer, tables: tables.latest(offer.start, tables.rules.authorised_late_days),
        lambda pool, _tables, latest: (pool["authorised"] != 0) & (pool["work_from"] > latest),
        lambda pool, _key: pool["authorised"] == 0,
    ),
    Rule(
        "authorised_until",
        ("start",),
        lambda offer, tables: tables.latest(offer.start, tables.rules.authorised_min_days),
        lambda pool, _tables, least: (pool["authorised"] != 0) & (pool["work_until"] < least),
        None,
    ),
    Rule("tied_employer", ("employer",), lambda offer, _tables: offer.facts["employer"], _tied, None),
    Rule(
        "occupation_limits", ("occupation",), lambda offer, _tables: offer.facts["occupation"], _limited, None
    ),
    Rule("licence", ("licence",), _stated("licence"), _licence, _without_licence, keyed=True),
    Rule("driving_class", ("driving",), _stated("driving"), _driving, _unknown("driving")),
    Rule("french_oral", ("oral",), _stated("oral"), _under("oral"), _unknown("oral")),
    Rule("french_written", ("written",), _stated("written"), _under("written"), _unknown("written")),
    Rule(
        "other_language",
        ("languages",),
        lambda offer, _tables: offer.languages or None,
        _languages,
        _languages_unknown,
        keyed=True,
    ),
    Rule(
        "place_accepted",
        ("region", "mrc"),
        lambda offer, _tables: (offer.facts["region"], offer.facts["mrc"]),
        _place,
        lambda pool, _key: pool["mobility_known"] == 0,
    ),
    Rule(
        "available_from",
        ("start",),
        lambda offer, tables: tables.latest(offer.start, tables.rules.available_late_days),
        lambda pool, _tables, latest: pool["available"] > latest,
        lambda pool, _key: pool["available"] == 0,
    ),
    Rule("shift", ("shift",), _stated("shift"), _shift, _unknown("shifts")),
    Rule(
        "wage_floor",
        ("wage",),
        _stated("wage"),
        lambda pool, _tables, most: pool["wage"] > most,
        _unknown("wage"),
    ),
)
#: The place of each rule, and of the one whose row of bits is of everyone tied to any employer: few are tied to one.
RULE_PLACES = {rule.code: place for place, rule in enumerate(RULES)}
TIED_RULE = RULE_PLACES["tied_employer"]
REASONS = (*(rule.code for rule in RULES), "skills_none_covered")
