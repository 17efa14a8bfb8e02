"""`./passerelle plan`: the contract of its lines, through the process that answers them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.source import ROOT

PROFILES = """code,lang,title,skill
A,fr,Soudeuse,souder de l’acier
A,fr,Soudeuse,lire un plan
B,fr,Boulanger,pétrir la pâte
B,fr,Boulanger,cuire au four
"""
CASE = {
    "id": "1",
    "needs": [
        {"id": "atelier", "openings": 1, "title": "Soudeuse", "skills": ["souder de l’acier"], "lang": "fr"},
        {"id": "fournil", "openings": 2, "title": "Boulanger", "skills": ["pétrir la pâte"], "lang": "fr"},
    ],
    "candidates": [
        {"id": "a", "title": "Boulanger", "skills": ["pétrir la pâte", "cuire au four"], "name": "Zoé"},
        {"id": "b", "title": "Soudeur", "skills": ["souder de l’acier", "lire un plan"]},
    ],
}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "profiles.csv"
    path.write_text(PROFILES, "utf-8")
    return path


def plan(table: Path, *lines: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "workers.lines", "plan", f"--profiles={table}"],
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )


def test_each_goes_where_each_suits_best(table: Path) -> None:
    answered = plan(table, json.dumps(CASE), "", json.dumps(CASE | {"id": "2", "candidates": []}))
    assert answered.returncode == 0, answered.stderr
    one, two = (json.loads(line) for line in answered.stdout.splitlines())
    assert {(place["need"], place["candidate"]) for place in one["assignments"]} == {
        ("atelier", "b"),
        ("fournil", "a"),
    }
    assert one["total"] == sum(place["score"] for place in one["assignments"])
    assert one["proved_optimal"] is True
    assert {place["candidate"] for place in one["first_come"]} == {"a", "b"}
    assert two == {"id": "2", "assignments": [], "first_come": [], "total": 0, "proved_optimal": True}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"needs": [CASE["needs"][0] | {"openings": -1}]}, "“openings” must be a whole number"),
        ({"needs": [CASE["needs"][0] | {"openings": True}]}, "“openings” must be a whole number"),
        ({"needs": [CASE["needs"][0] | {"openings": 10**24}]}, "“openings” must be a whole number"),
        ({"candidates": None}, "“candidates” must be a list of objects"),
        ({"candidates": [{"id": "a", "skills": [1]}]}, "“skills” must be a list of texts"),
    ],
)
def test_a_malformed_line_is_named_and_nothing_is_written(
    table: Path, wrong: dict[str, Any], said: str
) -> None:
    answered = plan(table, json.dumps(CASE), json.dumps(CASE | {"id": "2"} | wrong))
    assert answered.returncode == 2
    assert answered.stdout == ""
    assert f"line 2: {said}" in answered.stderr
    assert "ligne 2" in answered.stderr
