"""Reads of the work done: the timeline of a file, what is due, which files are quiet."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import DateField, DateTimeField, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.accounts.models import User
from crm.casework.models import Document, FollowUp, FollowUpPassing, Intervention
from crm.casework.rules import counts
from crm.employers.models import EmployerFile, FileEditKind, FileStage
from crm.needs.models import NeedMove, NeedStage
from crm.taxonomy.models import Reason

QUIET_AFTER = timedelta(days=60)
#: How many rows of one kind a part of a timeline reads at most.
WINDOW = 200
#: From the day of the first follow-up of a permit to its last day.
PERMITS_AHEAD = timedelta(days=184)
ICONS = {
    "visit": "pin",
    "meeting": "people",
    "video": "people",
    "phone": "phone",
    "call_no_answer": "phone",
    "email": "mail",
    "mass_email": "mail",
    "workshop": "flag",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened to a file. `day` is set when only the day is known; `at` orders the timeline."""

    at: datetime
    kind: str
    icon: str
    title: str
    by: User | None = None
    text: str = ""
    detail: str = ""
    day: date | None = None
    need: Any = None
    intervention: Intervention | None = None
    counts: bool = False
    undone: bool = False


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a timeline is read: before a moment, of some kinds alone; None is all."""

    before: datetime | None = None
    kinds: Container[str] | None = None

    def newest(self, rows: QuerySet[Any], field: str) -> QuerySet[Any]:
        """The last rows of the window; those of the very day of the moment are kept when `field` is a day."""
        if self.before is not None:
            dated = isinstance(rows.model._meta.get_field(field), DateField) and not isinstance(
                rows.model._meta.get_field(field), DateTimeField
            )
            end = timezone.localdate(self.before) if dated else self.before
            rows = rows.filter(**{f"{field}__lte" if dated else f"{field}__lt": end})
        return rows.order_by(f"-{field}", "-pk")[:WINDOW]

    def wants(self, kind: str) -> bool:
        """Whether events of this kind are read at all."""
        return self.kinds is None or kind in self.kinds

    def holds(self, event: Event) -> bool:
        """Whether the event happened before the moment."""
        return self.before is None or event.at < self.before


WHOLE = Window()


def timeline(file: EmployerFile, *, reader: User, window: Window = WHOLE) -> list[Event]:
    """What happened to the file itself, newest first: contacts, stages, edits, needs, promises kept, documents.

    Each kind is one query of at most WINDOW rows.
    """
    sources: dict[str, Callable[[], list[Event]]] = {
        "intervention": lambda: _interventions(file, reader, window),
        "stage": lambda: _moves(file, window),
        "edit": lambda: _edits(file, window),
        "need": lambda: _needs(file, window),
        "diagnosis": lambda: _diagnoses(file),
        "follow_up": lambda: _done(file, window),
        "document": lambda: _documents(file, reader, window),
    }
    events = [event for kind, read in sources.items() if window.wants(kind) for event in read()]
    return sorted(filter(window.holds, events), key=lambda event: event.at, reverse=True)


def _interventions(file: EmployerFile, reader: User, window: Window) -> list[Event]:
    rows = (
        Intervention.objects.visible_to(reader)
        .filter(file=file)
        .select_related("by", "site__municipality", "contact")
    )
    return [
        Event(
            at=_noon(row.occurred_on),
            day=row.occurred_on,
            kind="intervention",
            icon=ICONS[row.kind],
            title=str(row.get_kind_display()),
            by=row.by,
            text=row.summary,
            intervention=row,
            counts=counts(row.kind),
            detail=str(row.contact or ""),
            undone=row.undone_at is not None,
        )
        for row in window.newest(rows, "occurred_on")
    ]


def _moves(file: EmployerFile, window: Window) -> list[Event]:
    stages, moves = dict(FileStage.choices), list(window.newest(file.moves.select_related("by"), "at"))
    labels = {
        reason.code: reason.label
        for reason in Reason.objects.filter(pk__in={move.reason for move in moves if move.reason})
    }
    return [
        Event(
            at=move.at,
            kind="stage",
            icon="flag",
            title=str(stages.get(move.to_stage, "")),
            by=move.by,
            text=move.note,
            detail=labels.get(move.reason, ""),
        )
        for move in moves
    ]


def _edits(file: EmployerFile, window: Window) -> list[Event]:
    kinds = dict(FileEditKind.choices)
    return [
        Event(
            at=edit.at, kind="edit", icon="edit", title=str(kinds[edit.kind]), by=edit.by, detail=edit.subject
        )
        for edit in window.newest(file.edits.select_related("by"), "at")
    ]


def _needs(file: EmployerFile, window: Window) -> list[Event]:
    stages = dict(NeedStage.choices)
    rows = NeedMove.objects.filter(need__file=file).select_related("need__occupation", "by")
    return [
        Event(
            at=move.at,
            kind="need",
            icon="briefcase",
            title=str(stages.get(move.to_stage, "")),
            by=move.by,
            need=move.need,
            text=move.note,
            undone=move.undone_at is not None,
        )
        for move in window.newest(rows, "at")
    ]


def _diagnoses(file: EmployerFile) -> list[Event]:
    return [
        Event(
            at=_noon(row.completed_on),
            day=row.completed_on,
            kind="diagnosis",
            icon="check",
            title="",
            text=row.summary,
            by=row.completed_by,
            counts=True,
        )
        for row in file.diagnoses.filter(completed_on__isnull=False).select_related("completed_by")
        if row.completed_on
    ]


def _done(file: EmployerFile, window: Window) -> list[Event]:
    return [
        Event(at=row.done_at, kind="follow_up", icon="check", title=row.text, by=row.done_by)
        for row in window.newest(
            file.follow_ups.filter(done_at__isnull=False).select_related("done_by"), "done_at"
        )
    ]


def _documents(file: EmployerFile, reader: User, window: Window) -> list[Event]:
    rows = Document.objects.visible_to(reader).filter(file=file).select_related("added_by")
    return [
        Event(
            at=row.added_at,
            kind="document",
            icon="report",
            title=_("Document déposé"),
            by=row.added_by,
            detail=row.name,
            undone=row.removed_at is not None,
        )
        for row in window.newest(rows, "added_at")
    ]


def follow_ups_due(user: User, *, today: date, ahead: timedelta = timedelta()) -> list[FollowUp]:
    """The user's own open follow-ups, overdue or due until `today + ahead`, oldest first; and who passed each on."""
    passed = FollowUpPassing.objects.filter(follow_up=OuterRef("pk"), receiver=user).order_by("-at", "-id")
    rows = FollowUp.objects.open().filter(owner=user, due_on__lte=today + ahead)
    rows = rows.annotate(received_from=Subquery(passed.values("giver__name")[:1]))
    return list(rows.select_related("file__employer", "candidate").order_by("due_on", "id"))


def quiet_files(user: User, *, today: date) -> QuerySet[EmployerFile]:
    """Open files that the user leads, without a qualifying contact for 60 days, longest silence first."""
    quiet = EmployerFile.objects.open().led_by(user, today).filter(quiet_since(today - QUIET_AFTER))
    return quiet.order_by(F("last_contact_on").asc(nulls_first=True), "id")


def quiet_since(day: date) -> Q:
    """Files opened before the day, and without a qualifying contact since."""
    return Q(opened_on__lt=day) & (Q(last_contact_on__lt=day) | Q(last_contact_on=None))
