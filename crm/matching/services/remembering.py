"""What the workers remember of everyone: the newest few are named, the rest may go."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from crm.matching.models import Snapshot

#: A task that began with the one before ends with it.
NAMED = 2


@transaction.atomic
def remember_snapshot(
    *, name: str, taxonomy: str, day: date, seen_since: datetime, persons: int, needs: int, now: datetime
) -> Snapshot:
    """Write down that the folder `name` holds everyone of that day; all but the newest few are forgotten."""
    taken = Snapshot.objects.create(
        name=name,
        taxonomy=taxonomy,
        day=day,
        seen_since=seen_since,
        taken_at=now,
        persons=persons,
        needs=needs,
    )
    newest = list(Snapshot.objects.values_list("pk", flat=True)[:NAMED])
    Snapshot.objects.exclude(pk__in=newest).delete()
    return taken
