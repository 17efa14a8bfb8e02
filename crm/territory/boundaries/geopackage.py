"""GeoPackage: an SQLite file whose shapes are WKB behind a short header."""

from __future__ import annotations

import sqlite3
import struct
from array import array
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from crm.territory.boundaries.features import MOST_FEATURES, Feature, bounded, ring_of, unreadable

#: Length of the envelope by its code in the header's flags.
ENVELOPES = (0, 32, 48, 48, 64)
#: Only true tables are read: a view would run whatever its author wrote.
LAYERS = (
    "SELECT g.table_name, g.column_name FROM gpkg_geometry_columns g JOIN sqlite_master m "
    "ON m.name = g.table_name AND m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY 1 LIMIT 50"
)


def read_geopackage(path: Path) -> list[Feature]:
    """The polygons of every layer; raises BoundariesRefused."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as base:
            layers = base.execute(LAYERS).fetchall()
            features = [one for table, column in layers for one in _layer(base, table, column, path.name)]
    except (sqlite3.Error, struct.error, LookupError, TypeError, UnicodeError, RecursionError) as error:
        raise unreadable(path.name) from error
    return bounded(features, path.name)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _layer(base: sqlite3.Connection, table: str, column: str, file: str) -> Iterator[Feature]:
    rows = base.execute(f"SELECT * FROM {_quoted(table)} LIMIT {MOST_FEATURES + 1}")  # noqa: S608 - quoted
    names = [one[0] for one in rows.description]
    for row in rows:
        values = dict(zip(names, row, strict=True))
        blob = values.pop(column)
        attributes = {name: str(value) for name, value in values.items() if isinstance(value, str | int)}
        yield Feature(attributes, tuple(_rings(blob, file)) if isinstance(blob, bytes) else ())


def _rings(blob: bytes, file: str) -> Iterator[array[float]]:
    if blob[:2] != b"GP":
        raise unreadable(file)
    start = 8 + ENVELOPES[blob[3] >> 1 & 7]
    yield from _Wkb(blob, start, file).rings()


class _Wkb:
    """A reader of well-known binary that stands at a place of it."""

    def __init__(self, content: bytes, place: int, file: str) -> None:
        self.content, self.place, self.file = content, place, file
        self.order = "<"

    def rings(self, *, inside: bool = False) -> Iterator[array[float]]:
        """Every ring of a polygon, or of the polygons of a collection of them."""
        self.order = "<" if self.content[self.place] == 1 else ">"
        self.place += 1
        kind = self._number()
        wide = 2 + (kind // 1000 % 4 in {1, 2, 3}) + (kind // 1000 == 3)
        if kind & 0xE0000000:
            wide = 2 + bool(kind & 0x80000000) + bool(kind & 0x40000000)
        plain = (kind & 0x0FFFFFFF) % 1000
        if plain == 3:
            for _ring in range(self._number()):
                yield self._ring(wide)
        elif plain in {6, 7} and not inside:
            for _part in range(self._number()):
                yield from self.rings(inside=True)
        else:
            raise unreadable(self.file)

    def _number(self) -> int:
        (number,) = struct.unpack_from(f"{self.order}I", self.content, self.place)
        self.place += 4
        return int(number)

    def _ring(self, wide: int) -> array[float]:
        points = self._number()
        if self.place + 8 * wide * points > len(self.content):
            raise unreadable(self.file)
        numbers = struct.unpack_from(f"{self.order}{wide * points}d", self.content, self.place)
        self.place += 8 * wide * points
        return ring_of((n for at, n in enumerate(numbers) if at % wide < 2), self.file)
