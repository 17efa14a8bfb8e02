"""The parts that the bilan is written in: what a page and a PDF know how to set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from crm.core.formatting import day, money, number

#: A cell as a spreadsheet takes it: a count, an amount in dollars, a text.
Plain = str | int | float
#: A cell as it is made: None is a masked count, a Decimal an amount in dollars.
Cell = str | int | Decimal | date | None


def worded(cell: Cell) -> str:
    """The cell in the words of the language in force."""
    if cell is None:
        return _("masqué")
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Decimal):
        return money(cell)
    return day(cell) if isinstance(cell, date) else number(cell)


def plain(cell: Cell) -> Plain:
    """The cell as a value; a masked count stays its word."""
    if isinstance(cell, Decimal):
        return float(cell)
    return cell.isoformat() if isinstance(cell, date) else worded(None) if cell is None else cell


def sentence(words: Any) -> str:
    """The words with a capital first."""
    text = str(words)
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class Table:
    """Headers, rows and a foot; the first column names the row, `bars` are widths out of 100 beside it.

    `plain` holds the rows and the foot as values.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    plain: tuple[tuple[Plain, ...], ...]
    foot: tuple[str, ...] = ()
    bars: tuple[float, ...] = ()
    wide_text: bool = False


def make_table(
    headers: tuple[str, ...],
    lines: tuple[tuple[Cell, ...], ...],
    *,
    foot: tuple[Cell, ...] = (),
    bars: tuple[float, ...] = (),
    wide_text: bool = False,
) -> Table | None:
    """The table of these cells; None when it has no line."""
    if not lines:
        return None
    return Table(
        headers=headers,
        rows=tuple(tuple(worded(cell) for cell in line) for line in lines),
        plain=tuple(tuple(plain(cell) for cell in line) for line in (*lines, *([foot] if foot else []))),
        foot=tuple(worded(cell) for cell in foot),
        bars=bars,
        wide_text=wide_text,
    )


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
    plain: Plain


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


def read_document(kept: dict[str, Any]) -> Document:
    """The report from what `dataclasses.asdict` made of it, kept as JSON."""
    texts = {name: kept[name] for name in ("title", "direction", "territory", "rules_title")}
    return Document(
        **texts,
        proof=tuple(kept["proof"]),
        numbers=tuple(BigNumber(**one) for one in kept["numbers"]),
        context=tuple(kept["context"]),
        sections=tuple(_read_section(one) for one in kept["sections"]),
        rules=tuple((code, title, text) for code, title, text in kept["rules"]),
        foot=tuple(kept["foot"]),
    )


def _read_section(kept: dict[str, Any]) -> Section:
    table = kept["table"]
    lists = {name: tuple(kept[name]) for name in ("paragraphs", "rules", "notes")}
    return Section(
        title=kept["title"],
        closing=kept["closing"],
        table=Table(**{name: _tuples(value) for name, value in table.items()}) if table else None,
        items=tuple(Item(**{name: _tuples(value) for name, value in one.items()}) for one in kept["items"]),
        **lists,
    )


def _tuples(value: Any) -> Any:
    return tuple(_tuples(one) for one in value) if isinstance(value, list) else value
