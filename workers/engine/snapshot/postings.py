"""Who covers each skill, and how: postings in which near skills are already unfolded, and the same by person.

A way of covering ("cover") is a row of a small table: by itself at a level, by a near skill of some nearness, or
not at all though known to be absent; `asked` tells whether the person's whole list was gone through. Somebody who
is in no posting of a skill has nothing of it: absent when asked, undocumented otherwise.
"""

from __future__ import annotations

import numpy as np

from workers.engine.snapshot.codes import Codes
from workers.engine.snapshot.columns import Array, Columns, owners
from workers.engine.taxonomy import Taxonomy

HELD, NEAR, ABSENT = 0, 1, 2


def make_postings(people: Columns, codes: Codes, taxonomy: Taxonomy) -> Columns:
    """The columns `post_*` (by skill), `own_*` (by person), `cover_*` (the table) and `bits_covered`."""
    asked = people["skills_asked"].astype(bool)
    count, skills = len(asked), codes.size("skill")
    keys, kinds, values = _covers(people, codes, taxonomy, skills)
    rows = (keys // skills).astype(np.int32)
    skill = (keys % skills).astype(np.int32)
    packed = (kinds.astype(np.int64) << 32) | (values << 2) | asked[rows]
    table, cover = np.unique(packed, return_inverse=True)
    cover = cover.astype(np.uint16)
    by_skill = np.lexsort((rows, skill))
    covered = kinds != ABSENT
    return {
        "post_start": np.searchsorted(skill[by_skill], np.arange(skills + 1)),
        "post_row": rows[by_skill],
        "post_cover": cover[by_skill],
        "own_start": np.searchsorted(rows, np.arange(count + 1)).astype(np.int64),
        "own_skill": skill,
        "own_cover": cover,
        "cover_kind": (table >> 32).astype(np.int8),
        "cover_value": (table >> 3 & 0x1FFFFFFF).astype(np.int16),
        "cover_known": (table >> 2 & 1).astype(np.int8),
        "cover_asked": (table & 1).astype(np.int8),
        "bits_covered": _bits(rows[covered], skill[covered], count, skills),
    }


def _covers(people: Columns, codes: Codes, taxonomy: Taxonomy, skills: int) -> tuple[Array, Array, Array]:
    """(person × skill, kind, value × 2 + known) of everyone who covers or lacks a skill, ascending."""
    held = owners(people["held_start"]).astype(np.int64) * skills + people["held_code"]
    rows, lacking = _absent(people)
    absent = np.setdiff1d(rows.astype(np.int64) * skills + lacking, held)
    near, value = _near(people, codes, taxonomy, skills)
    free = ~np.isin(near, held)
    near, value = near[free], value[free]
    known = people["skills_asked"].astype(bool)[near // skills] | np.isin(near, absent)
    only = np.setdiff1d(absent, near)
    only = only[people["skills_asked"][only // skills] == 0]
    keys = np.concatenate([held, near, only])
    kinds = np.repeat([HELD, NEAR, ABSENT], [len(held), len(near), len(only)])
    # A level of -1 (never asked) is kept as 0: the levels of skills begin at 1.
    own = np.maximum(people["held_level"].astype(np.int64), 0)
    values = np.concatenate([own * 2, value * 2 + known, np.ones(len(only), np.int64)])
    order = np.argsort(keys, kind="stable")
    return keys[order], kinds[order], values[order]


def _near(people: Columns, codes: Codes, taxonomy: Taxonomy, skills: int) -> tuple[Array, Array]:
    """(person × skill, highest nearness) of those who hold a skill near to it, ascending."""
    order = np.argsort(people["held_code"], kind="stable")
    holders = owners(people["held_start"])[order].astype(np.int64)
    starts = np.searchsorted(people["held_code"][order], np.arange(skills + 1))
    keys, values = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for word, others in taxonomy.near_skills.items():
        wanted = codes.number("skill", word)
        for other, nearness in others:
            number = codes.number("skill", other)
            who = holders[starts[number] : starts[number + 1]]
            keys.append(who * skills + wanted)
            values.append(np.full(len(who), nearness, np.int64))
    key, value = np.concatenate(keys), np.concatenate(values)
    best = np.lexsort((-value, key))
    unique, first = np.unique(key[best], return_index=True)
    return unique, value[best][first]


def _absent(people: Columns) -> tuple[Array, Array]:
    return owners(people["absent_start"]), people["absent_code"]


def _bits(rows: Array, skill: Array, count: int, skills: int) -> Array:
    """A bit for each person and skill, in words of 64."""
    words = -(-count // 64)
    bits = np.zeros((skills, words * 64 // 8), np.uint8)
    np.bitwise_or.at(bits, (skill, rows >> 3), (1 << (rows & 7)).astype(np.uint8))
    return bits.view(np.uint64)
