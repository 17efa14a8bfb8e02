"""What a working list is made of: filters, columns, orders, lanes of its board, days of its calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from crm.accounts.models import Noun, User
from crm.accounts.policy import Permission, Scope

Words = str | Promise
Choices = tuple[tuple[str, Words], ...]
#: Choices under a heading; "" is no heading.
Groups = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one column says of one row: words, a second line, a tone; `badge` is the class of a pill."""

    text: str
    sub: str = ""
    tone: str = ""
    badge: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a reader may show or hide; `sort` is the order that its head asks for.

    `permission`: offered to those alone who have it; `names` says that it tells who a person is.
    """

    key: str
    label: Words
    cell: Callable[[Any, date], Cell]
    sort: str = ""
    numeric: bool = False
    permission: Permission | None = None
    names: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice that narrows the rows; the first value is the usual one.

    What depends on the reader is `offers`, read when the page is drawn; `takes` is the shape of such a value.
    """

    key: str
    label: Words
    choices: Choices
    offers: Callable[[User, date], Groups] | None = None
    takes: str = ""


@dataclass(frozen=True, slots=True)
class Sort:
    """An order by name; its expressions name columns of the dressed rows and end with the key.

    `joined` holds for every row: said to the database, it walks the order of another table for the page alone.
    """

    label: Words
    order: tuple[Any, ...]
    joined: Q = field(default_factory=Q)


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

    `seen` is every row within the reader's scope, with its title. Lanes of `folded` show only when they hold something.
    Without `acts` (a permission) the rows are read, not moved nor chosen. Of a `secret` list others are not even told.
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
    seen: Callable[[User], QuerySet[Any]]
    bulk: Choices = field(default=())
    folded: tuple[str, ...] = field(default=())
    acts: Permission | None = None
    secret: bool = False
    #: What the second line of a title is called in a file, where it is a number of its own.
    number_label: Words = ""
    #: The keys of the persons whom these rows name to that reader, for the journal of reads.
    named: Callable[[QuerySet[Any], User], QuerySet[Any]] | None = None

    def columns_for(self, scope: Scope) -> list[Column]:
        """The columns that a reader of this scope may choose from."""
        return [one for one in self.columns if one.permission is None or scope.may(one.permission)]

    def columns_of(self, keys: Sequence[str], scope: Scope) -> list[Column]:
        """The columns of those keys, in the order chosen; the usual ones when none is left."""
        known = {column.key: column for column in self.columns_for(scope)}
        kept = [known[key] for key in keys if key in known]
        return kept or [known[key] for key in self.shown if key in known]

    def may_act(self, scope: Scope) -> bool:
        """Whether a reader of this scope moves and changes rows here."""
        return self.acts is None or scope.may(self.acts)
