"""Compile the fast path, apart: `python -m workers.engine.kernel`. Compiling takes more memory than ever scoring does.

A tiny snapshot is written, opened and ranked from both sides; the machine code stays in the folder that
PASSERELLE_KERNEL_CACHE names, and every process after that loads it in a second.
"""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from workers.engine.kernel.delta import Change, People
from workers.engine.kernel.ready import mark_compiled
from workers.engine.scoring import setting
from workers.engine.snapshot.disk import open_snapshot, write_snapshot
from workers.engine.snapshot.store import make_snapshot
from workers.engine.taxonomy import build_taxonomy
from workers.engine.types import Need, NeedSkill, Person, PersonSkill

KEPT = 50


def compile_kernel() -> None:
    """Rank one person for one need and back, through the compiled path."""
    links = [("21100", "a"), ("21100", "b"), ("21101", "a"), ("21102", "c")]
    using = setting(taxonomy=build_taxonomy(version="1", profiles=links), on=date(2026, 1, 1))
    need = Need(
        id="1", employer="1", occupation="21100", region="02", mrc="941", skills=(NeedSkill(code="a"),)
    )
    person = Person(id="1", skills=(PersonSkill(code="a"),))
    with tempfile.TemporaryDirectory() as folder:
        path = write_snapshot(Path(folder), make_snapshot([person], [need], using))
        people = People(open_snapshot(path), using).changed(Change(edited=[person]))
        list(people.rank(range(1), KEPT, path="kernel"))
        list(people.rank_needs([need], KEPT, path="kernel"))
        for pool in (0, 1):
            people.score_person(0, range(1), pool=pool)


if __name__ == "__main__":
    compile_kernel()
    mark_compiled()
