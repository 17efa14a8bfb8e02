"""Importing boundaries: what is read, what is refused with its mend, and the way back."""

from __future__ import annotations

import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from crm.core.commands import Refused
from crm.core.models import ReferenceFile
from crm.territory.boundaries import reading, shapefile
from crm.territory.boundaries.plane import project
from crm.territory.boundaries.simplifying import simplify
from crm.territory.models import Mrc, Outline, Region

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).parents[3] / "shared" / "reference" / "geo" / "qc_17_regions_derived.geojson"
Ring = list[list[float]]


def box(column: int, row: int, size: float = 1.0) -> Ring:
    """A square of a grid over Québec, its sides cut in ten, closed."""
    west, south = -78 + column * size, 46 + row * size
    step = [n * size / 10 for n in range(10)]
    return [
        *([west + s, south] for s in step),
        *([west + size, south + s] for s in step),
        *([west + size - s, south + size] for s in step),
        *([west, south + size - s] for s in step),
        [west, south],
    ]


def regions(**changed: Any) -> dict[str, Any]:
    """The 17 regions as squares side by side."""
    features = [
        {
            "type": "Feature",
            "properties": {"RES_CO_REG": region.code},
            "geometry": {"type": "Polygon", "coordinates": [box(n % 5, n // 5)]},
        }
        for n, region in enumerate(Region.objects.all())
    ]
    features[0] |= changed
    return {"type": "FeatureCollection", "features": features}


def mrcs(region: str = "02") -> dict[str, Any]:
    """The MRC of a region as squares."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"MRS_CO_MRC": mrc.code, "MRS_CO_REG": region},
                "geometry": {"type": "MultiPolygon", "coordinates": [[box(n, 0, 0.5)]]},
            }
            for n, mrc in enumerate(Mrc.objects.filter(region=region))
        ],
    }


@pytest.fixture
def written(tmp_path: Path) -> Callable[[Any], str]:
    def write(content: Any) -> str:
        path = tmp_path / "limites.geojson"
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(json.dumps(content), "utf-8")
        return str(path)

    return write


def say(*arguments: str, **options: Any) -> str:
    out = StringIO()
    call_command("import_boundaries", *arguments, stdout=out, **options)
    return out.getvalue()


def test_regions_are_drawn_with_their_source_and_given_up_again(written: Callable[[Any], str]) -> None:
    assert "17 contours" in say(written(regions()))
    assert Outline.objects.of_map().count() == 17
    outline = Outline.objects.get(code="02")
    assert (outline.path[0], outline.path[-1]) == ("M", "z")
    assert outline.licence == "CC BY 4.0"
    assert ReferenceFile.objects.get(name="boundaries-regions").rows == 17
    assert "17 contours" in say("--default")
    assert not Outline.objects.exists()
    assert not ReferenceFile.objects.filter(name__startswith="boundaries").exists()


def test_the_same_file_again_writes_nothing_and_another_map_stays(written: Callable[[Any], str]) -> None:
    say(written(regions()))
    assert "0 written, 0 removed" in say(written(regions()), lang="en")
    say(written(mrcs()))
    assert Outline.objects.of_map("02").count() == Mrc.objects.filter(region="02").count()
    assert Outline.objects.of_map().count() == 17


def test_a_trial_writes_nothing(written: Callable[[Any], str]) -> None:
    say(written(regions()), "--dry-run")
    assert not Outline.objects.exists()


def test_two_digits_of_a_territory_that_is_no_mrc_are_completed(written: Callable[[Any], str]) -> None:
    content = mrcs("06")
    content["features"][0]["properties"]["MRS_CO_MRC"] = content["features"][0]["properties"]["MRS_CO_MRC"][
        :2
    ]
    say(written(content))
    assert Outline.objects.of_map("06").exists()


def test_borders_stay_one_line_when_they_are_simplified() -> None:
    """A wavy border between two places, read from either side, keeps the same points."""
    wave = [(10 * n, (n * 7) % 5) for n in range(21)]
    above = (*wave, (200, 100), (0, 100))
    below = (*wave[::-1], (0, -100), (200, -100))
    thin = simplify({"above": [above], "below": [below]}, 6.0)
    shared = [{p for p in thin[side][0] if abs(p[1]) < 50} for side in ("above", "below")]
    assert shared[0] == shared[1] == {(0, 0), (200, wave[-1][1])}
    assert simplify({"above": [above]}, 0.0)["above"][0] != thin["above"][0]


def test_an_island_without_neighbours_keeps_its_shape() -> None:
    thin = simplify({"one": [((0, 0), (50, 0), (100, 0), (100, 100), (0, 100))]}, 1.0)["one"][0]
    assert set(thin) == {(0, 0), (100, 0), (100, 100), (0, 100)}


def shapefile_of(content: dict[str, Any]) -> tuple[bytes, bytes]:
    """The .shp and the .dbf of a collection of polygons, in metres of Québec's projection."""
    shapes, rows = b"", b""
    for number, feature in enumerate(content["features"], 1):
        ring = [project(*point) for point in feature["geometry"]["coordinates"][0]]
        points = b"".join(struct.pack("<2d", *point) for point in ring)
        record = struct.pack("<i4d3i", 5, 0, 0, 0, 0, 1, len(ring), 0) + points
        shapes += struct.pack(">2i", number, len(record) // 2) + record
        rows += b" " + feature["properties"]["RES_CO_REG"].encode().ljust(4)
    header = struct.pack("<B3xIHH20x", 3, len(content["features"]), 65, 5)
    field = b"RES_CO_REG\0" + b"C" + bytes(4) + bytes([4]) + bytes(15)
    return bytes(100) + shapes, header + field + b"\r" + rows


def test_a_zip_of_shapefiles_gives_the_same_maps(written: Callable[[Any], str], tmp_path: Path) -> None:
    say(written(regions()))
    before = dict(Outline.objects.values_list("code", "path"))
    shapes, table = shapefile_of(regions())
    path = tmp_path / "SHP.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("SDA/regio_s.shp", shapes)
        archive.writestr("SDA/regio_s.dbf", table)
        archive.writestr("SDA/munic_s.shp", b"never read")
    assert "0 written" in say(str(path), lang="en")
    assert dict(Outline.objects.values_list("code", "path")) == before


def geopackage_of(content: dict[str, Any], path: Path) -> str:
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT)")
    base.execute("CREATE TABLE regio_s (fid INTEGER PRIMARY KEY, geom BLOB, RES_CO_REG TEXT)")
    base.execute("INSERT INTO gpkg_geometry_columns VALUES ('regio_s', 'geom')")
    for feature in content["features"]:
        ring = feature["geometry"]["coordinates"][0]
        points = b"".join(struct.pack("<3d", *point, 0.0) for point in ring)
        polygon = struct.pack("<BIII", 1, 1003, 1, len(ring)) + points
        blob = b"GP\0\x03" + bytes(4 + 32) + struct.pack("<BII", 1, 1006, 1) + polygon
        base.execute(
            "INSERT INTO regio_s (geom, RES_CO_REG) VALUES (?, ?)",
            (blob, feature["properties"]["RES_CO_REG"]),
        )
    base.commit()
    base.close()
    return str(path)


def test_a_geopackage_gives_the_same_maps(written: Callable[[Any], str], tmp_path: Path) -> None:
    say(written(regions()))
    assert "0 written" in say(geopackage_of(regions(), tmp_path / "SDA.gpkg"), lang="en")


def polygon(ring: Any) -> dict[str, Any]:
    return {"geometry": {"type": "Polygon", "coordinates": [ring]}}


HOSTILE: dict[str, Callable[[], Any]] = {
    "empty": lambda: b"",
    "no json": lambda: b"\xff\xfe\x00nothing",
    "deep": lambda: b"[" * 200_000,
    "deep inside": lambda: b'{"features": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "no number": lambda: json.dumps(regions(**polygon([[float("nan"), 48], [-71, 48], [-71, 49]]))).encode(),
    "beyond numbers": lambda: json.dumps(regions()).replace("-78", "-1e999", 1).encode(),
    "words for numbers": lambda: regions(**polygon([["a", "b"], ["c", "d"]])),
    "elsewhere": lambda: regions(**polygon([[2, 48], [3, 48], [3, 49], [2, 48]])),
    "unknown code": lambda: regions(properties={"RES_CO_REG": "99"}),
    "a code too long": lambda: regions(properties={"RES_CO_REG": "9" * 5000}),
    "no code": lambda: {"type": "FeatureCollection", "features": []},
    "no features": lambda: {"type": "Topology"},
    "no list": lambda: [1, 2],
    "a region is missing": lambda: {"features": regions()["features"][1:]},
    "no archive": lambda: b"PK\x03\x04" + bytes(400),
    "no base": lambda: b"SQLite format 3\0" + bytes(400),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_bad_file_is_refused_in_one_sentence_and_nothing_is_written(
    name: str, written: Callable[[Any], str]
) -> None:
    say(written(regions()))
    before = list(Outline.objects.values())
    with pytest.raises(Refused) as refused:
        say(written(HOSTILE[name]()))
    french, english = str(refused.value).split("\n")
    assert refused.value.returncode == 2
    assert french != english
    assert len(french) < 300
    assert list(Outline.objects.values()) == before


def test_an_archive_that_unpacks_beyond_any_size_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shapefile, "LARGEST_UNPACKED", 1_000_000)
    path = tmp_path / "bombe.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("regio_s.shp", bytes(50_000_000))
        archive.writestr("regio_s.dbf", b"")
    with pytest.raises(Refused, match="démesuré"):
        say(str(path))


@pytest.mark.parametrize("cut", [10, 120, 140, 900])
def test_a_shapefile_cut_short_is_refused(tmp_path: Path, cut: int) -> None:
    shapes, table = shapefile_of(regions())
    path = tmp_path / "SHP.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("regio_s.shp", shapes[:cut])
        archive.writestr("regio_s.dbf", table[: max(10, cut - 100)])
    with pytest.raises(Refused):
        say(str(path))


def test_a_file_too_large_is_not_even_read(
    written: Callable[[Any], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LARGEST", 100)
    with pytest.raises(Refused, match="démesuré"):
        say(written(regions()))


@pytest.mark.parametrize("arguments", [[], ["a.geojson", "--default"], ["absent.geojson"]])
def test_what_was_asked_is_said_when_it_cannot_be_done(arguments: list[str]) -> None:
    with pytest.raises(Refused):
        say(*arguments)


@pytest.mark.skipif(not SAMPLE.exists(), reason="reference data are not beside this checkout")
def test_the_sample_draws_the_17_regions() -> None:
    assert "17" in say(str(SAMPLE), source="Statistique Canada, 2021", licence="Licence ouverte")
    rows = Outline.objects.of_map()
    assert rows.count() == 17
    assert sum(len(row.path) for row in rows) < 30_000
    lake = rows.get(code="02")
    assert lake.room > 20
