"""The territory files: counts, codes, sources; and, when the reference tables are beside the checkout, their facts."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from crm.core.reference import read_rows
from crm.territory.loader import DATA

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "reference" / "geo"
REGIONS = read_rows(DATA / "regions.csv")
MRCS = read_rows(DATA / "mrc.csv")
MUNICIPALITIES = read_rows(DATA / "municipalities.csv")
REGION_OF_MRC = {row["code"]: row["region"] for row in MRCS}
FREE = {"geonames": "GeoNames, CC BY 4.0", "simplemaps": "simplemaps.com, CC BY 4.0"}

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the reference tables are not beside this checkout"
)


# The largest municipality of region 10, which has none among the hundred.
CHIBOUGAMAU = "99025"


def shared(name: str) -> list[dict[str, str]]:
    with (SHARED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_are_17_regions_and_104_mrc_and_equivalents() -> None:
    assert [row["code"] for row in REGIONS] == [f"{number:02}" for number in range(1, 18)]
    assert len({row["code"] for row in MRCS}) == len(MRCS) == 104
    assert Counter(row["kind"] for row in MRCS) == {"mrc": 87, "agglomeration": 5, "city": 9, "northern": 3}
    assert set(REGION_OF_MRC.values()) == {row["code"] for row in REGIONS}


def test_regions_02_and_09_are_whole_and_the_100_largest_stand_for_the_others_and_one_for_region_10() -> None:
    regions = Counter(REGION_OF_MRC[row["mrc"]] for row in MUNICIPALITIES)
    assert (regions.pop("02"), regions.pop("09"), regions.pop("10"), regions.total()) == (47, 33, 1, 100)
    assert len({row["code"] for row in MUNICIPALITIES}) == 181


def test_codes_are_text_of_their_length() -> None:
    for rows, length in ((REGIONS, 2), (MRCS, 3), (MUNICIPALITIES, 5)):
        assert all(len(row["code"]) == length and row["code"].isdigit() for row in rows)


def test_every_row_carries_its_source_and_the_day_it_was_read() -> None:
    assert all(row["source"] and row["read_on"] for row in REGIONS + MRCS + MUNICIPALITIES)


def test_a_point_is_whole_in_quebec_to_two_decimals_and_from_a_free_source() -> None:
    for row in MUNICIPALITIES:
        if not row["coordinate_source"]:
            assert row["lat"] == row["lon"] == ""
            continue
        assert row["coordinate_source"] in FREE.values()
        lat, lon = Decimal(row["lat"]), Decimal(row["lon"])
        assert lat.as_tuple().exponent == lon.as_tuple().exponent == -2
        assert 45 <= lat <= 63
        assert -80 <= lon <= -57


def test_what_no_free_source_confirms_is_counted() -> None:
    without = Counter(REGION_OF_MRC[row["mrc"]] for row in MUNICIPALITIES if not row["lat"])
    assert (without["02"], without["09"], without.total()) == (21, 17, 41)
    assert "**41 municipalities have no coordinates**" in (DATA / "README.md").read_text("utf-8")


def test_the_places_of_the_six_service_points_are_there_with_a_point() -> None:
    places = {row["name"]: row for row in MUNICIPALITIES if row["mrc"] in {"910", "920", "930", "941"}}
    for name in ("Saguenay", "Alma", "Roberval", "Dolbeau-Mistassini"):
        assert places[name]["lat"]


def test_the_files_are_plain_utf8_with_unix_line_ends() -> None:
    for path in DATA.glob("*.csv"):
        content = path.read_bytes()
        assert not content.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in content


@needs_shared
def test_regions_and_mrc_agree_with_the_reference_tables() -> None:
    assert [(r["code"], r["name_fr"], r["name_en"]) for r in REGIONS] == [
        (r["code"], r["name_fr"], r["name_en"]) for r in shared("regions.csv")
    ]
    assert {(r["code"], r["name"], r["region"]) for r in MRCS} == {
        (r["code"], r["name"], r["region_code"]) for r in shared("mrc.csv")
    }


@needs_shared
def test_municipalities_agree_with_the_reference_table() -> None:
    known = {row["code"]: row for row in shared("municipalities.csv")}
    for row in MUNICIPALITIES:
        fact = known[row["code"]]
        assert [row[c] for c in ("name", "designation", "population")] == [
            fact[c] for c in ("name", "designation", "population")
        ]
        assert row["mrc"] == fact["mrc_code"]
        assert row["coordinate_source"] == FREE.get(fact["coord_source"], "")
        if row["lat"]:
            assert abs(Decimal(row["lat"]) - Decimal(fact["lat"])) <= Decimal("0.005")
            assert abs(Decimal(row["lon"]) - Decimal(fact["lon"])) <= Decimal("0.005")


@needs_shared
def test_the_100_others_are_the_largest() -> None:
    others = [row for row in shared("municipalities.csv") if row["region_code"] not in {"02", "09"}]
    largest = sorted(others, key=lambda row: -int(row["population"]))[:100]
    ours = {row["code"] for row in MUNICIPALITIES if REGION_OF_MRC[row["mrc"]] not in {"02", "09"}}
    assert ours == {row["code"] for row in largest} | {CHIBOUGAMAU}
