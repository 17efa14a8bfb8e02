"""What one edit costs to score: `./passerelle bench edit [--quick] [--json FILE]`, milliseconds of CPU.

One need against 100,000 people, then one person against 50,000 needs, as a worker that already serves the snapshot
does it; each need and each person is another one.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.engine import opened
from benchmarks.exact import KEPT

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
    """Measure both sides, print them, write the file asked for."""
    parser = argparse.ArgumentParser(prog="./passerelle bench edit")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args(arguments)
    by, many = (10, 100) if asked.quick else (1, DRAWN)
    drawn = many + WARMING
    with tempfile.TemporaryDirectory() as folder:
        people = opened(Path(folder), PEOPLE // by, drawn)
        of_need = each(lambda at: people.rank(range(at, at + 1), KEPT, path="kernel")[0], many)
        people = opened(Path(folder), drawn, NEEDS // by)
        of_person = each(lambda row: people.score_person(row, range(NEEDS // by)), many)
    results = {
        f"one need against {PEOPLE // by:,} people": of_need,
        f"one person against {NEEDS // by:,} needs": of_person,
    }
    for name, figures in results.items():
        sys.stdout.write(
            f"{name}: " + ", ".join(f"{key} {value}" for key, value in figures.items()) + " ms\n"
        )
    if asked.json:
        asked.json.write_text(json.dumps(results, indent=1), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
