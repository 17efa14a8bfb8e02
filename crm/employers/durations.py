"""How long files stay in a stage, in the days between two moves: counted once a day for each direction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils import timezone

from crm.employers.models import MedianStays
from crm.territory.models import Direction

_MEDIANS = """
select direction_id, stage, percentile_cont(0.5) within group (order by left_at - at), count(*)
from (
    select file.direction_id, move.to_stage as stage, move.at,
           lead(move.at) over (partition by move.file_id order by move.at, move.id) as left_at
    from employers_filemove move
    join employers_employerfile file on file.id = move.file_id
    where file.direction_id = any(%s)
) stay
where left_at is not null
group by direction_id, stage
"""
#: By stage: the median stay in days of the files that have left it, and of how many stays.
Stays = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Medians:
    """The median stays of a direction, as of a day."""

    stays: Stays
    counted_on: date


def median_stays(direction: Direction, *, today: date) -> Medians:
    """As they were last kept; counted now when they never were."""
    kept = MedianStays.objects.filter(direction=direction).first()
    if kept is None:
        return Medians(count_stays([direction.pk])[direction.pk], today)
    return Medians({stage: (days, of) for stage, (days, of) in kept.stays.items()}, kept.counted_on)


def count_stays(direction_ids: Collection[int]) -> dict[int, Stays]:
    """The median stays of each of these directions, from every move of their files."""
    found: dict[int, dict[str, tuple[int, int]]] = {key: {} for key in direction_ids}
    with connection.cursor() as cursor:
        cursor.execute(_MEDIANS, [list(direction_ids)])
        for key, stage, median, of in cursor.fetchall():
            found[key][stage] = (median.days, of)
    return dict(found)


def keep_median_stays(*, now: datetime) -> int:
    """Count what was not yet counted today. Returns for how many directions."""
    today = timezone.localdate(now)
    counted = MedianStays.objects.filter(counted_on=today).values("direction_id")
    due = list(Direction.objects.exclude(pk__in=counted).values_list("pk", flat=True))
    rows = [
        MedianStays(direction_id=key, counted_on=today, stays=stays)
        for key, stays in (count_stays(due) if due else {}).items()
    ]
    MedianStays.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["direction"], update_fields=["counted_on", "stays"]
    )
    return len(rows)
