"""Reads of the work done: what is due, which files are quiet."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from crm.accounts.models import User
from crm.casework.models import FollowUp, FollowUpPassing
from crm.employers.models import EmployerFile

QUIET_AFTER = timedelta(days=60)
#: From the day of the first follow-up of a permit to its last day.
PERMITS_AHEAD = timedelta(days=184)


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
