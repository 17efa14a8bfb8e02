"""A snapshot on disk: a folder of columns that any process opens in milliseconds, named by what it holds."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np

from workers.engine.scoring import Setting
from workers.engine.snapshot.codes import KINDS, Codes
from workers.engine.snapshot.columns import Columns
from workers.engine.snapshot.needs import encode_needs
from workers.engine.snapshot.people import encode_people
from workers.engine.snapshot.postings import make_postings
from workers.engine.taxonomy import Taxonomy
from workers.engine.types import Need, Person

#: Changes whenever the same people would be written otherwise.
FORMAT = 1
MANIFEST = "manifest.json"


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


def write_snapshot(folder: Path, made: Snapshot) -> Path:
    """Write the columns into a folder named by their content; whole or not at all. The same content twice is one."""
    columns = {f"people.{k}": v for k, v in made.people.items()}
    columns |= {f"needs.{k}": v for k, v in made.needs.items()}
    manifest = {
        "format": FORMAT,
        "taxonomy": made.taxonomy,
        "persons": made.persons,
        "needs": len(made.needs["ids"]),
        "codes": made.codes.plain(),
    }
    text = json.dumps(manifest, ensure_ascii=False, sort_keys=True)
    target = folder / _name(columns, text)
    if target.exists():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder))
    try:
        for name, column in columns.items():
            np.save(draft / f"{name}.npy", column)
        (draft / MANIFEST).write_text(text, "utf-8")
        draft.rename(target)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        if not target.exists():
            raise
    return target


def _name(columns: Columns, manifest: str) -> str:
    digest = blake2b(manifest.encode(), digest_size=16)
    for name in sorted(columns):
        digest.update(f"{name}{columns[name].dtype}{columns[name].shape}".encode())
        digest.update(np.ascontiguousarray(columns[name]).data)
    return digest.hexdigest()


def open_snapshot(path: Path) -> Snapshot:
    """The snapshot of a folder, mapped read-only. Raises FileNotFoundError, ValueError for another format."""
    manifest = json.loads((path / MANIFEST).read_text("utf-8"))
    if manifest["format"] != FORMAT:
        raise ValueError(f"{path} is of another format")
    columns: dict[str, Columns] = {"people": {}, "needs": {}}
    for entry in os.scandir(path):
        part, _, name = entry.name.removesuffix(".npy").partition(".")
        if entry.name.endswith(".npy"):
            # A mapped file of no bytes cannot be: empty columns are read.
            loaded = np.load(entry.path, mmap_mode="r")
            columns[part][name] = (
                loaded if isinstance(loaded, np.memmap) and loaded.size else np.array(loaded)
            )
    codes = Codes({kind: manifest["codes"][kind] for kind in KINDS})
    return Snapshot(name=path.name, taxonomy=manifest["taxonomy"], codes=codes, **columns)
