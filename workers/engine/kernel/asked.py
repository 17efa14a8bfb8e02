"""Needs and people in the shapes that the compiled functions take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from workers.engine import conditions, criteria
from workers.engine.kernel import shapes as s
from workers.engine.kernel.covering import cover_values
from workers.engine.kernel.pool import Pool
from workers.engine.kernel.shapes import Asked, People
from workers.engine.kernel.tables import NAMES, Offer, Tables
from workers.engine.snapshot.columns import Array

FACTS = ("oral", "written", "months", "region", "mrc", "start", "wage", "shift", "help")


def sealed(column: Any) -> Array:
    """The column as the compiled functions know it: a plain array, read-only wherever it comes from."""
    plain = np.ascontiguousarray(column).view(np.ndarray)
    plain = plain.view()
    plain.flags.writeable = False
    return plain


def sealed_ids(ids: Array) -> Array:
    """Padded ids as bytes, a row each."""
    if not len(ids):
        return sealed(np.zeros((0, 1), np.uint8))
    return sealed(np.frombuffer(ids.tobytes(), np.uint8).reshape(len(ids), -1))


def asked_of(offers: Sequence[Offer], tables: Tables) -> tuple[Asked, list[int]]:
    """The needs, and the levels of skills that they state, each at the place that `skill_level` names."""
    skills = [row for offer in offers for row in offer.skills]
    languages = [row for offer in offers for row in offer.languages]
    levels = sorted({level for _code, _essential, level in skills} | {0})
    place = {level: number for number, level in enumerate(levels)}
    weights = tables.skill_weights()
    factor = np.where([essential for _code, essential, _level in skills], criteria.ESSENTIAL_FACTOR, 1)
    codes = np.array([code for code, _essential, _level in skills], np.int64)
    each = weights[codes] * factor if skills else np.zeros(0, np.int64)
    starts = _starts([len(offer.skills) for offer in offers])
    totals = np.concatenate([[0], np.cumsum(each)])
    occupations = sorted({offer.facts["occupation"] for offer in offers})
    rows = {number: row for row, number in enumerate(occupations)}
    spoken = _starts([len(offer.languages) for offer in offers])
    near = np.array([tables.near(number) for number in occupations], np.int16)
    facts = np.zeros((len(offers) + 1, s.WEIGHTS + len(NAMES)), np.int64)
    for at, offer in enumerate(offers):
        facts[at, : len(FACTS)] = [offer.facts[name] for name in FACTS]
        facts[at, s.START], facts[at, s.NEAR] = offer.start, rows[offer.facts["occupation"]]
        facts[at, s.WEIGHTS :] = offer.weights
    facts[:, s.SKILLS], facts[:, s.LANGUAGES] = starts, spoken
    facts[:-1, s.TOTAL] = totals[starts[1:]] - totals[starts[:-1]]
    places = np.array([place[level] for _code, _essential, level in skills], np.int64)
    made = Asked(
        ids=sealed_ids(np.array([offer.id.encode() for offer in offers], dtype="S")),
        facts=sealed(facts),
        skills=sealed(np.stack([codes, places, each], axis=1).astype(np.int64)),
        languages=sealed(np.array(languages, np.int64).reshape(-1, 2)),
        near=sealed(near),
        published=sealed(_published(tables)),
    )
    return made, levels


def _starts(sizes: list[int]) -> Array:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def _published(tables: Tables) -> Array:
    return np.array(
        [
            criteria.HELD_SHARE,
            criteria.FULL_MONTHS,
            criteria.RELEVANT_NEARNESS,
            conditions.PLACE_SHARE,
            conditions.ANYWHERE_SHARE,
            conditions.DATE_SHARE,
            tables.rules.available_late_days + 1,
            *tables.neutral,
            *conditions.RANK_SHARES,
        ],
        np.int64,
    )


#: The columns of `People.facts`, in their order; the last are where the lists begin.
PEOPLE = (
    "occupations_known",
    "skills_asked",
    "oral",
    "written",
    "spoken_known",
    "mobility_known",
    "anywhere",
    "help",
    "available",
    "wage",
    "shifts",
)
STARTS = ("history_start", "own_start", "languages_start", "regions_start", "mrcs_start")


def people_of(pool: Pool) -> People:
    """The people of a pool, made once."""
    made = pool.kept.get("people")
    if not isinstance(made, People):
        made = pool.kept["people"] = _people_of(pool)
    return made


def _people_of(pool: Pool) -> People:
    facts = np.zeros((pool.count + 1, len(PEOPLE) + len(STARTS)), np.int32)
    for place, name in enumerate(PEOPLE):
        facts[:-1, place] = pool[name]
    for place, name in enumerate(STARTS, len(PEOPLE)):
        facts[:, place] = pool[name]
    return People(
        ids=sealed_ids(pool["ids"]),
        facts=sealed(facts),
        history=sealed(np.stack([pool["history_code"], pool["history_months"]], axis=1).astype(np.int32)),
        own=sealed(np.stack([pool["own_skill"], pool["own_cover"]], axis=1).astype(np.int32)),
        spoken=sealed(np.stack([pool["languages_code"], pool["languages_band"]], axis=1).astype(np.int32)),
        regions=sealed(pool["regions_code"]),
        mrcs=sealed(pool["mrcs_code"]),
        posts=sealed(np.stack([pool["post_row"], pool["post_cover"]], axis=1)),
    )


def worth_of(pool: Pool, levels: list[int]) -> Array:
    """What each way of covering is worth at each of these levels."""
    values = [cover_values(pool.columns, level) for level in levels]
    planes = [[earned for earned, _ in values], [change for _, change in values]]
    return sealed(np.array(planes, np.int64).reshape(2, len(levels), -1))
