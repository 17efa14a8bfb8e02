"""What every kind of list shares: its columns, what a line would do, how it is written, how it is exported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission
from crm.core.errors import Refusal
from crm.exchange.columns import Column, Line, Words
from crm.exchange.references import References
from crm.territory.models import Direction

NEW, UPDATED, SAME, DOUBLE, BAD = "new", "updated", "same", "double", "bad"
UNKNOWN_ID = _("Ce numéro n’existe pas dans les dossiers de votre direction.")


@dataclass(slots=True)
class Job:
    """Who imports, for which direction, when, and whether lines that double a known row complete it."""

    direction: Direction
    by: User
    now: datetime
    references: References
    complete_doubles: bool = False
    key: str = ""
    tell: Any = field(default=lambda _done: None)

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)


@dataclass(frozen=True, slots=True)
class Undone:
    """What was put back: the root rows that are still there, and the employers of all rows."""

    roots: Sequence[int]
    employers: Sequence[int]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who exports, of which direction, on which day."""

    user: User
    direction: Direction
    today: date


class Kind:
    """A kind of list. `tables`: its noun tables, each with the path to the root row whose number a line bears."""

    code: ClassVar[str]
    label: ClassVar[Words]
    permission: ClassVar[Permission]
    columns: ClassVar[tuple[Column, ...]]
    tables: ClassVar[tuple[tuple[type[Model], str], ...]]
    limit: ClassVar[int] = 5_000
    #: Who may not, and who may.
    refusal: ClassVar[Words] = _(
        "Les listes d’entreprises sont importées par les conseillères et conseillers."
    )

    def by_code(self) -> dict[str, Column]:
        """The columns by their codes."""
        return {column.code: column for column in self.columns}

    def plan(self, lines: Sequence[Line], job: Job) -> None:
        """Give each line without a problem its outcome, target and content; refuse it when a rule does."""
        raise NotImplementedError

    def write(self, lines: Sequence[Line], job: Job) -> None:
        """Write the new and updated lines; afterwards `target` is the root row of each."""
        raise NotImplementedError

    def rows(self, viewer: Viewer) -> Iterator[Mapping[str, Any]]:
        """Every row that the reader may export, by column code."""
        raise NotImplementedError

    def root_of(self, line: Line) -> int | None:
        """The root row of a line, where there is one."""
        return getattr(line.target, "pk", None)

    def roots(self, lines: Sequence[Line]) -> list[int]:
        """The root rows that the lines would change, before they are written."""
        return [root for line in lines if line.outcome == UPDATED and (root := self.root_of(line))]

    def written(self, lines: Sequence[Line]) -> list[int]:
        """The root rows that the lines changed or made, once they are written."""
        return [root for line in lines if line.outcome in {NEW, UPDATED} and (root := self.root_of(line))]

    def after_undo(self, back: Undone, job: Job) -> None:
        """What follows an undo: audit rows, new scores."""


def overlay(line: Line, names: Sequence[str], before: Mapping[str, Any], *, by_id: bool) -> dict[str, Any]:
    """The values before, with those that the line says: an empty cell erases only where the line names its row."""
    values = dict(before)
    for name in names:
        if name in line.values and (by_id or line.values[name] not in ("", None, ())):
            values[name] = line.values[name]
    return values


def settle(lines: Sequence[Line]) -> None:
    """Every line with a problem is bad, whatever it would have done."""
    for line in lines:
        if line.problems:
            line.outcome = BAD


def refuse_with(line: Line, refusal: Refusal) -> None:
    """Put a service's refusal beside its cell."""
    line.refuse(refusal.field or "", refusal.message)
    line.outcome = BAD
