"""What a weekly review reads: the lines of somebody's sheet, the whole team at a glance, what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from crm.accounts.models import Role, User
from crm.caseload.models import ReviewDecision
from crm.caseload.queries.hands import files_led, persons_held
from crm.caseload.queries.loads import in_charge, led_files
from crm.caseload.rules import PERMIT_DAYS, QUIET_DAYS
from crm.casework.models import FollowUp
from crm.employers.models import FileStage, ForeignStaff


def _expiring(day: date) -> Q:
    return Q(expires_on__range=(day, day + timedelta(days=PERMIT_DAYS)), ended_at=None)


def sheet_lines(
    user: User, role: str, direction_ids: frozenset[int], day: date, *, all_lines: bool = False
) -> QuerySet[Any]:
    """The files that an advisor leads, or the persons whom an officer accompanies, that a review looks at (rule CH-3).

    With `all_lines`, those too that nothing calls attention to. Each has `next_follow_up`, `permit`, and `spoken`.
    """
    held: QuerySet[Any]
    if role == Role.ADVISOR:
        permits = ForeignStaff.objects.filter(_expiring(day), file=OuterRef("pk")).order_by("expires_on")
        held = files_led(user, direction_ids, day).annotate(
            permit=Subquery(permits.values("expires_on")[:1]),
            spoken=Coalesce("last_contact_on", "opened_on"),
        )
        flagged = Q(spoken__lt=day - timedelta(days=QUIET_DAYS)) | Q(permit__isnull=False)
    else:
        held = persons_held(user, direction_ids, day).annotate(permit=F("authorisation__may_work_until"))
        flagged = Q(permit__range=(day, day + timedelta(days=PERMIT_DAYS)))
    looked_at = flagged | Q(next_follow_up=None) | Q(next_follow_up__lt=day)
    return held if all_lines else held.filter(looked_at)


@dataclass(frozen=True, slots=True)
class ToReview:
    """Of one person's work: how many lines have no next step, and how many a permit that ends within six months."""

    no_step: int = 0
    permits: int = 0


def to_review(direction_ids: frozenset[int], day: date) -> dict[tuple[str, int], ToReview]:
    """What a review looks at, by role and key of who holds it; two statements."""
    files = led_files(direction_ids, day).exclude(file__stage=FileStage.ASLEEP)
    file_steps = FollowUp.objects.open().filter(file=OuterRef("file_id"))
    staff = ForeignStaff.objects.filter(_expiring(day), file=OuterRef("file_id"))
    soon = Q(candidate__authorisation__may_work_until__range=(day, day + timedelta(days=PERMIT_DAYS)))
    steps = FollowUp.objects.open().filter(candidate=OuterRef("candidate_id"))
    found: dict[tuple[str, int], ToReview] = {}
    for role, rows in (
        (
            Role.ADVISOR,
            files.alias(stepped=Exists(file_steps), expiring=Exists(staff))
            .values("user_id")
            .annotate(
                no_step=Count("pk", filter=Q(stepped=False)), permits=Count("pk", filter=Q(expiring=True))
            ),
        ),
        (
            Role.OFFICER,
            in_charge(direction_ids, day)
            .alias(stepped=Exists(steps))
            .values("user_id")
            .annotate(no_step=Count("pk", filter=Q(stepped=False)), permits=Count("pk", filter=soon)),
        ),
    ):
        for row in rows:
            found[role.value, row["user_id"]] = ToReview(row["no_step"], row["permits"])
    return found


def decisions_of(reader: User, week: date, *, member_id: int | None = None) -> list[ReviewDecision]:
    """What was decided in a week, the last first; of everybody, or of one."""
    seen = ReviewDecision.objects.visible_to(reader).filter(week=week)
    if member_id is not None:
        seen = seen.filter(member_id=member_id)
    return list(seen.select_related("file__employer", "candidate", "by", "member"))


def standing(decisions: list[ReviewDecision]) -> dict[tuple[int | None, int | None], ReviewDecision]:
    """The decision that stands of each file or person, by their keys; (None, None) is the whole sheet."""
    return {(one.file_id, one.candidate_id): one for one in reversed(decisions)}


def past_weeks(reader: User, *, before: date, member_id: int | None = None) -> list[tuple[date, int]]:
    """The weeks of the last year in which something was decided, the last first, with how many decisions."""
    seen = ReviewDecision.objects.visible_to(reader).filter(
        week__lt=before, week__gte=before - timedelta(days=371)
    )
    if member_id is not None:
        seen = seen.filter(member_id=member_id)
    rows = seen.order_by().values("week").annotate(number=Count("pk")).order_by("-week")
    return [(row["week"], row["number"]) for row in rows]
