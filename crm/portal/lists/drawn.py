"""The cards of a board and the rows of a list as HTML, written straight: a board has five hundred of them.

A template takes most of the page's time over what is the same for each. Whatever comes from a row is escaped here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from crm.portal.formatting import NBSP, locale
from crm.portal.lists.faces import Lane, Row
from crm.portal.lists.kinds import Cell, Column

#: A cell says so many characters at most.
LONGEST = 70


def cards(lane: Lane, *, move_root: str, here: str) -> SafeString:
    """The cards of a lane; with `move_root` each leads to the page that moves it, and may be dragged."""
    key, label, here = escape(lane.key), escape(lane.label), escape(here)
    moved = escape(_("Déplacer"))
    drag = ' draggable="true"' if move_root else ""
    drawn = []
    for row in lane.rows:
        name = escape(row.title.text)
        move = (
            f'<a class="sub" data-move href="{move_root}{row.pk}/deplacer/?de={key}&amp;next={here}"'
            f' aria-label="{moved} {name}" draggable="false">{moved}</a>'
            if move_root
            else ""
        )
        drawn.append(
            f'<article class="ticket"{drag} tabindex="0" data-card="{row.pk}" data-in="{key}" data-name="{name}"'
            f' aria-label="{name}, {label}">\n'
            f'<a class="title" href="{escape(row.href)}" draggable="false">{name}</a>{_second(row.title)}\n'
            f"{_lines(row)}\n{move}</article>\n"
        )
    return mark_safe("".join(drawn))  # noqa: S308 - every value is escaped above


def _second(cell: Cell) -> str:
    return f'<span class="sub">{escape(cell.sub)}</span>' if cell.sub else ""


def _lines(row: Row) -> str:
    """What a card says below its title; what is not known is not said."""
    mark, said = ":" if locale() == "en_CA" else f"{NBSP}:", []
    for column, cell in row.cells:
        if cell.text == "–":
            continue
        text = escape(cell.text)
        if cell.tone:
            after = f" · {escape(cell.sub)}" if cell.sub else ""
            text = f'<span class="{cell.tone}">{text}{after}</span>'
        said.append(f'<span class="sub">{escape(str(column.label))}{mark} {text}</span>')
    return "".join(said)


def rows(lines: Iterable[Row], columns: Sequence[Column], *, chosen: bool) -> SafeString:
    """The rows of a table; `chosen`: each may be ticked."""
    opened = [
        f'<td role="cell" data-label="{escape(str(column.label))}"{_numeric(column)}>' for column in columns
    ]
    drawn = []
    for row in lines:
        tone = f" {row.title.tone}" if row.title.tone else ""
        cells = "".join(
            f"{start}{_cell(cell)}</td>" for start, (_column, cell) in zip(opened, row.cells, strict=True)
        )
        drawn.append(
            f'<tr role="row">{_tick(row) if chosen else ""}\n<th scope="row" role="rowheader">'
            f'<a class="title{tone}" href="{escape(row.href)}">{escape(row.title.text)}</a>{_second(row.title)}</th>\n'
            f"{cells}</tr>\n"
        )
    return mark_safe("".join(drawn))  # noqa: S308 - every value is escaped above


def _tick(row: Row) -> str:
    label = escape(_("Choisir %(name)s") % {"name": row.title.text})
    box = f'<input type="checkbox" name="chosen" value="{row.pk}" form="lot" aria-label="{label}">'
    return f'<td role="cell">{box}</td>'


def _numeric(column: Column) -> str:
    return ' class="num"' if column.numeric else ""


def _cell(cell: Cell) -> str:
    text = cell.text if len(cell.text) <= LONGEST else f"{cell.text[: LONGEST - 1]}…"
    said = escape(text)
    if cell.badge is not None:
        said = f'<span class="badge {cell.badge}">{said}</span>'
    elif cell.tone:
        said = f'<span class="{cell.tone}">{said}</span>'
    return f"<span>{said}{_second(cell)}</span>" if cell.sub else said
