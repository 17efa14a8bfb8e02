"""One snapshot shared out over processes: `./passerelle bench fanout [--quick] [--json FILE]`.

Each process opens the snapshot by its name and takes ranges of needs until none is left, as the workers do. Shown are
pairs per second of the clock and of CPU, and the most memory that one process held.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.exact import KEPT
from benchmarks.population import needs, people, shipped_setting
from workers.engine.kernel.delta import People
from workers.engine.snapshot.disk import open_snapshot, write_snapshot
from workers.engine.snapshot.store import make_snapshot

CASE, QUICK = (100_000, 10_000), (10_000, 2_000)
PROCESSES = (1, 2, 4)
#: Needs of one range: at least a quarter of a second of work for so many people.
RANGE = 1_000
_here: list[People] = []


def open_here(path: Path) -> None:
    """Open the snapshot in this process, and have what is compiled ready."""
    _here[:] = [People(open_snapshot(path), shipped_setting())]
    _here[0].rank(range(1), KEPT, path="kernel")


def rank_range(first: int, last: int) -> tuple[float, int]:
    """Rank a range: the seconds of CPU, and the most memory so far in kilobytes."""
    began = time.process_time()
    _here[0].rank(range(first, last), KEPT, path="kernel")
    return time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def measure(path: Path, case: tuple[int, int], processes: int) -> dict[str, float]:
    """The figures of so many processes."""
    persons, offers = case
    ranges = [(first, min(first + RANGE, offers)) for first in range(0, offers, RANGE)]
    with multiprocessing.get_context("spawn").Pool(processes, open_here, (path,)) as pool:
        pool.starmap(rank_range, [(0, 1)] * processes)
        began = time.perf_counter()
        spent = pool.starmap(rank_range, ranges, chunksize=1)
        clock = time.perf_counter() - began
    return {
        "processes": processes,
        "pairs_per_second": persons * offers / clock,
        "pairs_per_cpu_second": persons * offers / sum(cpu for cpu, _memory in spent),
        "megabytes": max(memory for _cpu, memory in spent) / 1024,
    }


def main(arguments: list[str]) -> int:
    """Measure 1, 2 and 4 processes, print them, write the file asked for."""
    parser = argparse.ArgumentParser(prog="./passerelle bench fanout")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args(arguments)
    case = QUICK if asked.quick else CASE
    results = []
    with tempfile.TemporaryDirectory() as folder:
        path = write_snapshot(Path(folder), make_snapshot(people(case[0]), needs(case[1]), shipped_setting()))
        for processes in PROCESSES:
            results.append(measure(path, case, processes))
            sys.stdout.write(
                "{processes:.0f} processes: {pairs_per_second:.3g} pairs/s, {pairs_per_cpu_second:.3g} pairs per CPU-s,"
                " {megabytes:.0f} MB at most\n".format(**results[-1])
            )
            sys.stdout.flush()
    if asked.json:
        asked.json.write_text(json.dumps(results, indent=1), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
