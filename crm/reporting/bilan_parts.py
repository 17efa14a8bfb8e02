"""The parts that the bilan is written in: what a page and a PDF know how to set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """Headers, rows and a foot; the first column names the row, `bars` are widths out of 100 beside it."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    foot: tuple[str, ...] = ()
    bars: tuple[float, ...] = ()
    wide_text: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A named thing with small marks and lines under it."""

    title: str
    marks: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the report; what it does not have is empty."""

    title: str
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None
    items: tuple[Item, ...] = ()
    closing: str = ""
    rules: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BigNumber:
    """One of the three numbers on top; `code` is its figure."""

    code: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Document:
    """The whole report in words."""

    title: str
    direction: str
    territory: str
    proof: tuple[str, ...]
    numbers: tuple[BigNumber, ...]
    context: tuple[str, ...]
    sections: tuple[Section, ...]
    rules_title: str
    rules: tuple[tuple[str, str, str], ...]
    foot: tuple[str, ...]
