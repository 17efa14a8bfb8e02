"""The memory of one worker: opens a snapshot by its name, ranks every need, prints the most megabytes it held.

`benchmarks.engine` starts it as a process of its own, once what is compiled is kept on disk.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.exact import KEPT
from benchmarks.population import shipped_setting
from benchmarks.taken import most_memory
from workers.engine.kernel.delta import People
from workers.engine.snapshot.disk import open_snapshot

#: Needs of one range, as a task carries them.
RANGE = 1_000


def main(arguments: list[str]) -> int:
    """Rank `offers` needs of the snapshot at that path, a range at a time."""
    path, offers = Path(arguments[0]), int(arguments[1])
    here = People(open_snapshot(path), shipped_setting())
    for first in range(0, offers, RANGE):
        here.rank(range(first, min(first + RANGE, offers)), KEPT, path="kernel")
    sys.stdout.write(f"{most_memory():.1f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
