"""Everything that happened to a file: the file's own events, and what came out of its matches."""

from __future__ import annotations

from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.accounts.models import User
from crm.casework.queries import Event, timeline
from crm.employers.models import EmployerFile
from crm.matching.models import Match, MatchMove, Placement

FILTERS = {"interventions": ("intervention",), "etapes": ("stage", "need", "match")}


def whole_timeline(file: EmployerFile, *, reader: User, only: str = "") -> list[Event]:
    """The events that the reader may see, newest first; `only` keeps the kinds of one filter."""
    events = [*timeline(file, reader=reader), *_matches(file, reader), *_placements(file, reader)]
    kinds = FILTERS.get(only)
    kept = [event for event in events if kinds is None or event.kind in kinds]
    return sorted(kept, key=lambda event: event.at, reverse=True)


def _matches(file: EmployerFile, reader: User) -> list[Event]:
    seen = Match.objects.visible_to(reader).filter(need__file=file)
    rows = MatchMove.objects.filter(match__in=seen).select_related("match__need", "match__candidate", "by")
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
        for move in rows
    ]


def _placements(file: EmployerFile, reader: User) -> list[Event]:
    rows = Placement.objects.visible_to(reader).filter(need__file=file).select_related("need", "candidate")
    return [
        Event(
            at=timezone.make_aware(datetime.combine(row.confirmed_on, time(12))),
            day=row.confirmed_on,
            kind="placement",
            icon="heart",
            title=_("Embauche confirmée"),
            need=row.need,
            detail=row.candidate.reference,
            counts=True,
            undone=row.undone_at is not None,
        )
        for row in rows
    ]
