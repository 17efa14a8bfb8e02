"""The matching plan: `./passerelle bench plan [--quick] [--json FILE]`. CPU seconds and peak memory of each case.

Cases are drawn with a fixed seed: needs of 1 to 5 openings in 104 MRCs, people who accept three of them, scores
that a person's and a need's own level and the pair decide, caps at one employer in five. Each runs in a fresh
process; the case is made before the clock starts. A plan that is not within its gap makes the run fail.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from workers.engine.plan.online import AT_ONCE, Policy, Season, replay
from workers.engine.plan.solve import make_plan
from workers.engine.plan.types import Pairs, PlanNeed, Problem

PAIRS_BY_OPENING = 15.7
LIBRARIES = ("numpy", "scipy", "ortools")


def problem(openings: int, *, groups: int = 0, mrcs: int = 104, seed: int = 7) -> Problem:
    """As many people as openings; a group is two people who accept two MRCs in common."""
    chance = np.random.default_rng(seed)
    sizes = chance.integers(1, 6, openings)
    sizes = sizes[np.cumsum(sizes) <= openings]
    sizes[-1] += openings - sizes.sum()
    needs = len(sizes)
    mrc = chance.integers(0, mrcs, needs)
    accepted = chance.integers(0, mrcs, (openings, 3))
    accepted[1 : 2 * groups : 2, :2] = accepted[0 : 2 * groups : 2, :2]
    person, need = _drawn(chance, mrc, accepted, int(openings * PAIRS_BY_OPENING))
    levels = chance.normal(0, 800, openings)[person] + chance.normal(0, 500, needs)[need]
    scores = np.clip(5500 + levels + chance.normal(0, 1200, len(person)), 500, 9900)
    employers = max(needs // 3, 1)
    employer, employees = chance.integers(0, employers, needs), chance.integers(1, 300, employers)
    return Problem(
        needs=tuple(
            PlanNeed(
                id=f"n{at}",
                employer=f"e{employer[at]}",
                region=f"{mrc[at] % 17 + 1:02d}",
                mrc=f"m{mrc[at]}",
                openings=int(sizes[at]),
                employees=int(employees[employer[at]]),
            )
            for at in range(needs)
        ),
        persons=tuple(f"p{at}" for at in range(openings)),
        pairs=Pairs(
            needs=need.astype(np.int32),
            persons=person.astype(np.int32),
            scores=scores.astype(np.int32),
            to_verify=np.zeros(len(need), np.bool_),
        ),
        caps=tuple((f"e{at}", 5) for at in range(0, employers, 5)),
        together=tuple(frozenset({f"p{2 * at}", f"p{2 * at + 1}"}) for at in range(groups)),
    )


def _drawn(chance: Any, mrc: Any, accepted: Any, wanted: int) -> tuple[Any, Any]:
    """Pairs of a person and a need of an MRC that the person accepts, each once."""
    order = np.argsort(mrc, kind="stable")
    starts = np.searchsorted(mrc[order], np.arange(accepted.max() + 2))
    person = chance.integers(0, len(accepted), int(wanted * 1.1))
    place = accepted[person, chance.integers(0, 3, len(person))]
    inside = starts[place] + (chance.random(len(person)) * (starts[place + 1] - starts[place])).astype(int)
    full = starts[place + 1] > starts[place]
    keys = np.unique(person[full].astype(np.int64) * len(mrc) + order[inside[full]])
    keys = chance.permutation(keys)[:wanted]
    return keys // len(mrc), keys % len(mrc)


def measure(case: Callable[[], Any], run: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """What `run` answers of the case, with its CPU seconds and this process's peak memory."""
    made = case()
    began = time.process_time()
    found = run(made)
    seconds = round(time.process_time() - began, 2)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"cpu_seconds": seconds, "peak_mb": peak, **found}


def planned(made: Problem, *, compared: bool = False) -> dict[str, Any]:
    """Plan once; with the two usual ways when asked."""
    plan = make_plan(made, compared=compared)
    found: dict[str, Any] = {
        "openings": sum(need.openings for need in made.needs),
        "pairs": len(made.pairs.scores),
        "groups": len(made.together),
        "placed": len(plan.placements.assignments),
        "total": plan.placements.total,
        "bound": plan.bound,
        "proved_optimal": plan.proved_optimal,
        "gap_per_million": plan.gap_per_million,
    }
    if plan.first_come and plan.one_by_one:
        found["first_come_total"] = plan.first_come.total
        found["one_by_one_total"] = plan.one_by_one.total
    return found


def season() -> Season:
    """Fifty weeks: people and openings stay three to nine weeks."""
    made, chance = problem(2000, mrcs=20), np.random.default_rng(5)
    needs, persons = chance.integers(0, 50, len(made.needs)), chance.integers(0, 50, len(made.persons))
    return Season(
        problem=Problem(needs=made.needs, persons=made.persons, pairs=made.pairs),
        need_first=needs,
        need_last=needs + chance.integers(2, 9, len(needs)),
        person_first=persons,
        person_last=persons + chance.integers(2, 9, len(persons)),
    )


def replayed(made: Season) -> dict[str, Any]:
    """The shipped policy and committing at once, as shares of hindsight, with the mean wait in weeks."""
    found: dict[str, Any] = {}
    for name, policy in (("policy", Policy()), ("at_once", AT_ONCE)):
        lived = replay(made, policy)
        found[f"{name}_share_per_mille"] = lived.share_per_mille
        found[f"{name}_weeks_waited"] = round(lived.weeks_waited / max(len(lived.committed), 1), 2)
    return found


def run_case(name: str) -> dict[str, Any]:
    """One case by its name, in this process."""
    return {
        "20,000 openings": lambda: measure(lambda: problem(20_000), planned),
        "150,000 openings": lambda: measure(lambda: problem(150_000), planned),
        "20,000 openings, compared": lambda: measure(
            lambda: problem(20_000), lambda made: planned(made, compared=True)
        ),
        "1,000 openings, 40 groups": lambda: measure(lambda: problem(1000, groups=40, mrcs=10), planned),
        "5,000 openings, 200 groups": lambda: measure(lambda: problem(5000, groups=200, mrcs=30), planned),
        "50 weeks": lambda: measure(season, replayed),
    }[name]()


QUICK = ("20,000 openings", "20,000 openings, compared", "1,000 openings, 40 groups", "50 weeks")
WHOLE = (*QUICK, "150,000 openings", "5,000 openings, 200 groups")
#: The greatest gap accepted, in millionths: none without groups, half a per cent with.
MOST_GAP = {False: 0, True: 5000}


def main(arguments: list[str]) -> int:
    """Run the cases; exit code 1 when a plan is further from its bound than promised."""
    parser = argparse.ArgumentParser(prog="./passerelle bench plan")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args(arguments)
    print(" ".join(f"{name} {version(name)}" for name in LIBRARIES), f"python {sys.version.split()[0]}")
    figures: dict[str, dict[str, Any]] = {}
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        for name in QUICK if options.quick else WHOLE:
            figures[name] = found = pool.submit(run_case, name).result()
            print(f"{name:28}", " · ".join(f"{key} {value}" for key, value in found.items()), flush=True)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    return int(
        any(
            found.get("gap_per_million", 0) > MOST_GAP[bool(found.get("groups"))]
            for found in figures.values()
        )
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
