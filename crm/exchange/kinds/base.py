"""What every kind of list shares: its columns, what a line would do, how it is written, how it is exported."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission
from crm.exchange.columns import Column, Line, Words, filled
from crm.exchange.references import References
from crm.territory.models import Direction

NEW, UPDATED, SAME, DOUBLE, BAD = "new", "updated", "same", "double", "bad"
UNKNOWN_ID = _("Ce numéro n’existe pas dans les dossiers de votre direction.")
#: How many rows are written at once.
_PART = 500


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
    references: References


class Kind:
    """A kind of list. `tables`: its noun tables, each with the path to the root row whose number a line bears."""

    code: ClassVar[str]
    label: ClassVar[Words]
    permission: ClassVar[Permission]
    columns: ClassVar[tuple[Column, ...]]
    tables: ClassVar[tuple[tuple[type[Model], str], ...]]
    limit: ClassVar[int] = 5_000
    #: Whether a line that doubles a known row may complete it.
    completes_doubles: ClassVar[bool] = False
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
        """Write the new and updated lines, some at a time; afterwards `target` is the root row of each."""
        done = 0
        for outcome, work in ((NEW, self.make), (UPDATED, self.change)):
            going = [line for line in lines if line.outcome == outcome]
            for start in range(0, len(going), _PART):
                work(going[start : start + _PART], job)
                done += len(going[start : start + _PART])
                job.tell(done)

    def make(self, lines: Sequence[Line], job: Job) -> None:
        """Write new rows, and make each the target of its line."""
        raise NotImplementedError

    def change(self, lines: Sequence[Line], job: Job) -> None:
        """Write rows that are there."""
        raise NotImplementedError

    def rows(self, viewer: Viewer) -> Iterator[Mapping[str, Any]]:
        """The values of every row that the reader may export, by column code."""
        raise NotImplementedError

    def lock(self, roots: Collection[int]) -> None:
        """Hold the rows that somebody may be writing, in the order in which their services do."""
        model, _path = self.tables[0]
        rows = model._base_manager.select_for_update(no_key=True).filter(pk__in=roots)
        list(rows.order_by("pk").values_list("pk"))

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


def numbers_of(lines: Sequence[Line]) -> set[int]:
    """The numbers of rows that the lines bear."""
    return {line.said("id", None) for line in lines} - {None}


def named_row(line: Line, known: Mapping[int, Any], seen: dict[Any, int]) -> Any:
    """The row whose number the line bears; None without one. A number beyond one's own, or said twice, is set aside."""
    number = line.said("id", None)
    if not number:
        return None
    row = known.get(number)
    if row is None:
        line.refuse("id", UNKNOWN_ID)
    elif number in seen:
        line.doubles(row, "id", said_before(seen[number]))
    seen.setdefault(number, line.number)
    return row


def said_before(number: int) -> Words:
    """Why a line is left aside for an earlier one of its file."""
    return filled(_("Même fiche qu’à la ligne %(line)s du fichier."), line=number)


def overlay(line: Line, names: Sequence[str], before: Mapping[str, Any], *, by_id: bool) -> dict[str, Any]:
    """The values before, with those that the line says: an empty cell erases only where the line names its row."""
    values = dict(before)
    for name in names:
        if name in line.values and (by_id or line.values[name] not in ("", None, ())):
            said, was = line.values[name], before.get(name)
            # A file ends its lines in one way, a page in another: that alone is no change.
            same = isinstance(was, str) and was.replace("\r\n", "\n").strip() == said
            values[name] = was if same else said
    return values


def settle(lines: Sequence[Line]) -> None:
    """Every line with a problem is bad, whatever it would have done."""
    for line in lines:
        if line.problems:
            line.outcome = BAD
