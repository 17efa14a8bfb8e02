"""Static files of the checkout, packed when a process starts: nothing to collect or compress before a page lives."""

from __future__ import annotations

import atexit
import gzip
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]  # carries no types

#: Kinds that shrink; pictures and fonts are packed already.
SHRINKING = {".css", ".js", ".svg", ".html", ".json", ".txt"}


@cache
def packed_folder() -> Path | None:
    """A folder of this process, which goes with it; None where nothing can be written."""
    try:
        folder = tempfile.mkdtemp(prefix="passerelle-static-")
    except OSError:
        return None
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@cache
def packed_copy(path: Path, name: str) -> Path | None:
    """A copy of the file with its packed form beside it, made once a process."""
    folder = packed_folder()
    if folder is None or path.suffix not in SHRINKING or not path.is_file():
        return None
    copy = folder / name
    shutil.copy2(path, copy)
    copy.with_name(f"{name}.gz").write_bytes(gzip.compress(copy.read_bytes(), 9, mtime=0))
    return copy


class PackedStaticMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]  # the same
    """WhiteNoise with a packed form beside each file. A container that cannot write sends the files as they are."""

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> Any:
        """The file as it is served: with its packed form when it shrinks."""
        copy = packed_copy(Path(path), url.strip("/").replace("/", "-"))
        return super().get_static_file(str(copy) if copy else path, url, None if copy else stat_cache)
