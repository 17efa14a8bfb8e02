"""What happened, event by event: whom it concerns, and what leaves by e-mail; the same event tells nobody twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from crm.caseload.models import Handover
from crm.employers.models import FileEdit, FileEditKind, FileLead
from crm.matching.models import Match, MatchStage, Presentation
from crm.needs.models import WAITING_STAGES, LabourNeed
from crm.notices.models import MailKind, NoticeKind
from crm.notices.rules import LEFT
from crm.notices.services.acts import write_about_hire, write_about_profile
from crm.notices.services.invitations import write_invitation
from crm.notices.services.need_events import need_changed, need_resumed, need_withdrawn
from crm.notices.services.request_events import request_answered, request_asked
from crm.notices.services.telling import Told, in_charge_of, representatives_of, tell


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
    "member_invited": write_invitation,
    "need_changed": need_changed,
    "need_withdrawn": need_withdrawn,
    "need_resumed": need_resumed,
    "request_asked": request_asked,
    "request_answered": request_answered,
}


@transaction.atomic
def tell_event(event: str, subject_id: int, *, now: datetime) -> None:
    """Tell whom an event concerns; harmless when repeated, when its row has gone, or when the event is unknown."""
    handler = EVENTS.get(event)
    if handler is not None:
        handler(subject_id, now)
