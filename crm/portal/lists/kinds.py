"""What a working list is made of: filters, columns, orders, lanes of its board, days of its calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from crm.accounts.models import Noun, User
from crm.accounts.policy import Permission, Scope

Words = str | Promise
Choices = tuple[tuple[str, Words], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one column says of one row: words, a second line, a tone; `badge` is the class of a pill."""

    text: str
    sub: str = ""
    tone: str = ""
    badge: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a reader may show or hide; `sort` is the order that its head asks for."""

    key: str
    label: Words
    cell: Callable[[Any, date], Cell]
    sort: str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice that narrows the rows; the first value is the usual one."""

    key: str
    label: Words
    choices: Choices


@dataclass(frozen=True, slots=True)
class Sort:
    """An order by name; its expressions name columns of the dressed rows and end with the key."""

    label: Words
    order: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Ready:
    """A view that every account finds: its name and its filters."""

    name: Words
    query: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader asks of the list; every value is one of those offered."""

    words: str
    values: Mapping[str, str]
    sort: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkList:
    """One list of one noun. `found` narrows, `dressed` adds what columns and orders read; both take the day.

    Lanes of `folded` show only when they hold something.
    """

    noun: Noun
    title: Words
    one: Words
    hint: Words
    address: str
    row_address: str
    icon: str
    permissions: frozenset[Permission]
    filters: tuple[Filter, ...]
    columns: tuple[Column, ...]
    shown: tuple[str, ...]
    card: tuple[str, ...]
    sorts: Mapping[str, Sort]
    found: Callable[[User, Wanted, date], QuerySet[Any]]
    dressed: Callable[[QuerySet[Any], date], QuerySet[Any]]
    lanes: Choices
    lane: Callable[[date], Any]
    days: Mapping[str, Words]
    ready: tuple[Ready, ...]
    usual: Callable[[Scope], Mapping[str, str]]
    link: Callable[[Any], str]
    title_of: Callable[[Any], Cell]
    bulk: Choices = field(default=())
    folded: tuple[str, ...] = field(default=())

    def columns_of(self, keys: list[str]) -> list[Column]:
        """The columns of those keys, in the order chosen; the usual ones when none is left."""
        known = {column.key: column for column in self.columns}
        return [known[key] for key in keys if key in known] or [known[key] for key in self.shown]
