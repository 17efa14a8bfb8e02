"""A figure never goes alone: with it go its rule, its period, its as-of moment, its territory and its rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from crm.reporting.periods import Period


class TerritoryKind(Enum):
    """What a territory is; the value names it in addresses."""

    QUEBEC = "quebec"
    REGION = "region"
    DIRECTION = "direction"
    MRC = "mrc"


@dataclass(frozen=True, slots=True)
class Territory:
    """Where a count is made. `code` is official for a region or an MRC, our own for a direction."""

    kind: TerritoryKind
    code: str
    name: str
    region_codes: tuple[str, ...] = ()
    pk: int | None = None

    @property
    def key(self) -> str | int | None:
        """The value of the column that the territory filters."""
        return self.pk if self.kind is TerritoryKind.DIRECTION else self.code


@dataclass(frozen=True, slots=True)
class Row:
    """One act, ground or object behind a figure. Rows of the same `key` count once.

    `source` and `source_id` name the row of the table it comes from, as a snapshot keeps it.
    `subject` is empty when it may not be named to everyone: then the page names it to those who see the object.
    """

    key: str
    subject: str
    what: str
    day: date | None
    place: str
    file_id: int | None = None
    candidate_id: int | None = None
    need_id: int | None = None
    agreement_id: int | None = None
    source: str = ""
    source_id: int | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """What a query answers: the value and, where there is one, the second number that is read with it."""

    value: int
    beside: int | Decimal | None = None


Counter = Callable[[Territory, Period], Counted]
Lister = Callable[[Territory, Period], list[Row]]


@dataclass(frozen=True, slots=True)
class Indicator:
    """Something that is counted: its rule, the query that counts and the query that lists."""

    code: str
    rule_code: str
    count: Counter
    rows: Lister
    about_people: bool = True

    def figure(
        self, territory: Territory, period: Period, *, now: datetime, known: Counted | None = None
    ) -> Figure:
        """Count now, unless what the query answers is `known` from the same moment."""
        counted = known or self.count(territory, period)
        return Figure(
            code=self.code,
            value=counted.value,
            beside=counted.beside,
            rule_code=self.rule_code,
            period_start=period.start,
            period_end=period.end,
            as_of=now,
            territory=territory,
            indicator=self,
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its proof. `as_of` is the moment of the query; the period includes both its days."""

    code: str
    value: int
    rule_code: str
    period_start: date
    period_end: date
    as_of: datetime
    territory: Territory
    indicator: Indicator = field(repr=False, compare=False)
    beside: int | Decimal | None = None

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)

    @property
    def period_label(self) -> str:
        return self.period.label

    def rows(self) -> list[Row]:
        """Every row that made the number, now."""
        return self.indicator.rows(self.territory, self.period)
