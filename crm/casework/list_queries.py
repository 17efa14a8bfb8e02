"""What the working lists of files and follow-ups read: contacts, promises, time in stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from crm.accounts.models import User
from crm.casework.models import FollowUp
from crm.casework.queries import QUIET_AFTER, quiet_since
from crm.core.among import among
from crm.core.text import fold
from crm.employers.models import EmployerFile
from crm.needs.models import SCORED_STAGES, LabourNeed

WEEK = timedelta(days=7)


def files_in_state(files: QuerySet[Any], state: str, *, today: date) -> QuerySet[Any]:
    """« quiet »: no qualifying contact for 60 days; « late »: something promised is overdue."""
    if state == "quiet":
        since = today - QUIET_AFTER
        return files.filter(quiet_since(since))
    if state == "late":
        return files.filter(Exists(FollowUp.objects.overdue(today).filter(file=OuterRef("pk"))))
    return files


def files_with_work(files: QuerySet[Any]) -> QuerySet[Any]:
    """Each file with its last contact, its next promise, its needs under way, and since when it is in its stage."""
    promises = FollowUp.objects.open().filter(file=OuterRef("pk")).order_by("due_on")
    needs = LabourNeed.objects.filter(file=OuterRef("pk"), stage__in=SCORED_STAGES).order_by().values("file")
    return files.annotate(
        last_contact=F("last_contact_on"),
        next_due=Subquery(promises.values("due_on")[:1]),
        open_needs=Coalesce(Subquery(needs.annotate(n=Count("pk")).values("n")), 0),
        stage_since=Coalesce("moved_at", "created_at"),
    )


def with_next_promise(persons: QuerySet[Any]) -> QuerySet[Any]:
    """Each person with the day of the first follow-up still to do."""
    promises = FollowUp.objects.open().filter(candidate=OuterRef("pk")).order_by("due_on")
    return persons.annotate(next_due=Subquery(promises.values("due_on")[:1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpSearch:
    """What somebody looks for among promises. `when` is "open", "late", "week", "done" or "all"."""

    words: str = ""
    when: str = "open"
    owner_id: int | None = None
    about: str = ""


def search_follow_ups(user: User, *, search: FollowUpSearch, today: date) -> QuerySet[Any]:
    """The promises that the user sees and looks for."""
    found: QuerySet[Any] = FollowUp.objects.visible_to(user)
    if search.when in {"open", "late", "week"}:
        found = found.filter(done_at=None)
    if search.when == "late":
        found = found.filter(due_on__lt=today)
    elif search.when == "week":
        found = found.filter(due_on__range=(today, today + WEEK))
    elif search.when == "done":
        found = found.filter(done_at__isnull=False)
    if search.owner_id:
        found = found.filter(owner_id=search.owner_id)
    if search.about:
        found = found.filter(file__isnull=search.about != "file")
    if search.words:
        found = found.filter(_words(fold(search.words) or search.words))
    return found


def _words(folded: str) -> Q:
    """What was promised has the words, or the employer is called so: each by its index."""
    called = EmployerFile.objects.filter(employer__folded_name__contains=folded)
    return Q(folded_text__contains=folded) | among("file_id", called.order_by().values("pk"))


def due_lane(today: date) -> Case:
    """When a promise falls due, as the lanes of its board: late, today, week, later, done."""
    return Case(
        When(done_at__isnull=False, then=Value("done")),
        When(due_on__lt=today, then=Value("late")),
        When(due_on=today, then=Value("today")),
        When(due_on__lte=today + WEEK, then=Value("week")),
        default=Value("later"),
        output_field=CharField(),
    )
