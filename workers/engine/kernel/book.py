"""People in the shapes that the compiled functions take: a record each, and who is found by what."""

from __future__ import annotations

import numpy as np

from workers.engine.kernel import shapes as s
from workers.engine.kernel.asked import sealed, sealed_ids
from workers.engine.kernel.compiled import compiled
from workers.engine.kernel.pool import Pool
from workers.engine.kernel.shapes import People
from workers.engine.snapshot.codes import SnapshotLimit
from workers.engine.snapshot.columns import Array

#: What begins a record, in its order, and the lists that follow, each with its first column.
FACTS = (
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
LISTS = {"regions": 1, "mrcs": 1, "languages": 1, "history": 2, "own": 1}


def people_of(pool: Pool) -> People:
    """The people of a pool, made once. Raises `SnapshotLimit`."""
    made = pool.kept.get("people")
    if not isinstance(made, People):
        made = pool.kept["people"] = _people_of(pool)
    return made


def _people_of(pool: Pool) -> People:
    book, start = _book(pool)
    held, absent, tied = pool.holders("history"), pool.holders("absent"), np.sort(pool["tied"])
    by_occupation = np.argsort(pool["history_code"], kind="stable")
    return People(
        ids=sealed_ids(pool["ids"]),
        book=sealed(book),
        start=sealed(start),
        absent=sealed(pool["absent_code"]),
        absent_start=sealed(pool["absent_start"]),
        held_rows=sealed(held[0]),
        held_months=sealed(pool["history_months"][by_occupation]),
        held_edges=sealed(held[1]),
        absent_rows=sealed(absent[0]),
        absent_edges=sealed(absent[1]),
        tied_rows=sealed(np.argsort(pool["tied"], kind="stable").astype(np.int32)),
        tied_edges=sealed(np.searchsorted(tied, np.arange(int(tied.max(initial=-1)) + 2))),
        covered=sealed(pool["bits_covered"]),
        traits=sealed(_traits(pool)),
    )


def _traits(pool: Pool) -> Array:
    """What bounds read of each person."""
    traits = np.empty((pool.count, 4), np.int32)
    needed = np.minimum(pool["help"].astype(np.int32) + 1, s.MOST_HELP)
    traits[:, 0] = (pool["oral"] + 1) | (pool["written"] + 1).astype(np.int32) << 9 | needed << 18
    for place, fact in enumerate(("wage", "available", "shifts"), 1):
        traits[:, place] = pool[fact]
    return traits


def _book(pool: Pool) -> tuple[Array, Array]:
    """The records of everyone, and where each begins."""
    if (
        len(pool["cover_kind"]) > 1 << s.COVER_BITS
        or pool["own_skill"].max(initial=0) >= 1 << 31 - s.COVER_BITS
    ):
        raise SnapshotLimit("more skills, or ways of covering them, than a record can name")
    sizes = np.full(pool.count, s.LISTS, np.int64)
    for name, width in LISTS.items():
        sizes += width * np.diff(pool[f"{name}_start"])
    start = np.concatenate([[0], np.cumsum(sizes)])
    book = np.empty(start[-1], np.int32)
    for place, fact in enumerate(FACTS):
        book[start[:-1] + place] = pool[fact]
    for place, name in enumerate(LISTS, len(FACTS)):
        book[start[:-1] + place] = np.diff(pool[f"{name}_start"])
    filled = start[:-1] + s.LISTS
    for name in LISTS:
        _write(book, filled, sealed(pool[f"{name}_start"]), _listed(pool, name))
    return book, start


def _listed(pool: Pool, name: str) -> Array:
    """The elements of a list as they are written, a row each."""
    if name == "history":
        return np.stack([pool["history_code"], pool["history_months"]], axis=1).astype(np.int32)
    if name == "own":
        listed = pool["own_skill"] << s.COVER_BITS | pool["own_cover"]
    elif name == "languages":
        listed = pool["languages_code"].astype(np.int32) << s.BAND_BITS | (pool["languages_band"] + 1)
    else:
        listed = pool[f"{name}_code"]
    return listed.astype(np.int32).reshape(-1, 1)


@compiled
def _write(book: Array, filled: Array, starts: Array, listed: Array) -> None:
    """Write everyone's elements where their record is filled to, and fill it so far."""
    for person in range(len(filled)):
        for at in range(starts[person], starts[person + 1]):
            for field in range(listed.shape[1]):
                book[filled[person]] = listed[at, field]
                filled[person] += 1
