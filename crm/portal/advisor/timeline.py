"""Everything that happened to a file: its own events, what came out of its matches, what was written by e-mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.models import User
from crm.casework.queries import WHOLE, Event, Window, timeline
from crm.employers.models import EmployerFile
from crm.matching.models import Match, MatchMove, Placement, Presentation
from crm.notices.models import OutgoingMail

PAGE = 50
#: By the word of the address: the label, and the kinds that stay.
FILTERS: dict[str, tuple[Promise, tuple[str, ...]]] = {
    "interventions": (gettext_lazy("Interventions"), ("intervention", "diagnosis")),
    "etapes": (gettext_lazy("Étapes"), ("stage",)),
    "besoins": (gettext_lazy("Besoins"), ("need",)),
    "jumelages": (gettext_lazy("Jumelages"), ("match", "presentation", "placement")),
    "documents": (gettext_lazy("Documents"), ("document",)),
    "courriels": (gettext_lazy("Courriels"), ("mail",)),
    "suivis": (gettext_lazy("Suivis faits"), ("follow_up",)),
    "fiche": (gettext_lazy("Fiche modifiée"), ("edit",)),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A page of the timeline, and the moment from which the older part goes on; None at its end."""

    events: list[Event]
    older: datetime | None


def part_of_timeline(file: EmployerFile, *, reader: User, only: str = "", before: str = "") -> Part:
    """The newest events of one filter before a moment; events of one very moment stay on one page."""
    try:
        moment = parse_datetime(before)
    except ValueError:
        moment = None
    if moment is not None and timezone.is_naive(moment):
        moment = None
    kinds = FILTERS[only][1] if only in FILTERS else None
    events = whole_timeline(file, reader=reader, window=Window(moment, kinds))
    if len(events) <= PAGE:
        return Part(events, None)
    last = events[PAGE - 1].at
    shown = [event for event in events if event.at >= last]
    return Part(shown, last if len(events) > len(shown) else None)


def whole_timeline(file: EmployerFile, *, reader: User, window: Window = WHOLE) -> list[Event]:
    """The events that the reader may see, newest first."""
    events = timeline(file, reader=reader, window=window)
    if window.wants("match"):
        events += _matches(file, reader, window)
    if window.wants("presentation"):
        events += _presentations(file, reader, window)
    if window.wants("placement"):
        events += _placements(file, reader, window)
    if window.wants("mail"):
        events += _mails(file, reader, window)
    return sorted(filter(window.holds, events), key=lambda event: event.at, reverse=True)


def _noon(row_day: object) -> datetime:
    return timezone.make_aware(datetime.combine(row_day, time(12)))  # type: ignore[arg-type]


def _matches(file: EmployerFile, reader: User, window: Window) -> list[Event]:
    seen = Match.objects.visible_to(reader).filter(need__file=file)
    rows = MatchMove.objects.filter(match__in=seen).select_related(
        "match__need__occupation", "match__candidate", "by"
    )
    return [
        Event(
            at=move.at,
            kind="match",
            icon="bridge",
            title=move.stage_label,
            by=move.by,
            need=move.match.need,
            detail=move.match.candidate.reference,
            undone=move.undone_at is not None,
        )
        for move in window.newest(rows, "at")
    ]


def _presentations(file: EmployerFile, reader: User, window: Window) -> list[Event]:
    """The answers of the employer: the presentation itself is a stage of the match."""
    rows = Presentation.objects.visible_to(reader).filter(match__need__file=file, answered_at__isnull=False)
    rows = rows.select_related("match__need", "answer_reason")
    return [
        Event(
            at=row.answered_at,
            kind="presentation",
            icon="question",
            title=str(row.get_answer_display()),
            need=row.match.need,
            detail=row.profile_number,
            text=row.answer_reason.label if row.answer_reason else "",
            undone=row.undone_at is not None,
        )
        for row in window.newest(rows, "answered_at")
    ]


def _placements(file: EmployerFile, reader: User, window: Window) -> list[Event]:
    rows = Placement.objects.visible_to(reader).filter(need__file=file).select_related("need", "candidate")
    return [
        Event(
            at=_noon(row.confirmed_on),
            day=row.confirmed_on,
            kind="placement",
            icon="heart",
            title=_("Embauche confirmée"),
            need=row.need,
            detail=row.candidate.reference,
            counts=True,
            undone=row.undone_at is not None,
        )
        for row in window.newest(rows, "confirmed_on")
    ]


def _mails(file: EmployerFile, reader: User, window: Window) -> list[Event]:
    """What was written to the employer, by its subject; the text is on the page of the message."""
    rows = OutgoingMail.objects.visible_to(reader).filter(file=file, contact__isnull=False)
    return [
        Event(
            at=row.created_at,
            kind="mail",
            icon="mail",
            title=row.subject,
            detail=row.recipient_name,
            text=str(row.get_state_display()),
        )
        for row in window.newest(rows, "created_at")
    ]
