"""What one edit costs to score: `./passerelle bench edit [--quick] [--json FILE]`, milliseconds of CPU.

One need against 100,000 people, then one person against 50,000 needs, as a worker that already serves the snapshot
does it; each need and each person is another one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.engine import LIBRARIES, opened, say
from benchmarks.exact import KEPT
from benchmarks.page import keep
from benchmarks.taken import finished, taken

PEOPLE, NEEDS = 100_000, 50_000
#: Needs and people drawn, and those that come before the clock counts.
DRAWN, WARMING = 1_000, 20


def each(run: Callable[[int], object], many: int) -> dict[str, float]:
    """Milliseconds of CPU of one call for each number: median, 95th and 99th percentiles, most."""
    spent = []
    for number in range(WARMING + many):
        began = time.process_time()
        run(number)
        spent.append((time.process_time() - began) * 1000)
    counted = spent[WARMING:]
    figures = dict(zip(("median", "p95", "p99"), np.percentile(counted, (50, 95, 99)), strict=True))
    return {name: round(float(value), 2) for name, value in {**figures, "most": max(counted)}.items()}


def main(arguments: list[str]) -> int:
    """Measure both sides, print them, write the page and the file asked for."""
    parser = argparse.ArgumentParser(prog="./passerelle bench edit")
    parser.add_argument("--quick", action="store_true", help="a tenth of it; no page")
    parser.add_argument("--json", type=Path, metavar="FILE")
    asked = parser.parse_args(arguments)
    by, many = (10, 100) if asked.quick else (1, DRAWN)
    drawn, circumstances = many + WARMING, taken("edit", LIBRARIES[:3])
    with tempfile.TemporaryDirectory() as folder:
        people = opened(Path(folder), PEOPLE // by, drawn)
        of_need = each(lambda at: people.rank(range(at, at + 1), KEPT, path="kernel")[0], many)
        people = opened(Path(folder), drawn, NEEDS // by)
        of_person = each(lambda row: people.score_person(row, range(NEEDS // by)), many)
    rows = {
        f"one need against {PEOPLE // by:,} people": of_need,
        f"one person against {NEEDS // by:,} needs": of_person,
    }
    for name, figures in rows.items():
        say(f"{name}: " + ", ".join(f"{key} {value}" for key, value in figures.items()) + " ms")
    results = {"taken": finished(circumstances), "rows": rows}
    return keep("edit", results, quick=asked.quick, file=asked.json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
