"""One snapshot shared out over processes: `./passerelle bench fanout [--quick] [--json FILE]`.

Each process opens the snapshot by its name and takes ranges of needs until none is left, as the workers do. Shown are
pairs per second of the clock and of CPU, and the most memory that one process held.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.engine import LIBRARIES, say, written
from benchmarks.exact import KEPT
from benchmarks.page import keep
from benchmarks.population import shipped_setting
from benchmarks.taken import finished, most_memory, taken
from workers.engine.kernel.delta import People
from workers.engine.snapshot.disk import open_snapshot

CASE, QUICK, WHOLE = (100_000, 10_000), (10_000, 2_000), (200_000, 50_000)
PROCESSES = (1, 2, 4)
#: Processes that take all Québec.
WHOLE_PROCESSES = 2
#: Needs of one range: at least a quarter of a second of work for so many people.
RANGE = 1_000
LINE = (
    "{people:,} × {needs:,}, {processes} processes: {seconds:.1f} s, {cpu_seconds:.1f} CPU-s, "
    "{pairs_per_second:.3g} pairs per s, {pairs_per_cpu_second:.3g} per CPU-s, {megabytes:.0f} MB at most"
)
_here: list[People] = []


def open_here(path: Path) -> None:
    """Open the snapshot in this process, and have what is compiled ready."""
    _here[:] = [People(open_snapshot(path), shipped_setting())]
    _here[0].rank(range(1), KEPT, path="kernel")


def rank_range(first: int, last: int) -> tuple[float, float]:
    """Rank a range: the seconds of CPU, and the most megabytes held so far."""
    began = time.process_time()
    _here[0].rank(range(first, last), KEPT, path="kernel")
    return time.process_time() - began, most_memory()


def measure(path: Path, case: tuple[int, int], processes: int) -> dict[str, Any]:
    """The figures of so many processes."""
    persons, offers = case
    ranges = [(first, min(first + RANGE, offers)) for first in range(0, offers, RANGE)]
    with multiprocessing.get_context("spawn").Pool(processes, open_here, (path,)) as pool:
        pool.starmap(rank_range, [(0, 1)] * processes)
        began = time.perf_counter()
        spent = pool.starmap(rank_range, ranges, chunksize=1)
        clock = time.perf_counter() - began
    cpu = sum(seconds for seconds, _memory in spent)
    return {
        "people": persons,
        "needs": offers,
        "processes": processes,
        "whole": case == WHOLE,
        "seconds": clock,
        "cpu_seconds": cpu,
        "pairs_per_second": persons * offers / clock,
        "pairs_per_cpu_second": persons * offers / cpu,
        "megabytes": max(memory for _seconds, memory in spent),
    }


def main(arguments: list[str]) -> int:
    """Measure 1, 2 and 4 processes, then all Québec on 2; print them, write the page and the file asked for."""
    parser = argparse.ArgumentParser(prog="./passerelle bench fanout")
    parser.add_argument("--quick", action="store_true", help="a smaller case; no page")
    parser.add_argument("--json", type=Path, metavar="FILE")
    asked = parser.parse_args(arguments)
    results: dict[str, Any] = {"taken": taken("fanout", LIBRARIES[:3]), "rows": []}
    plan = {QUICK: PROCESSES} if asked.quick else {CASE: PROCESSES, WHOLE: (WHOLE_PROCESSES,)}
    for case, numbers in plan.items():
        with tempfile.TemporaryDirectory() as folder:
            path = written(Path(folder), *case)
            for processes in numbers:
                results["rows"].append(measure(path, case, processes))
                say(LINE.format(**results["rows"][-1]))
    results["taken"] = finished(results["taken"])
    return keep("fanout", results, quick=asked.quick, file=asked.json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
