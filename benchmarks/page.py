"""docs/benchmarks.md: the words of benchmarks/page.md.in around the tables of what was measured last.

A whole run of `./passerelle bench engine|edit|fanout|figures|write|pages` keeps its figures in
benchmarks/measured/NAME.json and writes the page again; a quick one keeps nothing. The tables are made of those files
alone.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from backend.services.embedded import ROOT
from benchmarks.methods import BARS, EXACT, OURS

WORDS, MEASURED, PAGE = (
    ROOT / "benchmarks" / "page.md.in",
    ROOT / "benchmarks" / "measured",
    ROOT / "docs" / "benchmarks.md",
)
BAR_CASE = (100_000, 10_000)
#: The other bars: megabytes of a worker, milliseconds of CPU of one edit, seconds of all Québec on two cores.
MOST_MEGABYTES, MOST_EDIT, MOST_QUEBEC = 300, 5, 60
NOT_YET = "Not measured yet.\n"
Measured = dict[str, Any]


def keep(name: str, results: Measured, *, quick: bool = False, file: Path | None = None) -> int:
    """Write the file asked for; of a whole run, keep the figures and write the page again. Always 0."""
    text = json.dumps(results, indent=1, ensure_ascii=False) + "\n"
    if file:
        file.write_text(text, "utf-8")
    if not quick:
        MEASURED.mkdir(exist_ok=True)
        (MEASURED / f"{name}.json").write_text(text, "utf-8")
        PAGE.write_text(page(), "utf-8")
        sys.stdout.write(f"{PAGE.relative_to(ROOT)} is written again\n")
    return 0


def page(measured: Path = MEASURED) -> str:
    """The whole page, of the words and the files of figures in that folder."""
    text = WORDS.read_text("utf-8")
    for name, section in SECTIONS.items():
        file = measured / f"{name}.json"
        made = section(json.loads(file.read_text("utf-8"))) if file.exists() else NOT_YET
        text = text.replace(f"{{{{{name}}}}}\n", made)
    return text


def circumstances(results: Measured) -> str:
    """One paragraph: command, day, machine, load, versions."""
    taken = results["taken"]
    versions = ", ".join(f"{name} {version}" for name, version in taken["versions"].items())
    load = " → ".join(str(one) for one in taken["load"])
    return (
        f"`{taken['command']}`, {taken['date']}, {taken['machine']}; load average {load}, the measurement included; "
        f"{versions}.\n"
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown, the first column of words, the others of figures."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def rounded(value: float) -> str:
    """Three significant digits, in full."""
    told = float(f"{value:.3g}")
    return f"{told:,.0f}" if told >= 100 else f"{told:,.3g}"


def judged(is_met: bool) -> str:
    """Whether a bar is met."""
    return "met" if is_met else "**not met**"


def engine(results: Measured) -> str:
    """The methods of each case, then the bars."""
    agreed, first = ", ".join(results["agreed"]), results["cases"][0]
    pairs = first["people"] * first["needs"]
    parts = [
        circumstances(results),
        f"Bit for bit the same verdicts, scores and order on all {pairs:,} pairs: {agreed}.\n",
        f"Left out, their library missing: {', '.join(results['left_out']) or 'none'}.\n",
        *(_case(case) for case in results["cases"]),
        _bars(results),
    ]
    return "\n".join(parts)


def _case(case: Measured) -> str:
    ours = next(row["speed"] for row in case["rows"] if row["method"] == OURS)
    rows = []
    for row in sorted(case["rows"], key=lambda row: (row["method"] not in EXACT, -row["speed"])):
        exact = "exact" if row["method"] in EXACT else "—"
        recall = exact if row["recall"] is None else f"recall {row['recall']:.2f}"
        rows.append(
            [
                row["method"],
                recall,
                rounded(row["speed"]),
                rounded(ours / row["speed"]),
                f"{row['needs']:,}",
                str(row["rounds"]),
            ]
        )
    head = ["Method", "Result", "Pairs per CPU-s", "Kernel is × faster", "Needs", "Rounds"]
    return f"### {case['people']:,} people × {case['needs']:,} needs\n\n" + table(head, rows)


def _bars(results: Measured) -> str:
    found = [case for case in results["cases"] if (case["people"], case["needs"]) == BAR_CASE]
    speeds = {row["method"]: row["speed"] for case in found for row in case["rows"]}
    rows = []
    for name, (bar, goal) in BARS.items():
        if name in speeds:
            ratio = speeds[OURS] / speeds[name]
            told = "—" if bar is None else f"≥ {bar:,.0f}×"
            verdict = _reached(ratio, bar, goal)
            rows.append([f"against {name}", f"{rounded(ratio)}×", told, f"≥ {rounded(goal)}×", verdict])
    if "megabytes" in results:
        held = results["megabytes"]
        verdict = judged(held <= MOST_MEGABYTES)
        rows.append(["memory of a worker", f"{held:,.0f} MB", f"≤ {MOST_MEGABYTES} MB", "—", verdict])
    title = "### The bars, at {:,} people × {:,} needs\n\n".format(*BAR_CASE)
    return title + table(["", "Measured", "Bar", "Goal", ""], rows)


def _reached(ratio: float, bar: float | None, goal: float) -> str:
    if ratio >= goal:
        return "goal met"
    return "goal **not met**" if bar is None else judged(ratio >= bar)


def edit(results: Measured) -> str:
    """Milliseconds of CPU of one edit."""
    rows = [
        [
            name,
            *(str(figures[key]) for key in ("median", "p95", "p99", "most")),
            judged(figures["p99"] <= MOST_EDIT),
        ]
        for name, figures in results["rows"].items()
    ]
    head = ["ms of CPU", "Median", "95th percentile", "99th", "Most", f"99th ≤ {MOST_EDIT} ms"]
    return circumstances(results) + "\n" + table(head, rows)


def fanout(results: Measured) -> str:
    """One snapshot shared out over processes."""
    rows = [
        [
            f"{row['people']:,} × {row['needs']:,}",
            str(row["processes"]),
            rounded(row["pairs_per_second"]),
            rounded(row["pairs_per_cpu_second"]),
            f"{row['seconds']:.1f}",
            f"{row['cpu_seconds']:.1f}",
            f"{row['megabytes']:.0f}",
        ]
        for row in results["rows"]
    ]
    head = [
        "People × needs",
        "Processes",
        "Pairs per s",
        "Pairs per CPU-s",
        "s",
        "CPU-s",
        "MB of the largest",
    ]
    whole = [row for row in results["rows"] if row["whole"]]
    told = "".join(
        f"\nAll Québec on {row['processes']} processes: {row['seconds']:.1f} s by the clock at that load, bar "
        f"{MOST_QUEBEC} s: {judged(row['seconds'] <= MOST_QUEBEC)}. Each worked for "
        f"{row['cpu_seconds'] / row['processes']:.1f} s of CPU, which a machine of its own would take.\n"
        for row in whole
    )
    return circumstances(results) + "\n" + table(head, rows) + told


def write(results: Measured) -> str:
    """Rows into the table of matches."""
    rows = [
        [
            row["method"],
            rounded(row["first"]["rows_per_second"]),
            rounded(row["first"]["rows_per_cpu_second"]),
            rounded(row["again"]["rows_per_second"]),
            rounded(row["again"]["rows_per_cpu_second"]),
            f"{row['first']['wal_megabytes']:.1f}",
            f"{row['again']['wal_megabytes']:.1f}",
        ]
        for row in results["rows"]
    ]
    head = ["", "Rows per s", "per CPU-s", "Again: rows per s", "per CPU-s", "Log, MB", "Again: log, MB"]
    return circumstances(results) + f"\n{results['pairs']:,} pairs.\n\n" + table(head, rows)


def pages(results: Measured) -> str:
    """What was there, the pages of each role, the first visits, and what missed its bar."""
    volumes = ", ".join(f"{count:,} {what}" for what, count in results["volumes"].items())
    rows = [
        [
            f"{row['role']}: {row['page']}",
            str(row["queries"]),
            f"{row['p50']:.0f}",
            f"{row['p95']:.0f}",
            f"{row['cpu_p50']:.0f}",
            f"{row['cpu_p95']:.0f}",
            f"{row['kilobytes']:.0f}",
            judged(row["met"]),
        ]
        for row in results["rows"]
    ]
    head = ["Page", "Queries", "p50, ms", "p95, ms", "CPU p50", "CPU p95", "kB packed", "Bar"]
    visits = "".join(
        f"\nFirst visit to {row['page']}, with every file that it names: {row['kilobytes']:.0f} kB: "
        f"{judged(row['met'])}.\n"
        for row in results["first_load"]
    )
    return circumstances(results) + f"\n{volumes}.\n\n" + table(head, rows) + visits


def figures(results: Measured) -> str:
    """Answers a second to readers who are signed in, then the dashboard counted from nothing."""
    volumes = ", ".join(f"{count:,} {what}" for what, count in results["volumes"].items())
    rates = [
        [
            name,
            *(f"{rate[key]:,}" for key in ("readers", "a_second", "p50", "p95", "kilobytes")),
            judged(rate["met"]),
        ]
        for name, rate in results["rates"].items()
    ]
    anew = [
        [f"`{row['path']}`", f"{row['p50']:.0f}", f"{row['worst']:.0f}", judged(row["met"])]
        for row in results["anew"]
    ]
    return (
        circumstances(results)
        + f"\n{volumes}.\n\n"
        + table(["What", "Readers", "Answers a second", "p50, ms", "p95, ms", "kB packed", "Bar"], rates)
        + "\n"
        + table(["Dashboard counted from nothing", "Median, ms", "Worst, ms", "Bar"], anew)
    )


SECTIONS: dict[str, Callable[[Measured], str]] = {
    "engine": engine,
    "edit": edit,
    "fanout": fanout,
    "write": write,
    "pages": pages,
    "figures": figures,
}
