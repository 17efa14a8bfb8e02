"""A snapshot: people and needs as columns, made once and then only read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workers.engine.scoring import Setting
from workers.engine.snapshot.codes import Codes
from workers.engine.snapshot.columns import Columns
from workers.engine.snapshot.needs import encode_needs
from workers.engine.snapshot.people import encode_people
from workers.engine.snapshot.postings import make_postings
from workers.engine.taxonomy import Taxonomy
from workers.engine.types import Need, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """People and needs as columns that are never written again. `people` includes the postings of skills."""

    name: str
    taxonomy: str
    codes: Codes
    people: Columns
    needs: Columns

    @property
    def persons(self) -> int:
        """How many people it holds."""
        return len(self.people["ids"])


def known_codes(taxonomy: Taxonomy) -> Codes:
    """The codes of the tables, so that a skill that nobody holds has its near ones all the same."""
    skills = set(taxonomy.skill_weights) | set(taxonomy.near_skills)
    for others in taxonomy.near_skills.values():
        skills |= {code for code, _ in others}
    return Codes({"skill": sorted(skills)})


def make_snapshot(persons: Iterable[Person], needs: Iterable[Need], using: Setting) -> Snapshot:
    """The snapshot in memory. Raises `SnapshotLimit`."""
    codes = known_codes(using.taxonomy)
    return snapshot_with(persons, needs, using, codes)


def snapshot_with(persons: Iterable[Person], needs: Iterable[Need], using: Setting, codes: Codes) -> Snapshot:
    """The snapshot in memory, with numbers already given. Raises `SnapshotLimit`."""
    offers = encode_needs(needs, codes)
    people = encode_people(persons, codes)
    people |= make_postings(people, codes, using.taxonomy)
    version = using.taxonomy.version
    return Snapshot(name="", taxonomy=version, codes=codes, people=people, needs=offers)
