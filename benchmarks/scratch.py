"""A database of our own: the product's embedded PostgreSQL on an empty folder, thrown away afterwards."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from backend.services.embedded import borrowed
from backend.services.folder import DataFolder

DATABASE = "PASSERELLE_DATABASE_URL"
#: What names an installation's own servers: never those of a measurement, which empties its tables.
NAMES = (DATABASE, "PASSERELLE_BROKER_URL", "PASSERELLE_DATA_DIR", "PASSERELLE_MODE")
_servers: list[int] = []


@contextmanager
def scratch() -> Iterator[Mapping[str, str]]:
    """The environment of an empty installation, which is also this process's own meanwhile."""
    before = dict(os.environ)
    for name in NAMES:
        os.environ.pop(name, None)
    try:
        with tempfile.TemporaryDirectory() as made, borrowed(DataFolder(Path(made))) as environment:
            os.environ.update(environment)
            yield environment
    finally:
        os.environ.clear()
        os.environ.update(before)


def count_server(process: int | None) -> None:
    """From now on `cpu_seconds` includes this process of PostgreSQL, and no other; None: none."""
    _servers[:] = [process] if process else []


def cpu_seconds() -> float:
    """The CPU seconds of this process, and of the database's that works for it."""
    return time.process_time() + sum(_spent(server) for server in _servers)


def _spent(process: int) -> float:
    """Seconds on a processor; from the scheduler's own account where the system keeps it, to the nanosecond."""
    exact = Path(f"/proc/{process}/schedstat")
    if exact.exists():
        return int(exact.read_text("utf-8").split()[0]) / 1e9
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
