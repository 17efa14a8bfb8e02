"""How the work in hand went over the last weeks, counted again from dated rows: responsibilities, moves, promises.

Nothing is kept to be counted. The stage of a file on a past day is the one that its first later move left, or today's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from crm.caseload.rules import ACTIVE_STAGES, WEEK, Load
from crm.needs.models import ACTIVE_STAGES as ACTIVE_NEEDS

TREND_WEEKS = 12

# In each statement `days` are (day, first moment after it); `later` are the stages left after each day.
_FILES = """
WITH days AS (SELECT * FROM unnest(%(days)s::date[], %(ends)s::timestamptz[]) AS d(day, after)),
later AS (
    SELECT DISTINCT ON (d.day, m.file_id) d.day, m.file_id, m.from_stage
    FROM days d JOIN employers_filemove m ON m.at >= d.after
    WHERE m.file_id IN (SELECT file_id FROM employers_filelead WHERE user_id = ANY(%(users)s))
    ORDER BY d.day, m.file_id, m.at, m.id),
needs_later AS (
    SELECT DISTINCT ON (d.day, m.need_id) d.day, m.need_id, m.from_stage
    FROM days d JOIN needs_needmove m ON m.at >= d.after
    WHERE m.need_id IN (
        SELECT n.id FROM needs_labourneed n JOIN employers_filelead h ON h.file_id = n.file_id
        WHERE h.user_id = ANY(%(users)s))
    ORDER BY d.day, m.need_id, m.at, m.id),
held AS (
    SELECT d.day, d.after, h.file_id, COALESCE(l.from_stage, f.stage) AS stage
    FROM days d
    JOIN employers_filelead h ON h.user_id = ANY(%(users)s)
        AND h.valid_from <= d.day AND (h.valid_to IS NULL OR h.valid_to >= d.day)
    JOIN employers_employerfile f ON f.id = h.file_id
        AND f.direction_id = ANY(%(directions)s) AND f.merged_into_id IS NULL
    LEFT JOIN later l ON l.file_id = f.id AND l.day = d.day),
open_files AS (SELECT * FROM held WHERE stage NOT IN ('closed', 'asleep', '')),
active_needs AS (
    SELECT o.day, count(*) AS number
    FROM open_files o
    JOIN needs_labourneed n ON n.file_id = o.file_id AND n.created_at < o.after
    LEFT JOIN needs_later l ON l.need_id = n.id AND l.day = o.day
    WHERE COALESCE(l.from_stage, n.stage) = ANY(%(needs)s)
    GROUP BY o.day)
SELECT o.day, count(*) FILTER (WHERE o.stage = ANY(%(active)s)),
    count(*) FILTER (WHERE o.stage <> ALL(%(active)s)), COALESCE(max(a.number), 0)
FROM open_files o LEFT JOIN active_needs a ON a.day = o.day
GROUP BY o.day
"""
_PERSONS = """
WITH days AS (SELECT * FROM unnest(%(days)s::date[], %(ends)s::timestamptz[]) AS d(day, after)),
later AS (
    SELECT DISTINCT ON (d.day, m.candidate_id) d.day, m.candidate_id, m.from_stage
    FROM days d JOIN candidates_candidatemove m ON m.at >= d.after
    WHERE m.candidate_id IN (
        SELECT candidate_id FROM candidates_candidateofficer WHERE user_id = ANY(%(users)s))
    ORDER BY d.day, m.candidate_id, m.at, m.id)
SELECT d.day, count(*), count(p.id)
FROM days d
JOIN candidates_candidateofficer h ON h.user_id = ANY(%(users)s)
    AND h.valid_from <= d.day AND (h.valid_to IS NULL OR h.valid_to >= d.day)
JOIN candidates_candidate c ON c.id = h.candidate_id AND c.direction_id = ANY(%(directions)s)
LEFT JOIN later l ON l.candidate_id = c.id AND l.day = d.day
LEFT JOIN settlement_actionplan p ON p.candidate_id = c.id
    AND p.opened_on <= d.day AND (p.closed_on IS NULL OR p.closed_on > d.day)
WHERE COALESCE(l.from_stage, c.stage) NOT IN ('closed', '')
GROUP BY d.day
"""
_FOLLOW_UPS = """
WITH days AS (SELECT * FROM unnest(%(days)s::date[], %(ends)s::timestamptz[]) AS d(day, after)),
passed AS (
    SELECT DISTINCT ON (d.day, p.follow_up_id) d.day, p.follow_up_id, p.giver_id
    FROM days d JOIN casework_followuppassing p ON p.at >= d.after
    ORDER BY d.day, p.follow_up_id, p.at, p.id),
mine AS (
    SELECT id FROM casework_followup WHERE owner_id = ANY(%(users)s)
    UNION SELECT follow_up_id FROM casework_followuppassing WHERE giver_id = ANY(%(users)s))
SELECT d.day, count(*)
FROM days d
JOIN casework_followup f ON f.created_at < d.after AND (f.done_at IS NULL OR f.done_at >= d.after)
    AND f.id IN (SELECT id FROM mine)
LEFT JOIN passed p ON p.follow_up_id = f.id AND p.day = d.day
WHERE COALESCE(p.giver_id, f.owner_id) = ANY(%(users)s)
GROUP BY d.day
"""


@dataclass(frozen=True, slots=True)
class WeekLoad:
    """The work in hand at the end of a day."""

    day: date
    load: Load


def trend_of(
    user_ids: Iterable[int], direction_ids: frozenset[int], today: date, *, weeks: int = TREND_WEEKS
) -> list[WeekLoad]:
    """The load of some people together, today and on the same weekday of the weeks before; three statements."""
    days = [today - n * WEEK for n in reversed(range(weeks))]
    values = {
        "days": days,
        "ends": [_after(day) for day in days],
        "users": sorted(user_ids),
        "directions": sorted(direction_ids),
        "needs": [stage.value for stage in ACTIVE_NEEDS],
        "active": [stage.value for stage in ACTIVE_STAGES],
    }
    files, persons, promises = (_read(sql, values) for sql in (_FILES, _PERSONS, _FOLLOW_UPS))
    nothing = (0, 0, 0)
    return [
        WeekLoad(
            day,
            Load(
                files_active=files.get(day, nothing)[0],
                files_other=files.get(day, nothing)[1],
                needs=files.get(day, nothing)[2],
                persons=persons.get(day, nothing)[0],
                plans=persons.get(day, nothing)[1],
                follow_ups=promises.get(day, nothing)[0],
            ),
        )
        for day in days
    ]


def _after(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _read(sql: str, values: dict[str, Any]) -> dict[date, tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return {row[0]: tuple(row[1:]) for row in cursor.fetchall()}
