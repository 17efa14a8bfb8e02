"""The counts written a second time, from the published rules alone, in plain SQL and without the product's code."""

from __future__ import annotations

from datetime import date

from django.db import connection

# One line an act: employer, direction of the file, site that was served (or none), day in Québec.
ACTS = """
WITH facts AS (
  SELECT f.employer_id, f.direction_id, i.site_id, i.occurred_on AS day
  FROM casework_intervention i, employers_employerfile f
  WHERE f.id = i.file_id AND i.undone_at IS NULL AND i.kind IN ('visit', 'meeting', 'video', 'phone')
  UNION ALL
  SELECT f.employer_id, f.direction_id, NULL, d.completed_on
  FROM employers_diagnosis d, employers_employerfile f WHERE f.id = d.file_id AND d.completed_on IS NOT NULL
  UNION ALL
  SELECT f.employer_id, f.direction_id, n.site_id, CAST(m.at AT TIME ZONE 'America/Toronto' AS date)
  FROM needs_needmove m, needs_labourneed n, employers_employerfile f
  WHERE n.id = m.need_id AND f.id = n.file_id AND m.undone_at IS NULL
    AND m.from_stage = 'to_qualify' AND m.to_stage = 'open'
  UNION ALL
  SELECT f.employer_id, f.direction_id, n.site_id, p.presented_on
  FROM matching_presentation p, matching_match t, needs_labourneed n, employers_employerfile f
  WHERE t.id = p.match_id AND n.id = t.need_id AND f.id = n.file_id AND p.undone_at IS NULL
  UNION ALL
  SELECT f.employer_id, f.direction_id, n.site_id, m.occurred_on
  FROM matching_matchmove m, matching_match t, needs_labourneed n, employers_employerfile f
  WHERE t.id = m.match_id AND n.id = t.need_id AND f.id = n.file_id
    AND m.undone_at IS NULL AND m.to_stage = 'interview'
  UNION ALL
  SELECT f.employer_id, f.direction_id, n.site_id, h.confirmed_on
  FROM matching_placement h, needs_labourneed n, employers_employerfile f
  WHERE n.id = h.need_id AND f.id = n.file_id AND h.undone_at IS NULL
), at_site AS (
  SELECT employer_id, direction_id, day,
    CASE WHEN site_id IS NOT NULL THEN site_id
         ELSE (SELECT max(s.id) FROM employers_site s WHERE s.employer_id = facts.employer_id AND s.is_head_office)
    END AS site_id
  FROM facts WHERE day >= %(start)s AND day <= %(end)s
), where_then AS (
  SELECT a.employer_id, a.direction_id, a.day,
    CASE WHEN EXISTS (SELECT 1 FROM employers_sitemove v WHERE v.site_id = a.site_id AND v.moved_on > a.day)
         THEN (SELECT v.from_municipality_id FROM employers_sitemove v WHERE v.site_id = a.site_id
               AND v.moved_on = (SELECT min(w.moved_on) FROM employers_sitemove w
                                 WHERE w.site_id = a.site_id AND w.moved_on > a.day))
         ELSE (SELECT s.municipality_id FROM employers_site s WHERE s.id = a.site_id) END AS municipality
  FROM at_site a
), located AS (
  SELECT w.employer_id, w.direction_id, (
    SELECT r.region_id FROM territory_municipality u, territory_mrc r
    WHERE u.code = w.municipality AND r.code = u.mrc_id) AS region
  FROM where_then w
)
"""
# One line a person and a day: an appointment held, or a day of a plan; and each place of that day.
PERSONS = """
WITH calendar AS (SELECT CAST(generate_series(%(start)s::date, %(end)s::date, '1 day') AS date) AS day),
grounds AS (
  SELECT a.candidate_id, CAST(a.starts_at AT TIME ZONE 'America/Toronto' AS date) AS day, a.service_point_id,
    -a.id AS id
  FROM settlement_appointment a
  WHERE a.stage = 'held' AND CAST(a.starts_at AT TIME ZONE 'America/Toronto' AS date) BETWEEN %(start)s AND %(end)s
  UNION ALL
  SELECT p.candidate_id, c.day, NULL, p.id FROM settlement_actionplan p, calendar c
  WHERE p.opened_on <= c.day AND (p.closed_on IS NULL OR p.closed_on >= c.day)
), points AS (
  SELECT g.id, g.candidate_id, g.service_point_id FROM grounds g WHERE g.service_point_id IS NOT NULL
  UNION ALL
  SELECT g.id, g.candidate_id, q.service_point_id
  FROM grounds g, candidates_candidateofficer o, accounts_posting q
  WHERE g.service_point_id IS NULL AND q.service_point_id IS NOT NULL
    AND o.candidate_id = g.candidate_id AND q.user_id = o.user_id
    AND g.day >= o.valid_from AND (o.valid_to IS NULL OR g.day <= o.valid_to)
    AND g.day >= q.valid_from AND (q.valid_to IS NULL OR g.day <= q.valid_to)
), located AS (
  SELECT t.candidate_id, s.direction_id, r.region_id AS region
  FROM points t, territory_servicepoint s, territory_municipality u, territory_mrc r
  WHERE s.id = t.service_point_id AND u.code = s.municipality_id AND r.code = u.mrc_id
  UNION ALL
  SELECT g.candidate_id, k.direction_id, NULL FROM grounds g, candidates_candidate k
  WHERE k.id = g.candidate_id AND NOT EXISTS (SELECT 1 FROM points t WHERE t.id = g.id)
)
"""


def employers_by_region(start: date, end: date) -> dict[str | None, int]:
    """Region (None: to be specified) → distinct employers supported."""
    return _ask(ACTS + "SELECT region, count(DISTINCT employer_id) FROM located GROUP BY region", start, end)


def employers_by_direction(start: date, end: date) -> dict[int, int]:
    """Direction's id → distinct employers supported."""
    return _ask(ACTS + "SELECT direction_id, count(DISTINCT employer_id) FROM located GROUP BY 1", start, end)


def persons_by_region(start: date, end: date) -> dict[str | None, int]:
    """Region (None: to be specified) → distinct persons accompanied."""
    return _ask(
        PERSONS + "SELECT region, count(DISTINCT candidate_id) FROM located GROUP BY region", start, end
    )


def persons_by_direction(start: date, end: date) -> dict[int, int]:
    """Direction's id → distinct persons accompanied."""
    return _ask(
        PERSONS + "SELECT direction_id, count(DISTINCT candidate_id) FROM located GROUP BY 1", start, end
    )


def _ask(sql: str, start: date, end: date) -> dict:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"start": start, "end": end})
        return dict(cursor.fetchall())
