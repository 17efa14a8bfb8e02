"""Shapefiles in a ZIP, as Québec's SDA is published: polygons (.shp) beside their attributes (.dbf)."""

from __future__ import annotations

import struct
import sys
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path, PurePosixPath

from crm.territory.boundaries.features import Feature, bounded, ring_of, too_big, unreadable
from crm.territory.boundaries.geojson import read_geojson

#: What the members read may weigh together once unpacked.
LARGEST_UNPACKED = 600_000_000
#: Polygon, PolygonZ, PolygonM.
POLYGONS = {5, 15, 25}
#: Layers of the SDA that hold neither regions nor MRC begin otherwise.
LAYERS = ("regio_", "mrc_")


def read_zip(path: Path) -> list[Feature]:
    """The layers of regions and MRC of an archive, or all of them when none is so named; raises BoundariesRefused."""
    try:
        with zipfile.ZipFile(path) as archive:
            return bounded(list(_members(archive, path.name)), path.name)
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        RuntimeError,
        NotImplementedError,
        LookupError,
        ValueError,
        EOFError,
        OSError,
    ) as error:
        raise unreadable(path.name) from error


def _members(archive: zipfile.ZipFile, file: str) -> Iterator[Feature]:
    names = [name for name in archive.namelist() if "__MACOSX" not in name]
    layers = [name for name in names if name.lower().endswith((".shp", ".geojson", ".json"))]
    chosen = [name for name in layers if PurePosixPath(name).name.lower().startswith(LAYERS)] or layers
    left = LARGEST_UNPACKED
    for name in chosen:
        content = _unpacked(archive, name, left, file)
        left -= len(content)
        if not name.lower().endswith(".shp"):
            yield from read_geojson(content, file)
            continue
        table = next(n for n in [*names, ""] if n.lower() == name.lower()[:-4] + ".dbf" or not n)
        if not table:
            raise unreadable(file)
        attributes = _unpacked(archive, table, left, file)
        left -= len(attributes)
        yield from _layer(content, attributes, file)


def _unpacked(archive: zipfile.ZipFile, name: str, most: int, file: str) -> bytes:
    with archive.open(name) as member:
        content = member.read(most + 1)
    if len(content) > most:
        raise too_big(file)
    return content


def _layer(shapes: bytes, table: bytes, file: str) -> Iterator[Feature]:
    rows = _rows(table)
    place = 100
    while place + 12 <= len(shapes):
        (words,) = struct.unpack_from(">4xi", shapes, place)
        if words < 2:
            raise unreadable(file)
        record = shapes[place + 8 : place + 8 + 2 * words]
        yield Feature(next(rows, {}), tuple(_rings(record, file)))
        place += 8 + 2 * words


def _rings(record: bytes, file: str) -> Iterator[array[float]]:
    if struct.unpack_from("<i", record)[0] not in POLYGONS:
        return
    parts, points = struct.unpack_from("<ii", record, 36)
    first = 44 + 4 * parts
    if parts < 0 or points < 0 or first + 16 * points > len(record):
        raise unreadable(file)
    starts = [*struct.unpack_from(f"<{parts}i", record, 44), points]
    for start, end in pairwise(starts):
        ring = array("d", record[first + 16 * start : first + 16 * end])
        if sys.byteorder == "big":
            ring.byteswap()
        yield ring_of(ring, file)


def _rows(table: bytes) -> Iterator[dict[str, str]]:
    """The rows of a dBASE table as text, those struck out too: they stand beside their shapes."""
    count, begins, length = struct.unpack_from("<4xIHH", table)
    fields, place, offset = [], 32, 1
    while table[place] != 0x0D:
        name = table[place : place + 11].split(b"\0", 1)[0].decode("ascii", "replace")
        fields.append((name, offset, table[place + 16]))
        offset += table[place + 16]
        place += 32
    for number in range(count):
        row = table[begins + number * length : begins + (number + 1) * length]
        yield {
            name: row[start : start + width].decode("utf-8", "replace").strip()
            for name, start, width in fields
        }
