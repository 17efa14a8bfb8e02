"""The three faces of one queryset: rows of a list, lanes of a board, days of a calendar. None adds or loses a row."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet, Value, Window
from django.db.models.functions import RowNumber

from crm.portal.lists.kinds import Cell, Column, WorkList
from crm.portal.lists.wanted import Asked

#: Rows of a list's page.
PAGE = 50
#: Cards of a lane at a time; the rest comes on demand.
LANE_PAGE = 50
#: A calendar shows so many rows of its period; more is said, with the way to the list.
CALENDAR_LIMIT = 500
#: Rows of a day before the rest is folded.
DAY_LINES = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One row as a face shows it."""

    pk: int
    href: str
    title: Cell
    cells: list[tuple[Column, Cell]]
    lane: str = ""


def card_columns(work: WorkList) -> list[Column]:
    """What a card of the board or the calendar says: never who a person is, beside the row's own title."""
    known = {column.key: column for column in work.columns}
    return [known[key] for key in work.card]


def rows_of(work: WorkList, items: Iterable[Any], columns: Sequence[Column], today: date) -> list[Row]:
    """Dressed rows in the words of the columns."""
    return [
        Row(
            item.pk,
            work.link(item),
            work.title_of(item),
            [(column, column.cell(item, today)) for column in columns],
            getattr(item, "lane_key", ""),
        )
        for item in items
    ]


def in_order(work: WorkList, found: QuerySet[Any], keys: Sequence[int], today: date) -> list[Any]:
    """The dressed rows of those keys, in their order."""
    items = {item.pk: item for item in work.dressed(found.filter(pk__in=keys), today)}
    return [items[key] for key in keys if key in items]


def page_of_keys(
    ordered: QuerySet[Any], number: str | None, *, apart: QuerySet[Any] | None = None
) -> Page[int]:
    """A page of the keys with how many there are, in one query; a page that is not there is the nearest one.

    With `apart`, the same rows are counted by themselves: an order that is an index is then walked for the page alone.
    """
    asked = number or "1"
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0
    paginator = Paginator(ordered.values_list("pk", flat=True), PAGE)
    if apart is not None:
        paginator.__dict__["count"] = apart.count()
        return paginator.get_page(asked)
    counted = ordered.annotate(in_all=Window(Count("*"))).values_list("pk", "in_all")
    kept = list(counted[(wanted - 1) * PAGE : wanted * PAGE]) if wanted else []
    if not kept and wanted != 1:
        return paginator.get_page(asked)
    paginator.__dict__["count"] = kept[0][1] if kept else 0
    return Page([pk for pk, _in_all in kept], wanted, paginator)


def narrowed(work: WorkList, found: QuerySet[Any], *, lane: str, undated: str, today: date) -> QuerySet[Any]:
    """One lane of the board, or what has no day of that kind: how the list shows what another face leaves aside."""
    if lane:
        found = found.annotate(lane_key=work.lane(today)).filter(lane_key=lane)
    if undated in work.days:
        found = work.dressed(found, today).filter(**{f"{undated}__isnull": True})
    return found


@dataclass(frozen=True, slots=True)
class Lane:
    """A column of the board: its true total, its first cards, how many are left."""

    key: str
    label: str
    total: int
    rows: list[Row]
    start: int = 0

    @property
    def next_start(self) -> int:
        return self.start + len(self.rows)

    @property
    def left(self) -> int:
        return self.total - self.next_start


def board(
    work: WorkList, found: QuerySet[Any], asked: Asked, today: date, *, only: str = "", start: int = 0
) -> list[Lane]:
    """The lanes in their order, empty ones too: two queries, whatever the number of rows."""
    lane = work.lane(today)
    if only:
        found = found.annotate(lane_key=lane).filter(lane_key=only)
    numbered = (
        work.dressed(found, today)
        .annotate(lane_key=lane)
        .annotate(
            place=Window(RowNumber(), partition_by=[F("lane_key")], order_by=_expressions(work, asked)),
            lane_total=Window(Count("*"), partition_by=[F("lane_key")]),
        )
        .filter(place__gt=start, place__lte=start + LANE_PAGE)
        .order_by("lane_key", "place")
        .values_list("pk", "lane_key", "lane_total")
    )
    kept = list(numbered)
    totals = {key: total for _pk, key, total in kept}
    columns = card_columns(work)
    lane_of = {pk: key for pk, key, _total in kept}
    by_lane: dict[str, list[Any]] = {}
    for item in in_order(work, found, list(lane_of), today):
        by_lane.setdefault(lane_of[item.pk], []).append(item)
    return [
        Lane(key, str(label), totals.get(key, 0), rows_of(work, by_lane.get(key, ()), columns, today), start)
        for key, label in work.lanes
        if (not only or key == only) and (key not in work.folded or totals.get(key))
    ]


def _expressions(work: WorkList, asked: Asked) -> list[Any]:
    """The order of the list as expressions: a window takes no « -name »."""
    return [
        (F(name.lstrip("-")).desc() if name.startswith("-") else F(name).asc())
        if isinstance(name, str)
        else name
        for name in work.sorts[asked.wanted.sort].order
    ]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar with what falls on it."""

    day: date
    inside: bool
    today: bool
    rows: list[Row]

    @property
    def first(self) -> list[Row]:
        return self.rows[:DAY_LINES]

    @property
    def rest(self) -> list[Row]:
        return self.rows[DAY_LINES:]


@dataclass(frozen=True, slots=True)
class CalendarFace:
    """A month or a week, and how many rows of the list fall before, after, or on no day."""

    days: list[Day]
    start: date
    end: date
    before: int
    inside: int
    after: int
    undated: int
    earlier: date | None
    later: date | None
    previous: date
    following: date


def period_of(asked: Asked) -> tuple[date, date]:
    """First and last day of the week (Sunday first, as on a Québec wall) or the month around the anchor."""
    if asked.weekly:
        start = asked.anchor - timedelta(days=(asked.anchor.weekday() + 1) % 7)
        return start, start + timedelta(days=6)
    last = calendar.monthrange(asked.anchor.year, asked.anchor.month)[1]
    return asked.anchor.replace(day=1), asked.anchor.replace(day=last)


def month_or_week(work: WorkList, found: QuerySet[Any], asked: Asked, today: date) -> CalendarFace:
    """The rows by their day: two queries."""
    start, end = period_of(asked)
    name = asked.day_field
    # One group a day: the day of a row may itself be looked up, and is so once a row.
    grouped = (
        work.dressed(found, today)
        .order_by()
        .values_list(name)
        .annotate(
            n=Count("pk"),
            keys=ArrayAgg(
                "pk", filter=Q(**{f"{name}__range": (start, end)}), order_by="pk", default=Value([])
            ),
        )
    )
    counts, keys = {}, []
    for day, count, there in sorted(grouped, key=lambda row: (row[0] is None, row[0])):
        counts[day] = count
        keys += there
    undated = counts.pop(None, 0)
    past, coming = [day for day in counts if day < start], [day for day in counts if day > end]
    items = in_order(work, found, keys[:CALENDAR_LIMIT], today)
    columns = card_columns(work)
    by_day: dict[date, list[Row]] = {}
    for item, row in zip(items, rows_of(work, items, columns, today), strict=True):
        by_day.setdefault(getattr(item, name), []).append(row)
    days = [Day(day, start <= day <= end, day == today, by_day.get(day, [])) for day in _grid(start, end)]
    return CalendarFace(
        days=days,
        start=start,
        end=end,
        previous=start - timedelta(days=1),
        following=end + timedelta(days=1),
        before=sum(counts[day] for day in past),
        inside=sum(count for day, count in counts.items() if start <= day <= end),
        after=sum(counts[day] for day in coming),
        undated=undated,
        earlier=max(past, default=None),
        later=min(coming, default=None),
    )


def _grid(start: date, end: date) -> list[date]:
    """Whole weeks around the period."""
    first = start - timedelta(days=(start.weekday() + 1) % 7)
    last = end + timedelta(days=(5 - end.weekday()) % 7)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
