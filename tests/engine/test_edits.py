"""A thousand random edits: what adding and removing one skill does to scores made with the product’s own tables."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.edits import CASES, Case, Figures, case_edits, figures_of, moved, own_cases, population_edits

#: Cases of graded people, put beside the checkout by whoever measures match quality.
GRADED = Path(__file__).parents[3] / "shared" / "quality" / "dev"
#: How many cases are read, and how many people of each: their words are compared once, which takes the time.
READ, PEOPLE = 20, 8


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (GRADED / name).open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.DictReader(lines)


@pytest.fixture
def graded() -> list[Case]:
    if not GRADED.is_dir():
        pytest.skip("the graded cases are not beside this checkout (../shared/quality/dev)")
    people: defaultdict[str, list[Case]] = defaultdict(list)
    for row in _rows("t3_onet_candidates.csv"):
        told = {"id": row["cand_id"], "title": row["cand_title"], "skills": row["cand_skills"].split(" ; ")}
        people[row["need_id"]].append(told)
    return [
        {
            "id": row["need_id"],
            "need": {"title": row["need_title"], "skills": row["need_skills"].split(" ; "), "lang": "en"},
            "candidates": people[row["need_id"]][:PEOPLE],
        }
        for row in _rows("t3_onet_needs.csv")
    ][:READ]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "profiles.csv"
    with path.open("w", encoding="utf-8", newline="") as lines:
        out = csv.writer(lines)
        out.writerow(("code", "lang", "title", "skill"))
        out.writerows((row["onet_soc"], "en", row["title"], row["dwa"]) for row in _rows("onet_profiles.csv"))
    return path


def test_a_thousand_edits_where_people_state_what_they_did() -> None:
    found = figures_of(population_edits(1000))
    assert found == Figures(removals=500, additions=500)


def test_a_thousand_edits_where_the_occupation_is_inferred_from_what_is_told() -> None:
    found = figures_of(case_edits(own_cases(CASES), None, 1000))
    assert (found.removals, found.additions, moved(found)) == (500, 500, 0)
    assert found.not_lowered == found.inferred_otherwise + found.as_near <= 5
    assert found.total_lowered <= 10


def test_a_thousand_edits_of_people_who_are_graded(graded: list[Case], table: Path) -> None:
    found = figures_of(case_edits(graded, table, 1000))
    assert (found.removals, found.additions, moved(found)) == (500, 500, 0)
    assert found.not_lowered == found.inferred_otherwise + found.as_near <= 5
    assert found.total_lowered <= 10
