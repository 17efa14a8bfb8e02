"""The criteria over a whole pool at once: (earned, undocumented) in millionths, as `workers.engine.criteria` says."""

from __future__ import annotations

from typing import Any

import numpy as np

from workers.engine import conditions, criteria
from workers.engine.criteria import WHOLE
from workers.engine.kernel.conditions import spoken
from workers.engine.kernel.pool import Pool
from workers.engine.kernel.tables import Offer, Tables
from workers.engine.snapshot.columns import Array

Part = tuple[Array, Array]


def covered_skills(offer: Offer, pool: Pool, tables: Tables) -> tuple[Part, Array, Array]:
    """The criterion, who covers at least one skill, and whose skills are all known (held, near or absent)."""
    earned = np.zeros(pool.count, np.int64)
    asked = pool["skills_asked"] != 0
    covered, known = np.zeros(pool.count, bool), np.ones(pool.count, bool)
    total = sum(tables.skill_weight(code, essential) for code, essential, _ in offer.skills)
    undocumented = np.where(asked, 0, total * 1000)
    for code, essential, level in offer.skills:
        weight = tables.skill_weight(code, essential)
        rows, covers = posting(pool, code)
        worth, change = pool.worth(level)
        earned[rows] += weight * worth[covers]
        undocumented[rows] += weight * change[covers]
        covered[rows[worth[covers] > 0]] = True
        known &= asked | pool.having("absent", code)
    part = (earned * 1000 // total, WHOLE - (total * 1000 - undocumented) * 1000 // total)
    return part, covered, known


def posting(pool: Pool, code: int) -> tuple[Array, Array]:
    """The rows that are in the posting of a skill, and how each covers it."""
    edges = pool["post_start"]
    if code >= len(edges) - 1:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    span = slice(edges[code], edges[code + 1])
    return pool["post_row"][span], pool["post_cover"][span]


def held_occupations(near: Array, pool: Pool) -> tuple[Array, Array, Array, Array]:
    """Earned and undocumented of the occupation, then near months × 1000 and whether any is unknown."""
    months, owner = pool["history_months"], pool.owner("history")
    close = near[pool["history_code"]].astype(np.int64)
    time = np.maximum(months, 0)
    kept = np.minimum(time, criteria.FULL_MONTHS)
    low = close * (criteria.HELD_SHARE + (1000 - criteria.HELD_SHARE) * kept // criteria.FULL_MONTHS)
    earned, highest = np.zeros(pool.count, np.int64), np.zeros(pool.count, np.int64)
    np.maximum.at(earned, owner, low)
    np.maximum.at(highest, owner, np.where(months < 0, close * 1000, low))
    unasked = pool["occupations_known"] == 0
    relevant = close >= criteria.RELEVANT_NEARNESS
    weighed = np.bincount(owner[relevant], (close * time)[relevant], pool.count).astype(np.int64)
    unknown = np.zeros(pool.count, bool)
    unknown[owner[relevant & (months < 0)]] = True
    return earned, np.where(unasked, WHOLE, highest - earned), weighed, unknown


def experience(wanted: int, weighed: Array, unknown: Array, unasked: Array) -> Part:
    """Months in near occupations, up to the months wanted."""
    earned = np.minimum(WHOLE, weighed * 1000 // wanted)
    return earned, np.where(unasked, WHOLE, np.where(unknown, WHOLE - earned, 0))


def equal_parts(answers: list[tuple[Array, Array]]) -> Part:
    """Requirements that count the same, each (who reaches it, who was never asked)."""
    reached: Any = np.sum([reached for reached, _ in answers], axis=0, dtype=np.int64)
    unknown: Any = np.sum([unknown for _, unknown in answers], axis=0, dtype=np.int64)
    many = len(answers)
    return (WHOLE * reached // many, WHOLE - WHOLE * (many - unknown) // many)


def french(offer: Offer, pool: Pool) -> Part:
    """Oral and written French against the levels stated."""
    stated = [name for name in ("oral", "written") if offer.asks(name)]
    return equal_parts([(pool[name] >= offer.facts[name], pool[name] < 0) for name in stated])


def languages(offer: Offer, pool: Pool) -> Part:
    """Other languages that the need justifies."""
    answers = [spoken(pool, code, band) for code, band in offer.languages]
    return equal_parts([(reached & ~unknown, unknown) for reached, unknown in answers])


def help_shares(offered: int, needed: Array) -> Array:
    """Millionths for the help, by what is needed, for those who were asked."""
    whole = WHOLE - conditions.PLACE_SHARE * 1000
    wanted = np.maximum(needed, 0)
    many = np.bitwise_count(wanted).astype(np.int64)
    given = np.bitwise_count(wanted & offered).astype(np.int64)
    return np.where(many > 0, whole * given // np.maximum(many, 1), whole)


def mobility(offer: Offer, pool: Pool) -> Part:
    """The place, and the help needed that is offered."""
    share = pool.place_shares((offer.facts["region"], offer.facts["mrc"])).astype(np.int64)
    place = conditions.PLACE_SHARE * share
    known, asked = pool["mobility_known"] != 0, pool["help"] >= 0
    earned = np.where(known, place, 0) + np.where(asked, help_shares(offer.facts["help"], pool["help"]), 0)
    whole = conditions.PLACE_SHARE * 1000
    return earned, np.where(known, 0, whole) + np.where(asked, 0, WHOLE - whole)


def availability(offer: Offer, pool: Pool, tables: Tables) -> Part:
    """The date, and the shift where one is stated."""
    span = tables.rules.available_late_days + 1
    late = np.maximum(pool["available"].astype(np.int64) - offer.start, 0)
    date = 1000 * np.maximum(span - late, 0) // span
    known = pool["available"] != 0
    weight = conditions.DATE_SHARE if offer.asks("shift") else 1000
    earned, undocumented = np.where(known, weight * date, 0), np.where(known, 0, weight * 1000)
    if offer.asks("shift"):
        rest = (1000 - weight) * 1000
        asked = pool["shifts"] >= 0
        earned += np.where(asked & (pool["shifts"] >> offer.facts["shift"] & 1 != 0), rest, 0)
        undocumented += np.where(asked, 0, rest)
    return earned, undocumented
