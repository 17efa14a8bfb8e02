"""Columns under construction, and lists of unequal length kept as one column and its starts."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from workers.engine.snapshot.codes import SnapshotLimit

Array = npt.NDArray[Any]
Columns = dict[str, Array]
#: The type of a column by its letter, as in the module `array`.
TYPES = {"b": np.int8, "h": np.int16, "i": np.int32, "q": np.int64}
#: A level that the kernel's tables can hold.
HIGHEST_LEVEL = 250


class Growing:
    """Columns that grow row by row. `scalars` and `lists` give the letter of the type of each column."""

    def __init__(self, scalars: Mapping[str, str], lists: Mapping[str, Mapping[str, str]]) -> None:
        self.ids: list[bytes] = []
        self.lists = lists
        self.letters = dict(scalars)
        for name, fields in lists.items():
            self.letters |= {f"{name}_{field}": letter for field, letter in fields.items()}
            self.letters[f"{name}_start"] = "i"
        self.data = {name: array(letter) for name, letter in self.letters.items()}
        for name in lists:
            self.data[f"{name}_start"].append(0)

    def add(self, row_id: str, scalars: Mapping[str, int], **lists: Iterable[tuple[int, ...]]) -> None:
        """One row: its id, its scalars, the rows of each of its lists. Raises `SnapshotLimit`."""
        try:
            for name, value in scalars.items():
                self.data[name].append(value)
            for name, rows in lists.items():
                self._add_list(name, rows)
        except OverflowError as error:
            raise SnapshotLimit(f"a number of {row_id} is too large for its column") from error
        self.ids.append(row_id.encode())

    def _add_list(self, name: str, rows: Iterable[tuple[int, ...]]) -> None:
        starts = self.data[f"{name}_start"]
        count = starts[-1]
        for row in rows:
            count += 1
            for field, value in zip(self.lists[name], row, strict=True):
                self.data[f"{name}_{field}"].append(value)
        starts.append(count)

    def columns(self) -> Columns:
        """What was added, as arrays."""
        made: Columns = {
            name: np.frombuffer(values, TYPES[self.letters[name]])
            if len(values)
            else np.zeros(0, TYPES[self.letters[name]])
            for name, values in self.data.items()
        }
        made["ids"] = np.array(self.ids, dtype="S") if self.ids else np.zeros(0, "S1")
        return made


def level(value: int | None) -> int:
    """A level, -1 for None. Raises `SnapshotLimit`."""
    if value is None:
        return -1
    if not 0 <= value <= HIGHEST_LEVEL:
        raise SnapshotLimit(f"a level is from 0 to {HIGHEST_LEVEL}, not {value}")
    return value


def owners(starts: Array) -> Array:
    """The row that each element of a list column belongs to."""
    return np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))


def reordered(columns: Columns, lists: Iterable[str], order: Array) -> Columns:
    """The same rows in another order."""
    made = dict(columns)
    in_lists: set[str] = set()
    for name in lists:
        starts = columns[f"{name}_start"]
        sizes = np.diff(starts)[order]
        moved = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
        take = np.repeat(starts[:-1][order] - moved[:-1], sizes) + np.arange(moved[-1])
        for column in [key for key in columns if key.startswith(f"{name}_")]:
            made[column] = moved if column.endswith("_start") else columns[column][take]
            in_lists.add(column)
    for name in columns.keys() - in_lists:
        made[name] = columns[name][order]
    return made
