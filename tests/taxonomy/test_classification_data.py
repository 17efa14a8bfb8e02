"""The NOC 2021 files: counts, codes, parents; and, when the official files are beside the checkout, their titles."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from crm.core.reference import read_rows
from crm.taxonomy.loader import DATA

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "reference" / "noc"
GROUPS = read_rows(DATA / "occupation_groups.csv")
OCCUPATIONS = read_rows(DATA / "occupations.csv")
OFFICIAL = {
    "title_en": (
        "noc_2021_version_1.0_-_classification_structure.csv",
        "Code - NOC 2021 V1.0",
        "Class title",
    ),
    "title_fr": (
        "cnp_2021_version_1.0_-_structure_de_la_classification.csv",
        "Code dela CNP 2021 v1.0",
        "Titres de classes",
    ),
}

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the official files are not beside this checkout"
)


def test_there_are_516_unit_groups_and_306_upper_groups() -> None:
    assert len({row["code"] for row in OCCUPATIONS}) == len(OCCUPATIONS) == 516
    assert len({row["key"] for row in GROUPS}) == len(GROUPS) == 306
    assert Counter(row["level"] for row in GROUPS) == {"1": 10, "2": 45, "3": 89, "4": 162}


def test_teer_is_the_second_digit_and_its_counts_are_the_official_ones() -> None:
    assert all(row["teer"] == row["code"][1] for row in OCCUPATIONS)
    counts = Counter(row["teer"] for row in OCCUPATIONS)
    assert [counts[str(teer)] for teer in range(6)] == [48, 97, 162, 69, 95, 45]


def test_every_parent_is_known_and_is_the_code_without_its_last_digit() -> None:
    keys = {row["key"] for row in GROUPS}
    assert all(row["parent"] == row["key"][:-1] for row in GROUPS)
    assert all(row["parent"] in keys for row in GROUPS if row["level"] != "1")
    assert all(row["group"] == row["code"][:4] and row["group"] in keys for row in OCCUPATIONS)


def test_codes_that_begin_with_zero_stay_text() -> None:
    assert sum(row["code"].startswith("0") for row in OCCUPATIONS) == 6
    assert {"0", "00", "000", "0001"} <= {row["key"] for row in GROUPS}


@needs_shared
@pytest.mark.parametrize("language", ["title_fr", "title_en"])
def test_titles_are_those_of_the_official_structure(language: str) -> None:
    name, code, title = OFFICIAL[language]
    with (SHARED / name).open(encoding="utf-8-sig", newline="") as file:
        official = {row[code]: row[title] for row in csv.DictReader(file)}
    ours = {row["key"]: row[language] for row in GROUPS} | {row["code"]: row[language] for row in OCCUPATIONS}
    assert ours == {key: official[key] for key in ours}


def test_there_are_the_20_sectors_of_naics() -> None:
    sectors = read_rows(DATA / "sectors.csv")
    assert len(sectors) == 20
    assert {"31-33", "44-45", "48-49"} < {row["code"] for row in sectors}
