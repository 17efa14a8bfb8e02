"""A snapshot on disk: a folder of columns that any process opens in milliseconds, named by what it holds."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from hashlib import blake2b
from pathlib import Path

import numpy as np

from workers.engine.snapshot.codes import KINDS, Codes
from workers.engine.snapshot.columns import Columns
from workers.engine.snapshot.store import Snapshot

#: Changes whenever the same people would be written otherwise.
FORMAT = 2
MANIFEST = "manifest.json"


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
