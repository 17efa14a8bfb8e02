"""The speed of scoring: `./passerelle bench engine [--quick] [--json FILE]`. Pairs per second of CPU, one thread.

Every method computes the product's shipped score of a fictitious Québec, and keeps the best 50 of each verdict. The
exact ones must agree bit for bit on the smallest case first, else the run fails; the others are printed apart with
the share of the true best 50 that they find. Rounds are interleaved and the median is shown; slow methods run on a
sample of the needs of the same case. A method whose library is not installed is left out and named.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from backend.services.embedded import borrowed, default_folder
from benchmarks import approximate, exact, in_sql
from benchmarks.population import needs, people, shipped_setting
from workers.engine.kernel.delta import People
from workers.engine.snapshot.disk import open_snapshot, write_snapshot
from workers.engine.snapshot.store import make_snapshot

#: (people, needs) of each case; the last is all Québec.
CASES = ((1_000, 200), (10_000, 2_000), (100_000, 10_000), (200_000, 50_000))
QUICK = 2
ROUNDS = 3
LIBRARIES = ("numpy", "numba", "scipy", "pandas", "duckdb", "scikit-learn", "faiss-cpu")


def opened(folder: Path, persons: int, offers: int) -> People:
    """The population of a case, from a snapshot on disk as a worker opens it."""
    made = make_snapshot(people(persons), needs(offers), shipped_setting())
    return People(open_snapshot(write_snapshot(folder, made)), shipped_setting())


def check_exact(case: exact.Case) -> None:
    """Every exact method agrees on every pair of the smallest case. Raises SystemExit."""
    truth = None
    for name, method in exact.METHODS.items():
        if not method.is_installed():
            continue
        found = method.prepare(case)(range(case.needs))
        truth = truth or found
        if found != truth:
            raise SystemExit(f"{name} does not agree with the definition")


def timed(run: Callable[[range], Any], rows: range, pairs: int) -> float:
    """Pairs per second of CPU, this process's and its children's."""
    began = time.process_time() + in_sql.server_seconds()
    run(rows)
    return pairs / max(time.process_time() + in_sql.server_seconds() - began, 1e-9)


def measure(case: exact.Case, *, rounds: int) -> dict[str, float]:
    """The median speed of each installed method on a case."""
    speeds: dict[str, list[float]] = {}
    methods = {**exact.METHODS, **approximate.METHODS}
    ready = {name: method.prepare(case) for name, method in methods.items() if method.is_installed()}
    for name, run in ready.items():
        run(range(1))  # compiled, indexed and warm before the clock starts
        speeds[name] = []
    for _round in range(rounds):
        for name, run in ready.items():
            method = methods[name]
            speeds[name].append(timed(run, range(method.sample(case)), method.pairs(case)))
    return {name: statistics.median(found) for name, found in speeds.items()}


def versions() -> dict[str, str]:
    """What ran."""
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def main(arguments: list[str]) -> int:
    """Run the cases, print a table, write the page and the file asked for."""
    parser = argparse.ArgumentParser(prog="./passerelle bench engine")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args(arguments)
    with borrowed(default_folder()) as environment:
        os.environ[in_sql.DATABASE] = environment[in_sql.DATABASE]
        results = run_cases(quick=asked.quick)
    if asked.json:
        asked.json.write_text(json.dumps(results, indent=1), "utf-8")
    return 0


def run_cases(*, quick: bool) -> dict[str, Any]:
    """Every case, printed as it ends."""
    results: dict[str, Any] = {"versions": versions(), "cases": {}}
    with tempfile.TemporaryDirectory() as folder:
        for persons, offers in CASES[:QUICK] if quick else CASES:
            case = exact.Case(opened(Path(folder), persons, offers), offers)
            if persons == CASES[0][0]:
                check_exact(case)
            few = quick or persons > CASES[QUICK][0]
            speeds = measure(case, rounds=1 if few else ROUNDS)
            results["cases"][f"{persons}x{offers}"] = speeds
            show(f"{persons:,} people x {offers:,} needs", speeds, approximate.recalls(case))
    return results


def show(title: str, speeds: dict[str, float], recalls: dict[str, float]) -> None:
    """Print one case."""
    best = speeds["ours"]
    lines = [title]
    for name, speed in sorted(speeds.items(), key=lambda row: -row[1]):
        share = f"  recall {recalls[name]:.2f}" if name in recalls else ""
        lines.append(f"  {name:<24}{speed:>12.3g} pairs/s  1/{best / speed:,.1f}{share}")
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
