"""The NumPy path: the verdict, the score and every blocking reason of everyone, one need at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workers.engine.criteria import WHOLE
from workers.engine.kernel import parts
from workers.engine.kernel import tables as t
from workers.engine.kernel.conditions import RULES
from workers.engine.kernel.pool import Pool
from workers.engine.kernel.tables import Offer, Tables
from workers.engine.snapshot.columns import Array

ADMISSIBLE, TO_VERIFY, INADMISSIBLE = range(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Everyone's answer for one need. `blocked`: a bit for each reason of `conditions.REASONS`."""

    verdict: Array
    score: Array
    blocked: Array


def score_everyone(offer: Offer, pool: Pool, tables: Tables) -> Scored:
    """Score a need against a whole pool; who is not alive is scored too, and left out by who reads it."""
    blocked, missing = _rules(offer, pool, tables)
    score = np.zeros(pool.count, np.int64)
    if offer.skills:
        part, covered, known = parts.covered_skills(offer, pool, tables)
        score += _points(offer, tables, t.SKILLS, part)
        blocked |= (~covered & known).astype(np.int32) << len(RULES)
        missing |= ~covered & ~known
    for criterion, part in _other_parts(offer, pool, tables).items():
        score += _points(offer, tables, criterion, part)
    verdict = np.where(blocked != 0, INADMISSIBLE, np.where(missing, TO_VERIFY, ADMISSIBLE))
    return Scored(verdict=verdict.astype(np.int8), score=score.astype(np.int32), blocked=blocked)


def _rules(offer: Offer, pool: Pool, tables: Tables) -> tuple[Array, Array]:
    blocked, missing = np.zeros(pool.count, np.int32), np.zeros(pool.count, bool)
    for place, rule in enumerate(RULES):
        key = rule.key(offer, tables)
        if key is None:
            continue
        blocked |= rule.blocked(pool, tables, key).astype(np.int32) << place
        if rule.missing is not None:
            missing |= rule.missing(pool, key)
    return blocked, missing


def _other_parts(offer: Offer, pool: Pool, tables: Tables) -> dict[int, parts.Part]:
    near = tables.near(offer.facts["occupation"])
    earned, undocumented, weighed, unknown = parts.held_occupations(near, pool)
    found = {
        t.OCCUPATION: (earned, undocumented),
        t.MOBILITY: parts.mobility(offer, pool),
        t.AVAILABILITY: parts.availability(offer, pool, tables),
    }
    if offer.facts["months"] > 0:
        unasked = pool["occupations_known"] == 0
        found[t.EXPERIENCE] = parts.experience(offer.facts["months"], weighed, unknown, unasked)
    if offer.asks("oral") or offer.asks("written"):
        found[t.FRENCH] = parts.french(offer, pool)
    if offer.languages:
        found[t.LANGUAGES] = parts.languages(offer, pool)
    if offer.asks("wage"):
        found[t.WAGE] = parts.equal_parts(
            [((pool["wage"] >= 0) & (pool["wage"] <= offer.facts["wage"]), pool["wage"] < 0)]
        )
    return found


def _points(offer: Offer, tables: Tables, criterion: int, part: parts.Part) -> Array:
    """The line of the criterion and its neutral share, together floored once to a hundredth of a point."""
    weight, neutral = offer.weights[criterion], int(tables.neutral[criterion])
    earned, undocumented = part
    return weight * (earned * 1000 + undocumented * neutral) // (WHOLE * 1000)
