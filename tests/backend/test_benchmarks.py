"""The measurements of benchmarks/, without a clock: same answers, same tables as the worker's, the page as written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backend.services.embedded import ROOT
from benchmarks import edit, engine, fanout, methods, pages, write
from benchmarks.exact import Case, Found
from benchmarks.page import NOT_YET, PAGE, SECTIONS, keep, page
from benchmarks.population import TODAY, needs, people, shipped_setting
from benchmarks.taken import MISSING, taken
from workers.bridge.tables import current_setting
from workers.engine.kernel.delta import People
from workers.engine.snapshot.store import make_snapshot

FIGURES = {
    "engine": {
        "agreed": ["kernel", "Python loop"],
        "left_out": ["DuckDB"],
        "cases": [
            {
                "people": persons,
                "needs": offers,
                "rows": [
                    {"method": "kernel", "speed": 2e8, "rounds": 3, "needs": offers, "recall": None},
                    {"method": "Python loop", "speed": 4e3, "rounds": 3, "needs": 50, "recall": None},
                    {"method": "SciPy CSR", "speed": 1e8, "rounds": 3, "needs": 50, "recall": None},
                    {"method": "faiss flat", "speed": 2e7, "rounds": 1, "needs": 200, "recall": 0.25},
                ],
            }
            for persons, offers in ((1_000, 200), (100_000, 10_000))
        ],
        "megabytes": 312.4,
    },
    "edit": {
        "rows": {"one need against 100,000 people": {"median": 2.0, "p95": 3.0, "p99": 4.0, "most": 9.0}}
    },
    "fanout": {
        "rows": [
            {
                "people": 200_000,
                "needs": 50_000,
                "processes": 2,
                "whole": True,
                "seconds": 70.0,
                "cpu_seconds": 100.0,
                "pairs_per_second": 1.4e8,
                "pairs_per_cpu_second": 1e8,
                "megabytes": 300.0,
            }
        ]
    },
    "pages": {
        "volumes": {"employers": 100_000},
        "rows": [
            {"role": "advisor", "page": "today", "kind": "page", "queries": 11, "p50": 40.0, "p95": 61.2}
            | {"cpu_p50": 38.0, "cpu_p95": 60.0, "kilobytes": 9.1, "met": True},
            {
                "role": "manager",
                "page": "needs, board",
                "kind": "board",
                "queries": 8,
                "p50": 210.0,
                "p95": 301.4,
            }
            | {"cpu_p50": 200.0, "cpu_p95": 300.0, "kilobytes": 30.0, "met": False},
        ],
        "first_load": [{"page": "today", "kilobytes": 61.3, "met": True, "parts": {"the page": 9100}}],
    },
    "figures": {
        "volumes": {"employers": 12},
        "rates": {
            "page": {
                "readers": 3,
                "a_second": 160.1,
                "p50": 18.2,
                "p95": 30.3,
                "kilobytes": 12.0,
                "met": True,
            }
        },
        "anew": [{"path": "/tableau/?quebec=QC", "p50": 499.1, "worst": 610.2, "same": True, "met": False}],
    },
    "write": {
        "pairs": 9_000,
        "rows": [
            {
                "method": "product",
                "first": {"rows_per_second": 5e3, "rows_per_cpu_second": 6e3, "wal_megabytes": 30.0},
                "again": {"rows_per_second": 8e3, "rows_per_cpu_second": 9e3, "wal_megabytes": 0.0},
            }
        ],
    },
}


@pytest.fixture
def measured(tmp_path: Path) -> Path:
    """A folder of figures, as the commands keep them."""
    for name, results in FIGURES.items():
        circumstances = taken(name, ["numpy", "no-such-library"]) | {"load": [0.1, 1.2]}
        (tmp_path / f"{name}.json").write_text(json.dumps({"taken": circumstances} | results))
    return tmp_path


@pytest.fixture(scope="module")
def case() -> Case:
    """Few people, all of them kept."""
    using = shipped_setting()
    return Case(People(make_snapshot(people(40), needs(12), using), using), needs=12, kept=40)


@pytest.fixture(scope="module")
def truth(case: Case) -> Found:
    """What the definition gives."""
    return methods.EXACT["Python loop"].prepare(case)(range(12))


@pytest.mark.parametrize("name", [name for name in methods.EXACT if name != "PostgreSQL"])
def test_an_exact_method_is_the_definition(name: str, case: Case, truth: Found) -> None:
    method = methods.EXACT[name]
    if not method.is_installed():
        pytest.skip(f"{method.library} is installed by ./passerelle bench alone")
    assert method.prepare(case)(range(12)) == truth


@pytest.mark.django_db
def test_the_tables_are_those_of_the_worker() -> None:
    bench, worker = shipped_setting(), current_setting(TODAY)
    assert bench.taxonomy.skill_weights == worker.taxonomy.skill_weights
    assert dict(bench.taxonomy.profile_nearness) == dict(worker.taxonomy.profile_nearness)
    assert dict(bench.weights.weights) == dict(worker.weights.weights)
    assert dict(bench.weights.neutral) == dict(worker.weights.neutral)
    assert bench.rules == worker.rules


def test_the_page_is_made_of_the_words_and_the_figures(measured: Path) -> None:
    text = page(measured)
    assert NOT_YET not in text
    assert "{{" not in text
    assert "| against Python loop | 50,000× | ≥ 600× | ≥ 2,000× | goal met |" in text
    assert "| against SciPy CSR | 2× | ≥ 4× | ≥ 12× | **not met** |" in text
    assert "| memory of a worker | 312 MB | ≤ 300 MB | — | **not met** |" in text
    assert "recall 0.25" in text
    assert f"no-such-library {MISSING}" in text
    assert "bar 60 s: **not met**" in text
    assert "| advisor: today | 11 | 40 | 61 | 38 | 60 | 9 | met |" in text
    assert "| page | 3 | 160.1 | 18.2 | 30.3 | 12.0 | met |" in text
    assert "| `/tableau/?quebec=QC` | 499 | 610 | **not met** |" in text
    assert "| manager: needs, board | 8 | 210 | 301 | 200 | 300 | 30 | **not met** |" in text


def test_what_was_never_measured_is_said(tmp_path: Path) -> None:
    assert page(tmp_path).count(NOT_YET) == len(SECTIONS)


def test_the_page_kept_is_the_page_made() -> None:
    assert PAGE.read_text("utf-8") == page()


def test_a_quick_run_writes_the_file_asked_for_alone(tmp_path: Path) -> None:
    before = PAGE.read_text("utf-8")
    assert keep("engine", {"cases": []}, quick=True, file=tmp_path / "figures.json") == 0
    assert json.loads((tmp_path / "figures.json").read_text("utf-8")) == {"cases": []}
    assert PAGE.read_text("utf-8") == before


@pytest.mark.parametrize("bench", [engine, edit, fanout, pages, write])
def test_an_option_unknown_is_refused(bench: object, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        bench.main(["--quik=1"])  # type: ignore[attr-defined]
    assert refused.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_every_section_has_its_place_in_the_words() -> None:
    words = (ROOT / "benchmarks" / "page.md.in").read_text("utf-8")
    assert [name for name in SECTIONS if words.count(f"{{{{{name}}}}}\n") != 1] == []
