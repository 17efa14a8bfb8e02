"""Telling people of what happened: each event names whom it concerns; the same event tells nobody twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from crm.accounts.models import Posting, Role, User
from crm.caseload.models import Handover
from crm.employers.models import EmployerFile, FileEdit, FileEditKind, FileLead
from crm.matching.models import Match, MatchStage, Presentation
from crm.needs.models import WAITING_STAGES, LabourNeed
from crm.notices.models import Channel, MailKind, Notice, NoticeChoice, NoticeKind
from crm.notices.rules import LEFT, channel_of
from crm.notices.services.acts import write_about_hire, write_about_profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody is to be told: its kind, a key that is the event's own, and what it is about."""

    user_id: int
    kind: str
    key: str
    about: dict[str, Any] = field(default_factory=dict)
    day: date | None = None


def tell(told: Iterable[Told], *, now: datetime) -> int:
    """Write each notice once, but for kinds that the person wants nothing of; returns how many were asked for."""
    wanted = list(told)
    chosen: dict[int, dict[str, str]] = {}
    for user_id, kind, channel in NoticeChoice.objects.filter(
        user_id__in={one.user_id for one in wanted}
    ).values_list("user_id", "kind", "channel"):
        chosen.setdefault(user_id, {})[kind] = channel
    rows = [
        Notice(user_id=one.user_id, kind=one.kind, key=one.key, at=now, day=one.day, **one.about)
        for one in wanted
        if channel_of(one.kind, chosen.get(one.user_id, {})) != Channel.NONE
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def in_charge_of(file: EmployerFile, day: date) -> list[int]:
    """Who leads the file on a day; without a lead, the managers of its direction."""
    lead = FileLead.objects.on(day).filter(file=file, user__is_active=True).first()
    if lead:
        return [lead.user_id]
    managers = Posting.objects.on(day).with_role(Role.MANAGER).filter(direction_id=file.direction_id)
    return list(managers.filter(user__is_active=True).values_list("user_id", flat=True))


def representatives_of(file: EmployerFile) -> list[int]:
    """The employer's own people who have an account."""
    members = file.employer.members.filter(active=True, user__is_active=True)
    return list(members.values_list("user_id", flat=True))


def _need_submitted(need_id: int, now: datetime) -> None:
    need = LabourNeed.objects.select_related("file").filter(pk=need_id, stage__in=WAITING_STAGES).first()
    if need is None:
        return
    last = need.moves.order_by("-at", "-id").values_list("pk", flat=True).first()
    told = [
        Told(
            user_id=user,
            kind=NoticeKind.NEED_TO_QUALIFY,
            key=f"submitted-{need.pk}-{last}",
            about={"need": need, "file": need.file},
        )
        for user in in_charge_of(need.file, timezone.localdate(now))
        if user != need.submitted_by_id
    ]
    tell(told, now=now)


def _presentation(presentation_id: int) -> Presentation | None:
    rows = Presentation.objects.select_related(
        "match__need__file__employer", "match__need__file__direction", "match__need__occupation"
    )
    found: Presentation | None = rows.filter(pk=presentation_id).first()
    return found


def _answered(presentation_id: int, now: datetime) -> None:
    shown = _presentation(presentation_id)
    if shown is None or shown.answered_at is None:
        return
    file = shown.match.need.file
    told = [
        Told(
            user_id=user,
            kind=NoticeKind.ANSWERED,
            key=f"answered-{shown.pk}",
            about={"presentation": shown, "need": shown.match.need, "file": file},
        )
        for user in {shown.presented_by_id, *in_charge_of(file, timezone.localdate(now))}
    ]
    tell(told, now=now)


def _presented(presentation_id: int, now: datetime) -> None:
    shown = _presentation(presentation_id)
    if shown is None or shown.answered_at is not None or not shown.is_open:
        return
    file = shown.match.need.file
    told = [
        Told(
            user_id=user,
            kind=NoticeKind.PROFILE_SHOWN,
            key=f"shown-{shown.pk}",
            about={"presentation": shown, "need": shown.match.need, "file": file},
            day=shown.due_on,
        )
        for user in representatives_of(file)
    ]
    tell(told, now=now)
    write_about_profile(shown, MailKind.PROFILE, key=f"profile-{shown.pk}", now=now)


def _offered(match_id: int, now: datetime) -> None:
    rows = Match.objects.select_related("need__file__direction", "need__occupation")
    match = rows.filter(pk=match_id, stage=MatchStage.OFFER).first()
    if match is not None:
        last = match.moves.order_by("-at", "-id").values_list("pk", flat=True).first()
        write_about_hire(match, key=f"hire-{match.pk}-{last}", now=now)


def _handover(handover_id: int, now: datetime) -> None:
    """The receiver is asked; once answered, whoever proposed it and whoever gave it are told."""
    row = Handover.objects.filter(pk=handover_id).first()
    if row is None:
        return
    asked = row.answered_at is None
    whom = {row.receiver_id} if asked else {row.proposed_by_id, row.giver_id} - {row.receiver_id, None}
    told = [
        Told(
            user_id=user,
            kind=NoticeKind.HANDOVER_ASKED if asked else NoticeKind.HANDOVER_ANSWERED,
            key=f"handover-{row.pk}-{'asked' if asked else 'answered'}",
            about={"handover": row, "file": row.file, "candidate": row.candidate},
        )
        for user in whom
        if user
    ]
    tell(told, now=now)


def _lead(lead_id: int, now: datetime) -> None:
    lead = FileLead.objects.select_related("file").filter(pk=lead_id).first()
    if lead is None:
        return
    told = [
        Told(
            user_id=user,
            kind=NoticeKind.REASSIGNED,
            key=f"lead-{lead.file_id}-{lead.user_id}-{lead.valid_from}{'' if user == lead.user_id else LEFT}",
            about={"file": lead.file},
            day=lead.valid_from,
        )
        for user in {lead.user_id, *_led_until(lead)}
    ]
    tell(told, now=now)


def _led_until(lead: FileLead) -> list[int]:
    """Who led the file until this lead took it over, but for whoever handed it over: they know."""
    edits = FileEdit.objects.filter(file_id=lead.file_id, kind=FileEditKind.LEAD).order_by("-at", "-id")
    by = edits.values_list("by_id", flat=True).first()
    before = FileLead.objects.filter(file_id=lead.file_id, valid_to__gte=lead.valid_from - timedelta(days=1))
    former = before.filter(valid_from__lt=lead.valid_from, user__is_active=True).exclude(pk=lead.pk)
    return list(former.exclude(user_id__in={lead.user_id, by}).values_list("user_id", flat=True))


#: What the nouns promise by name: the event, and the row that it happened to.
EVENTS: dict[str, Callable[[int, datetime], None]] = {
    "need_submitted": _need_submitted,
    "presented": _presented,
    "answered": _answered,
    "offered": _offered,
    "handover": _handover,
    "lead": _lead,
}


@transaction.atomic
def tell_event(event: str, subject_id: int, *, now: datetime) -> None:
    """Tell whom an event concerns; harmless when repeated, when its row has gone, or when the event is unknown."""
    handler = EVENTS.get(event)
    if handler is not None:
        handler(subject_id, now)


def active_users(ids: Iterable[int]) -> set[int]:
    """Those of the accounts that are open."""
    return set(User.objects.filter(pk__in=set(ids), is_active=True).values_list("pk", flat=True))
