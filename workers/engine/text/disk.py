"""An index of titles kept on disk: made once for a table, then mapped by every process in a fraction of a second.

Only a memory: without the folder, or when what it holds is damaged or of other code, the index is made again.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import scipy

from workers.engine.text.confidence import OCCUPATIONS, Curve
from workers.engine.text.titles import Row, Titles

logger = logging.getLogger(__name__)

#: A smaller table is indexed about as fast as it is read.
WORTH_KEEPING = 1_000
#: Indexes left in a folder, the latest used: a table in force, the one before, a few that were given as files.
KEPT = 8
MANIFEST, WORDS, LOCK = "manifest.json", "words.json", ".lock"
CHUNK = 1 << 20


class Damaged(Exception):
    """What is on disk is not what was written."""


def kept_titles(folder: Path | None, rows: Iterable[Row], curve: Curve = OCCUPATIONS) -> Titles:
    """The index of (code, language, title) rows, read from the folder if it is there, else made and left there.

    The same, bit for bit, as `Titles(rows, curve)`; a folder that cannot be written, or None, only costs the time.
    """
    listed = list(dict.fromkeys(rows))
    if folder is None or len(listed) < WORTH_KEEPING:
        return Titles(listed, curve)
    path = folder / _name(listed)
    found = _opened(path, curve)
    if found is not None:
        return found
    try:
        with _alone(folder):
            found = _opened(path, curve)
            return found if found is not None else _made(path, listed, curve)
    except OSError as error:
        logger.warning("No index of titles can be kept in %s: %s", folder, error)
        return Titles(listed, curve)


def _made(path: Path, rows: list[Row], curve: Curve) -> Titles:
    made = Titles(rows, curve)
    shutil.rmtree(path, ignore_errors=True)
    write(path, made)
    _forget_others(path.parent)
    # What was made is given back to the system; what is mapped is shared with every other process.
    return _opened(path, curve) or made


def write(path: Path, titles: Titles) -> None:
    """Write an index into a folder, whole or not at all. Raises OSError."""
    columns, words = titles.plain()
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=path.parent))
    try:
        for name, column in columns.items():
            np.save(draft / f"{name}.npy", column)
        (draft / WORDS).write_text(json.dumps(words), "utf-8")
        sums = {one.name: _sum(one) for one in sorted(draft.iterdir())}
        (draft / MANIFEST).write_text(json.dumps(sums, sort_keys=True), "utf-8")
        draft.rename(path)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def read(path: Path, curve: Curve) -> Titles:
    """The index of a folder, its columns mapped read-only. Raises `Damaged`, or OSError where there is none."""
    try:
        sums = json.loads((path / MANIFEST).read_text("utf-8"))
        if any(_sum(path / name) != told for name, told in sums.items()):
            raise Damaged(path)
        words: dict[str, Any] = json.loads((path / WORDS).read_text("utf-8"))
        columns = {name.removesuffix(".npy"): _mapped(path / name) for name in sums if name.endswith(".npy")}
        os.utime(path)
        return Titles.read(columns, words, curve)
    except (ValueError, KeyError, AttributeError) as error:
        raise Damaged(path) from error


def _opened(path: Path, curve: Curve) -> Titles | None:
    try:
        return read(path, curve)
    except Damaged:
        logger.warning("The index of titles in %s is damaged and is made again", path)
    except OSError:
        pass
    return None


def _mapped(path: Path) -> np.ndarray[Any, Any]:
    """The column, mapped; a file of no values cannot be, and is read."""
    column = np.load(path, mmap_mode="r", allow_pickle=False)
    return column.view(np.ndarray) if column.size else np.array(column)


def _name(rows: list[Row]) -> str:
    """What the index is made of: the rows in their order, the code, and the libraries that compute."""
    digest = blake2b(_code(), digest_size=16)
    digest.update(json.dumps(rows).encode())
    return f"titles-{digest.hexdigest()}"


@lru_cache(maxsize=1)
def _code() -> bytes:
    """A digest of the code that makes an index: whoever changes it never reads what the former code wrote."""
    digest = blake2b(f"{np.__version__} {scipy.__version__}".encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.digest()


def _sum(path: Path) -> str:
    digest = blake2b(digest_size=16)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Held while an index is made: of the processes that start together, one makes it and the others read it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _forget_others(folder: Path) -> None:
    """Leave the latest used; a process that still maps a removed one keeps it until it ends."""
    found = sorted(folder.glob("titles-*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in [*found[KEPT:], *folder.glob(".draft-*")]:
        shutil.rmtree(path, ignore_errors=True)
