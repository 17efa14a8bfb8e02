"""Needs in the shapes that the compiled functions take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from workers.engine import conditions, criteria
from workers.engine.kernel import shapes as s
from workers.engine.kernel.pool import PLACES, Pool
from workers.engine.kernel.shapes import Asked
from workers.engine.kernel.tables import NAMES, Tables
from workers.engine.snapshot.columns import Array, Columns

FACTS = ("oral", "written", "months", "region", "mrc", "start", "wage", "shift", "help", "employer")


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


def asked_of(needs: Columns, rows: range, tables: Tables) -> tuple[Asked, list[int]]:
    """The needs, and the levels of skills that they state, each at the place that `skill_level` names."""
    facts = np.zeros((len(rows) + 1, s.WEIGHTS + len(NAMES)), np.int64)
    for place, name in enumerate(FACTS):
        facts[:-1, place] = needs[name][rows.start : rows.stop]
    facts[:-1, s.START] = np.maximum(facts[:-1, s.START], tables.day)
    occupations, facts[:-1, s.NEAR] = np.unique(
        needs["occupation"][rows.start : rows.stop], return_inverse=True
    )
    skills, levels = _skills(needs, rows, tables, facts)
    languages = _listed(needs, rows, "languages", facts[:, s.LANGUAGES])
    _weigh(facts, tables)
    made = Asked(
        ids=sealed_ids(needs["ids"][rows.start : rows.stop]),
        facts=sealed(facts),
        skills=sealed(skills),
        languages=sealed(np.stack([languages("code"), languages("band")], axis=1).astype(np.int64)),
        near=sealed(np.array([tables.near(number) for number in occupations.tolist()], np.int16)),
        published=sealed(_published(tables)),
        dates=sealed(_dates(tables)),
        places=sealed(np.array(PLACES, np.int64)),
    )
    return made, levels


def _listed(needs: Columns, rows: range, name: str, starts: Array) -> Callable[[str], Array]:
    """The fields of a list of these needs; where each need's begins is written into `starts`."""
    edges = needs[f"{name}_start"][rows.start : rows.stop + 1]
    starts[:] = edges - edges[0]
    return lambda field: needs[f"{name}_{field}"][edges[0] : edges[-1]]


def _skills(needs: Columns, rows: range, tables: Tables, facts: Array) -> tuple[Array, list[int]]:
    """(code, place of its level, weight) of each skill needed, and the levels."""
    field = _listed(needs, rows, "skills", facts[:, s.SKILLS])
    codes, stated = field("code"), np.maximum(field("level"), 0)
    factor = np.where(field("essential") != 0, criteria.ESSENTIAL_FACTOR, 1)
    weights = tables.skill_weights()[codes] * factor if len(codes) else np.zeros(0, np.int64)
    levels = np.unique(np.append(stated, 0))
    totals = np.concatenate([[0], np.cumsum(weights)])
    starts = facts[:, s.SKILLS]
    facts[:-1, s.TOTAL] = totals[starts[1:]] - totals[starts[:-1]]
    skills = np.stack([codes, np.searchsorted(levels, stated), weights], axis=1).astype(np.int64)
    return skills, levels.tolist()


def _weigh(facts: Array, tables: Tables) -> None:
    """The weights of the criteria for what each need asks about: few combinations, each worked out once."""
    asked = np.zeros(len(facts) - 1, np.int64)
    flags = (
        facts[:-1, s.TOTAL] > 0,
        np.diff(facts[:, s.LANGUAGES]) > 0,
        facts[:-1, s.MONTHS] > 0,
        (facts[:-1, s.ORAL] >= 0) | (facts[:-1, s.WRITTEN] >= 0),
        facts[:-1, s.WAGE] >= 0,
    )
    for place, flag in enumerate(flags):
        asked |= flag.astype(np.int64) << place
    for combination in np.unique(asked).tolist():
        alike = np.flatnonzero(asked == combination)
        row = facts[alike[0]]
        stated = {
            "months": row[s.MONTHS],
            "oral": row[s.ORAL],
            "written": row[s.WRITTEN],
            "wage": row[s.WAGE],
        }
        weights = tables.weights_of(stated, bool(combination & 1), bool(combination & 2))
        facts[alike[:, None], np.arange(s.WEIGHTS, s.WEIGHTS + len(NAMES))] = weights


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


def _dates(tables: Tables) -> Array:
    """Per-mille of the date by days late, up to none."""
    span = tables.rules.available_late_days + 1
    return 1000 * np.arange(span, -1, -1, dtype=np.int64) // span


def worth_of(pool: Pool, levels: list[int]) -> Array:
    """What each way of covering is worth at each of these levels."""
    values = [pool.worth(level) for level in levels]
    planes = [[earned for earned, _ in values], [change for _, change in values]]
    return sealed(np.array(planes, np.int64).reshape(2, len(levels), -1))
