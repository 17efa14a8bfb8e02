"""Rows of many tables as one thread, newest first, in one query: what happened, page by page, nothing skipped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateField,
    DateTimeField,
    F,
    Field,
    Func,
    IntegerField,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.dateparse import parse_datetime


class ThreadRow(NamedTuple):
    """One row of a thread. `day` is set when only the day is known; `at` is then its noon. The rest is the source's."""

    at: datetime
    place: int
    pk: int
    kind: str
    day: date | None
    code: str | None
    before: str | None
    words: str | None
    text: str | None
    by_id: int | None
    by_name: str | None
    need_id: int | None
    need_words: str | None
    person_id: int | None
    fr: str | None
    en: str | None
    undone: bool | None
    kept_apart: bool | None


_FIELDS: dict[str, Field[Any, Any]] = {
    "at": DateTimeField(),
    "place": IntegerField(),
    "pk": BigIntegerField(),
    "day": DateField(),
    **dict.fromkeys(("by_id", "need_id", "person_id"), BigIntegerField()),
    **dict.fromkeys(("undone", "kept_apart"), BooleanField()),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a page of a thread ended: its last row."""

    at: datetime
    place: int
    pk: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}_{self.place}_{self.pk}"


def mark_of(words: str) -> Mark | None:
    """A mark as an address carries it; None when it is none."""
    moment, _sep, rest = words.partition("_")
    place, _sep, pk = rest.partition("_")
    if not (place.isdecimal() and pk.isdecimal() and len(place) < 3 and len(pk) < 19):
        return None
    try:
        at = parse_datetime(moment)
    except ValueError:
        return None
    return None if at is None or timezone.is_naive(at) else Mark(at, int(place), int(pk))


def noon(day: date) -> datetime:
    """Where a row of which only the day is known stands."""
    return timezone.make_aware(datetime.combine(day, time(12)))


@dataclass(frozen=True, slots=True)
class Source:
    """The rows of one kind: by which field they are dated, and what each column of the thread is for them."""

    kind: str
    rows: QuerySet[Any]
    dated_by: str
    columns: Mapping[str, Any] = field(default_factory=dict)

    @property
    def _is_day(self) -> bool:
        dated = self.rows.model._meta.get_field(self.dated_by)
        return isinstance(dated, DateField) and not isinstance(dated, DateTimeField)

    def _older(self, mark: Mark, place: int) -> Q:
        """The rows after the mark in the order of the thread: of one moment, by kind, then the newest first."""
        same = Q(**{self.dated_by: mark.at})
        older = Q(**{f"{self.dated_by}__lt": mark.at})
        if self._is_day:
            day = timezone.localdate(mark.at)
            same, older = Q(**{self.dated_by: day}), Q(**{f"{self.dated_by}__lt": day})
            if noon(day) != mark.at:
                return older | same if noon(day) < mark.at else older
        if place == mark.place:
            return older | same & Q(pk__lt=mark.pk)
        return older | same if place < mark.place else older

    def part(self, place: int, after: Mark | None, limit: int) -> QuerySet[Any, Any]:
        """The newest rows of this kind after a mark, in the columns of the thread."""
        rows = self.rows.filter(self._older(after, place)) if after else self.rows
        newest = rows.order_by(f"-{self.dated_by}", "-pk")
        own = {"at": F(self.dated_by), "place": Value(place), "pk": F("pk"), "kind": Value(self.kind)}
        if self._is_day:
            own |= {
                "at": _Noon(F(self.dated_by), Value(timezone.get_current_timezone_name())),
                "day": F(self.dated_by),
            }
        told = own | dict(self.columns)
        shown = {
            f"thread_{name}": Cast(told.get(name, Value(None)), _FIELDS.get(name, TextField()))
            for name in ThreadRow._fields
        }
        return newest.annotate(**shown).values_list(*shown)[:limit]


class _Noon(Func):
    """The noon of a day in a time zone."""

    template = "((%(expressions)s)"
    arg_joiner = " + time '12:00') AT TIME ZONE "
    output_field = DateTimeField()


def read_thread(sources: Sequence[Source], *, limit: int, after: Mark | None = None) -> list[ThreadRow]:
    """The newest `limit` rows after a mark, in one query. `sources` come in one order from page to page."""
    parts = [source.part(place, after, limit) for place, source in enumerate(sources)]
    if not parts:
        return []
    whole = parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]
    found = [ThreadRow(*row) for row in whole]
    # Each part is short and sorted: the rest of the order costs less here than as one more sort of the database.
    return sorted(found, key=itemgetter(0, 1, 2), reverse=True)[:limit]
