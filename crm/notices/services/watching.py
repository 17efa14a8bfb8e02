"""What only the calendar does: things due, things that end, things that wait, looked at every quarter of an hour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from crm.candidates.models import Authorisation, CandidateOfficer, PersonStage
from crm.casework.models import FollowUp
from crm.employers.models import EmployerMember, FileLead
from crm.employers.space import ANSWERING
from crm.matching.models import Match, MatchStage, Verdict
from crm.needs.models import ACTIVE_STAGES, SCORED_STAGES, LabourNeed, NeedDraft, NeedStage
from crm.notices.models import MailState, NoticeKind, OutgoingMail
from crm.notices.services.agreements import reports_owed
from crm.notices.services.telling import Told, active_users, tell

#: Older than this, a thing is old news: the day's page still lists it.
LATE_FOR = timedelta(days=14)
PERMIT_DAYS = (90, 30)
EXPIRING_DAYS = 14
#: A pair worth a look, in hundredths, and how many of them a person is told of in a day.
WORTH = 8000
MATCHES_A_DAY = 3
NEW_MATCH = timedelta(days=1)
NEWEST = 2000
DRAFT_AFTER, DRAFT_UNTIL = timedelta(days=3), timedelta(days=30)


def watch(*, now: datetime) -> int:
    """Tell of everything due, once each; returns how many notices were asked for."""
    today = timezone.localdate(now)
    told = [
        *_follow_ups(today),
        *_needs(today),
        *_permits(today),
        *_matches(today, now),
        *_drafts(now),
        *_kept_by_link(today, now),
        *_kept_by_account(today, now),
        *_failed(now),
        *reports_owed(today),
    ]
    open_accounts = active_users(one.user_id for one in told)
    return tell([one for one in told if one.user_id in open_accounts], now=now)


def _follow_ups(today: date) -> Iterator[Told]:
    """Today's, on the day; yesterday's and older, once more."""
    rows = FollowUp.objects.open().filter(due_on__range=(today - LATE_FOR, today))
    for row in rows.values("pk", "owner_id", "due_on", "file_id", "candidate_id").iterator():
        late = row["due_on"] < today
        yield Told(
            user_id=row["owner_id"],
            kind=NoticeKind.FOLLOW_UP_LATE if late else NoticeKind.FOLLOW_UP_DUE,
            key=f"follow-up-{row['pk']}-{row['due_on']}-{'late' if late else 'due'}",
            about={
                "follow_up_id": row["pk"],
                "file_id": row["file_id"],
                "candidate_id": row["candidate_id"],
            },
            day=row["due_on"],
        )


def _needs(today: date) -> Iterator[Told]:
    """Those whose validity ends within two weeks, and those that ended lately."""
    lead = dict(FileLead.objects.on(today).values_list("file_id", "user_id"))
    near = LabourNeed.objects.filter(
        stage__in=SCORED_STAGES, valid_until__range=(today, today + timedelta(days=EXPIRING_DAYS))
    )
    over = LabourNeed.objects.filter(
        stage=NeedStage.EXPIRED, valid_until__range=(today - LATE_FOR, today - timedelta(days=1))
    )
    for kind, rows in ((NoticeKind.NEED_EXPIRING, near), (NoticeKind.NEED_EXPIRED, over)):
        for pk, file_id, day in rows.values_list("pk", "file_id", "valid_until"):
            if file_id in lead:
                yield Told(
                    user_id=lead[file_id],
                    kind=kind,
                    key=f"{kind}-{pk}-{day}",
                    about={"need_id": pk, "file_id": file_id},
                    day=day,
                )


def _permits(today: date) -> Iterator[Told]:
    """Three months before the last day on which somebody may work, and one month before: to their officer."""
    ends = Authorisation.objects.filter(
        may_work_until__range=(today, today + timedelta(days=PERMIT_DAYS[0]))
    ).exclude(candidate__stage=PersonStage.CLOSED)
    days = dict(ends.values_list("candidate_id", "may_work_until"))
    officers = CandidateOfficer.objects.on(today).filter(candidate_id__in=days)
    for candidate_id, user_id in officers.values_list("candidate_id", "user_id"):
        day = days[candidate_id]
        if day is None:
            continue
        step = min(step for step in PERMIT_DAYS if (day - today).days <= step)
        yield Told(
            user_id=user_id,
            kind=NoticeKind.PERMIT,
            key=f"permit-{candidate_id}-{day}-{step}",
            about={"candidate_id": candidate_id},
            day=day,
        )


def _matches(today: date, now: datetime) -> Iterator[Told]:
    """The best new pair of a need that nobody looked at, if it is very good; few a day, or nobody looks any more."""
    new = Match.objects.filter(
        stage=MatchStage.PROPOSED,
        rank=1,
        score__gte=WORTH,
        verdict=Verdict.ADMISSIBLE,
        created_at__gte=now - NEW_MATCH,
    )
    # The newest pairs by their own index; the stage of their needs is read for those few alone.
    newest = new.order_by("-created_at").values("pk")[:NEWEST]
    rows = (
        Match.objects.filter(pk__in=newest, need__stage__in=ACTIVE_STAGES)
        .order_by("-score", "pk")
        .values_list("pk", "need_id", "need__file_id")[:500]
    )
    lead = dict(
        FileLead.objects.on(today)
        .filter(file_id__in={row[2] for row in rows})
        .values_list("file_id", "user_id")
    )
    told: Counter[int] = Counter()
    for pk, need_id, file_id in rows:
        user = lead.get(file_id)
        if user is None or told[user] >= MATCHES_A_DAY:
            continue
        told[user] += 1
        yield Told(
            user_id=user,
            kind=NoticeKind.MATCH,
            key=f"match-{today}-{told[user]}",
            about={"match_id": pk, "need_id": need_id, "file_id": file_id},
        )


def _drafts(now: datetime) -> Iterator[Told]:
    """A need begun and not sent: its author is told once."""
    rows = LabourNeed.objects.filter(
        stage=NeedStage.DRAFT,
        submitted_by__isnull=False,
        updated_at__range=(now - DRAFT_UNTIL, now - DRAFT_AFTER),
    )
    for pk, author, file_id in rows.values_list("pk", "submitted_by_id", "file_id"):
        if author:
            yield Told(
                user_id=author,
                kind=NoticeKind.DRAFT,
                key=f"draft-{pk}",
                about={"need_id": pk, "file_id": file_id},
            )


def _kept_by_link(today: date, now: datetime) -> Iterator[Told]:
    """What an employer began by its link and never sent: whoever leads the file is told once, and may call."""
    rows = NeedDraft.objects.filter(
        link__revoked_at=None,
        link__isnull=False,
        expires_at__gt=now,
        saved_at__range=(now - DRAFT_UNTIL, now - DRAFT_AFTER),
    ).exclude(values={})
    found = list(rows.values_list("submission_key", "link__file_id"))
    leads = FileLead.objects.on(today).filter(file_id__in={file_id for _key, file_id in found})
    lead = dict(leads.values_list("file_id", "user_id"))
    for key, file_id in found:
        if file_id in lead:
            yield Told(
                user_id=lead[file_id],
                kind=NoticeKind.DRAFT,
                key=f"draft-{key}",
                about={"file_id": file_id},
            )


def _kept_by_account(today: date, now: datetime) -> Iterator[Told]:
    """The same with an account: whoever leads a file of the employer, or of the need that was to change."""
    rows = NeedDraft.objects.filter(
        user__isnull=False, expires_at__gt=now, saved_at__range=(now - DRAFT_UNTIL, now - DRAFT_AFTER)
    ).exclude(values={})
    for row in rows.values("submission_key", "user", "need__file"):
        file_id, key = row["need__file"], row["submission_key"]
        whose = {"file": file_id} if file_id else {"file__employer__in": _represented(row["user"])}
        for lead_id, of in FileLead.objects.on(today).filter(**whose).values_list("user_id", "file_id"):
            yield Told(user_id=lead_id, kind=NoticeKind.DRAFT, key=f"draft-{key}", about={"file_id": of})


def _represented(user_id: int) -> QuerySet[Any]:
    mine = EmployerMember.objects.filter(user_id=user_id, active=True, role__in=ANSWERING)
    return mine.values("employer_id")


def _failed(now: datetime) -> Iterator[Told]:
    """Messages that no server took: to whoever leads their file."""
    rows = OutgoingMail.objects.filter(
        state=MailState.FAILED, file__isnull=False, created_at__gte=now - LATE_FOR
    )
    leads = FileLead.objects.on(timezone.localdate(now)).filter(file_id__in=rows.values("file_id"))
    lead = dict(leads.values_list("file_id", "user_id"))
    for pk, file_id in rows.values_list("pk", "file_id"):
        if file_id in lead:
            yield Told(
                user_id=lead[file_id],
                kind=NoticeKind.MAIL_FAILED,
                key=f"mail-{pk}",
                about={"mail_id": pk, "file_id": file_id},
            )
