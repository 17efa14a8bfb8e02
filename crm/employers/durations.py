"""How long files stay in a stage, in the days between two moves."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from crm.territory.models import Direction

_MEDIANS = """
select stage, percentile_cont(0.5) within group (order by left_at - at), count(*)
from (
    select move.to_stage as stage, move.at,
           lead(move.at) over (partition by move.file_id order by move.at, move.id) as left_at
    from employers_filemove move
    join employers_employerfile file on file.id = move.file_id
    where file.direction_id = %s
) stay
where left_at is not null
group by stage
"""


def median_stays(direction: Direction) -> dict[str, tuple[timedelta, int]]:
    """By stage: the median stay of the direction's files that have left it, and of how many stays."""
    with connection.cursor() as cursor:
        cursor.execute(_MEDIANS, [direction.pk])
        return {stage: (stay, count) for stage, stay, count in cursor.fetchall()}
