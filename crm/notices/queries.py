"""Reads of notices and messages: the bell, the list with what its reader may still see, what waits for a digest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from crm.accounts.models import User
from crm.candidates.models import Candidate
from crm.caseload.models import Handover
from crm.casework.models import FollowUp
from crm.core.text import fold
from crm.employers.models import EmployerFile
from crm.matching.models import Match, Presentation
from crm.needs.models import LabourNeed
from crm.notices.models import ActLink, Channel, MailState, Notice, NoticeChoice, OutgoingMail
from crm.notices.rules import EMPLOYER_KINDS, HABITS, STAFF_KINDS
from crm.notices.words import said_of, title_of
from crm.partners.models import Agreement

#: The bell counts no further than this.
BELL_STOPS = 99
#: What a notice is about, from the most telling: the first one decides where it leads.
ABOUT: tuple[tuple[str, Any], ...] = (
    ("match", Match),
    ("presentation", Presentation),
    ("handover", Handover),
    ("mail", OutgoingMail),
    ("follow_up", FollowUp),
    ("need", LabourNeed),
    ("candidate", Candidate),
    ("file", EmployerFile),
    ("agreement", Agreement),
)
RELATED = (
    "need__occupation",
    "file__employer",
    "presentation",
    "match",
    "candidate",
    "follow_up",
    "handover",
    "agreement",
)


def _counted(rows: QuerySet[Any]) -> Any:
    """The number of `rows`, as a part of another query."""
    grouped = rows.order_by().values("user_id" if rows.model is Notice else "receiver_id")
    return Coalesce(Subquery(grouped.annotate(found=Count("pk")).values("found")[:1]), 0)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the frame of every page counts for its reader."""

    notices: int
    handovers: int


def waiting_for(user: User) -> Waiting:
    """Unread notices (no further than the bell counts) and handovers to answer, read once per user object."""
    known = user.__dict__.get("_waiting")
    if not isinstance(known, Waiting):
        known = user.__dict__["_waiting"] = _count_waiting(user)
    return known


def _count_waiting(user: User) -> Waiting:
    unread = Notice.objects.unread().filter(user_id=OuterRef("pk"), pk__in=_newest_unread(user))
    asked = Handover.objects.waiting().filter(receiver_id=OuterRef("pk"))
    row = (
        User.objects.filter(pk=user.pk)
        .annotate(unread=_counted(unread), asked=_counted(asked))
        .values("unread", "asked")
        .first()
    )
    return Waiting(row["unread"], row["asked"]) if row else Waiting(0, 0)


def _newest_unread(user: User) -> QuerySet[Any]:
    return Notice.objects.unread().filter(user=user).order_by("-at").values("pk")[: BELL_STOPS + 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    """A notice as its reader sees it today: `leads_to` names what it is about, "" when that is beyond their reach."""

    notice: Notice
    title: str
    said: str
    leads_to: str


def in_words(notices: Sequence[Notice], user: User) -> list[NoticeLine]:
    """Each notice with what its reader may see of its object now; a constant number of queries."""
    seen = {name: _seen(name, model, notices, user) for name, model in ABOUT}
    return [_line(notice, seen) for notice in notices]


def _seen(name: str, model: Any, notices: Iterable[Notice], user: User) -> set[int]:
    ids = {getattr(notice, f"{name}_id") for notice in notices} - {None}
    if not ids:
        return set()
    return set(model.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))


def _line(notice: Notice, seen: dict[str, set[int]]) -> NoticeLine:
    about = [name for name, _model in ABOUT if getattr(notice, f"{name}_id") is not None]
    # An employer's representative sees the need and the profile, not the file that they are kept in.
    reached = [name for name in about if getattr(notice, f"{name}_id") in seen[name]]
    hidden = not reached or (about[0] not in reached)
    return NoticeLine(
        notice=notice,
        title=str(title_of(notice)),
        said="" if hidden else said_of(notice),
        leads_to="" if hidden else reached[0],
    )


def kinds_for(*, is_staff: bool) -> tuple[str, ...]:
    """The kinds of notices that concern a reader."""
    return STAFF_KINDS if is_staff else EMPLOYER_KINDS


def channels_of(user: User, *, is_staff: bool) -> dict[str, str]:
    """How the user is told of each kind that concerns them."""
    chosen = dict(NoticeChoice.objects.filter(user=user).values_list("kind", "channel"))
    return {kind: chosen.get(kind, HABITS[kind]) for kind in kinds_for(is_staff=is_staff)}


def kinds_by_channel(user: User, channel: str) -> list[str]:
    """The kinds of which the user is told through a channel."""
    chosen = dict(NoticeChoice.objects.filter(user=user).values_list("kind", "channel"))
    return [kind for kind in HABITS if chosen.get(kind, HABITS[kind]) == channel]


def choices_of(user_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """What each of these users chose, by kind, in one query."""
    chosen: dict[int, dict[str, str]] = {}
    rows = NoticeChoice.objects.filter(user_id__in=set(user_ids)).values_list("user_id", "kind", "channel")
    for user_id, kind, channel in rows:
        chosen.setdefault(user_id, {})[kind] = channel
    return chosen


def to_digest(user: User, channel: str = Channel.DAILY) -> list[Notice]:
    """What the next digest of a user would hold: unread, never mailed, still theirs to see, oldest first."""
    rows = Notice.objects.unread().filter(user=user, mailed_at=None, kind__in=kinds_by_channel(user, channel))
    found = list(rows.select_related(*RELATED).order_by("at", "id")[:BELL_STOPS])
    return [line.notice for line in in_words(found, user) if line.leads_to]


def live_links(file: EmployerFile, *, now: datetime) -> QuerySet[Any]:
    """The links about a file that still open, but for those that only stop messages; newest first."""
    rows = ActLink.objects.live(now).filter(file=file).exclude(purpose__in=["opt_out", "return"])
    return rows.select_related("contact", "user", "need", "presentation").order_by("-created_at")


def mails_matching(user: User, *, words: str = "", state: str = "") -> QuerySet[Any]:
    """The messages that the user follows, newest first: by subject, recipient or employer, and by state."""
    rows: QuerySet[Any] = OutgoingMail.objects.visible_to(user).select_related("file__employer")
    if state in MailState.values:
        rows = rows.filter(state=state)
    if words:
        called = EmployerFile.objects.filter(employer__folded_name__contains=fold(words) or words).order_by()
        rows = rows.filter(
            Q(subject__unaccent__icontains=words)
            | Q(recipient_name__unaccent__icontains=words)
            | Q(recipient_email__icontains=words)
            | Q(file__in=called.values("pk"))
        )
    return rows
