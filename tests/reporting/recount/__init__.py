"""Every figure counted a second time, from the published rules alone, in plain SQL and without the product's code.

The `.sql` files place what happened; the questions below count it. A territory is its kind and its code.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

Place = tuple[str, str]
HERE = Path(__file__).parent
ACTS, PERSONS, MEANS, COVERS, NEEDS = (
    (HERE / f"{name}.sql").read_text("utf-8") for name in ("acts", "persons", "means", "covers", "needs")
)
QUALIFYING = "what <> 'aside'"

# Each hire that stands, at each of its terms: the day, and what is known. A term is whole months after the start.
TERMS = f"""
{ACTS.replace("day >= %(start)s AND ", "")}, terms AS (
  SELECT kind, code, t.months, CAST(h.starts_on + t.months * interval '1 month' AS date) AS due, h.ended_on,
    (SELECT max(CAST(substr(m.to_stage, 8) AS int)) FROM matching_placementmove m
     WHERE m.placement_id = h.id AND m.to_stage IN ('months_3', 'months_6', 'months_12', 'months_24')) AS seen
  FROM counted, matching_placement h, (SELECT unnest(ARRAY[3, 6, 12, 24]) AS months) t
  WHERE what = 'hire' AND h.id = subject
), outcomes AS (
  SELECT kind, code, months,
    CASE WHEN ended_on IS NULL AND seen >= months THEN 'kept' WHEN ended_on IS NULL THEN 'unknown'
    WHEN ended_on < due THEN 'left' ELSE 'kept' END AS found
  FROM terms WHERE due >= %(start)s AND due <= %(end)s AND due <= CAST(now() AT TIME ZONE 'America/Toronto' AS date)
)
"""

#: Two numbers of each territory: the figure, and what is read beside it.
PAIRS = {
    "businesses_supported": (
        f"{ACTS} SELECT kind, code, count(DISTINCT employer_id),"
        " count(DISTINCT CASE WHEN region IS NULL THEN employer_id END)"
        f" FROM counted WHERE {QUALIFYING} GROUP BY 1, 2"
    ),
    "persons_accompanied": (
        f"{PERSONS} SELECT kind, code, count(DISTINCT candidate_id),"
        " count(DISTINCT CASE WHEN region IS NULL THEN candidate_id END) FROM counted GROUP BY 1, 2"
    ),
    "positions_filled": (
        f"{ACTS} SELECT once.kind, once.code, sum(n.filled), sum(n.positions) FROM"
        " (SELECT DISTINCT kind, code, subject FROM counted WHERE what = 'opened') once, needs_labourneed n"
        " WHERE n.id = once.subject GROUP BY 1, 2"
    ),
    "placements": (
        f"{ACTS} SELECT kind, counted.code, count(*), sum(CASE WHEN h.path = 'interregional' THEN 1 ELSE 0 END)"
        " FROM counted, matching_placement h WHERE what = 'hire' AND h.id = subject GROUP BY 1, 2"
    ),
    "blockers": f"{ACTS} SELECT kind, code, count(*), NULL FROM counted WHERE what = 'aside' GROUP BY 1, 2",
    "flows": (
        f"{ACTS}, {COVERS.partition('WITH ')[2]}"
        ", journeys AS (SELECT h.id, h.origin_region_id AS home, located.region AS work"
        " FROM located, matching_placement h WHERE what = 'hire' AND h.id = subject AND h.path = 'interregional'"
        " AND h.origin_region_id <> located.region)"
        ", sides AS (SELECT t.kind, t.code, j.id,"
        "  EXISTS (SELECT 1 FROM covers c WHERE c.kind = t.kind AND c.code = t.code AND c.region = j.home) AS leaves,"
        "  EXISTS (SELECT 1 FROM covers c WHERE c.kind = t.kind AND c.code = t.code AND c.region = j.work) AS comes"
        " FROM journeys j, (SELECT DISTINCT kind, code FROM covers) t)"
        " SELECT kind, code, count(*), sum(CASE WHEN leaves AND NOT comes THEN 1 ELSE 0 END) FROM sides"
        " WHERE leaves <> comes OR (kind = 'quebec' AND leaves) GROUP BY 1, 2"
    ),
    "needs_open": (
        f"{MEANS} SELECT kind, code, count(DISTINCT one), sum(amount - other) FROM counted"
        " WHERE what = 'needs_open' GROUP BY 1, 2"
    ),
    **{
        what: f"{MEANS} SELECT kind, code, count(*), sum(amount) FROM counted WHERE what = '{what}' GROUP BY 1, 2"
        for what in ("agreements", "agreements_in_force", "activities")
    },
    "service_points": (
        f"{MEANS} SELECT kind, code, count(*), NULL FROM counted WHERE what = 'service_points' GROUP BY 1, 2"
    ),
    **{
        f"{role}s": (
            f"{MEANS}, {COVERS.partition('WITH ')[2]}"
            ", here AS (SELECT kind, code, count(DISTINCT one) AS people FROM counted"
            f"  WHERE what = '{role}s' GROUP BY 1, 2)"
            ", wanted AS (SELECT kind, code, sum(t.target) AS target FROM covers, accounts_staffingtarget t"
            f"  WHERE t.region_id = region AND t.role = '{role}' AND t.valid_from <= %(end)s"
            "  AND (t.valid_to IS NULL OR t.valid_to >= %(end)s) GROUP BY 1, 2)"
            " SELECT COALESCE(h.kind, w.kind), COALESCE(h.code, w.code), COALESCE(people, 0), target"
            " FROM here h FULL JOIN wanted w ON w.kind = h.kind AND w.code = h.code"
        )
        for role in ("advisor", "officer")
    },
    **{
        f"needs_{step}": (
            f"{NEEDS} SELECT kind, code, count(*), NULL FROM counted WHERE what = 'need' AND far >= {number}"
            " GROUP BY 1, 2"
        )
        for number, step in enumerate(
            ("received", "proposed", "presented", "interviewed", "offered", "placed")
        )
    },
    **{
        f"presented_to_{size}": (
            f"{NEEDS} SELECT kind, code, sum(CASE WHEN band IN ({bands}) THEN 1 ELSE 0 END), count(*) FROM counted"
            " WHERE what = 'shown' GROUP BY 1, 2"
        )
        for size, bands in {
            "small": "'1-4', '5-19'",
            "medium": "'20-49', '50-99'",
            "large": "'100-249', '250+'",
            "unsized": "''",
        }.items()
    },
    **{
        f"{found}_{months}_months": (
            f"{TERMS} SELECT kind, code, sum(CASE found WHEN '{found}' THEN 1 ELSE 0 END), count(*) FROM outcomes"
            f" WHERE months = {months} GROUP BY 1, 2"
        )
        for months in (3, 6, 12, 24)
        for found in ("kept", "left", "unknown")
    },
}
# The file and the need of each act.
ABOUT = """
, about AS (
  SELECT 'contact' AS what, id, file_id, NULL::bigint AS need_id FROM casework_intervention
  UNION ALL SELECT 'diagnosis', id, file_id, NULL FROM employers_diagnosis
  UNION ALL SELECT 'opened', m.id, n.file_id, n.id FROM needs_needmove m, needs_labourneed n WHERE n.id = m.need_id
  UNION ALL SELECT 'presented', p.id, n.file_id, n.id
    FROM matching_presentation p, matching_match t, needs_labourneed n WHERE t.id = p.match_id AND n.id = t.need_id
  UNION ALL SELECT 'interview', m.id, n.file_id, n.id
    FROM matching_matchmove m, matching_match t, needs_labourneed n WHERE t.id = m.match_id AND n.id = t.need_id
  UNION ALL SELECT 'hire', h.id, n.file_id, n.id FROM matching_placement h, needs_labourneed n WHERE n.id = h.need_id
), told AS (SELECT counted.*, file_id, need_id FROM counted JOIN about USING (what, id))
"""
SECTOR = "(SELECT COALESCE(sector_id::text, '-') FROM employers_employer e WHERE e.id = told.employer_id)"
OCCUPATION = "(SELECT COALESCE(occupation_id, '-') FROM needs_labourneed n WHERE n.id = told.need_id)"
# The points where whoever led the file that day was posted that day; « - » when there is none.
POINTS = """
LATERAL (SELECT DISTINCT p.service_point_id FROM employers_filelead l, accounts_posting p
  WHERE l.file_id = told.file_id AND l.valid_from <= told.day AND (l.valid_to IS NULL OR l.valid_to >= told.day)
    AND p.user_id = l.user_id AND p.service_point_id IS NOT NULL
    AND p.valid_from <= told.day AND (p.valid_to IS NULL OR p.valid_to >= told.day)) point
"""


def _parts(number: str, what: str) -> dict[str, str]:
    """A number of some acts by service point, by sector and by occupation."""
    asked = {
        "point": ("COALESCE(point.service_point_id::text, '-')", f"told LEFT JOIN {POINTS} ON TRUE", "TRUE"),
        "sector": (SECTOR, "told", "TRUE"),
        "occupation": (OCCUPATION, "told", "need_id IS NOT NULL"),
    }
    return {
        part: (
            f"{ACTS} {ABOUT} SELECT kind, code, {line}, {number} FROM {rows}"
            f" WHERE {what} AND {which} GROUP BY 1, 2, 3"
        )
        for part, (line, rows, which) in asked.items()
    }


#: Lists: territory, what the line is about, its number.
LISTS = {
    **{f"by_{part}": sql for part, sql in _parts("count(DISTINCT employer_id)", QUALIFYING).items()},
    **{f"hires_by_{part}": sql for part, sql in _parts("count(DISTINCT id)", "what = 'hire'").items()},
    "places": (
        f"{ACTS} SELECT kind, counted.code, CASE kind WHEN 'region' THEN mrc ELSE region END,"
        f" count(DISTINCT employer_id) FROM counted WHERE {QUALIFYING} AND kind <> 'mrc' GROUP BY 1, 2, 3"
    ),
    "hires_by_place": (
        f"{ACTS} SELECT kind, code, CASE kind WHEN 'region' THEN mrc ELSE region END, count(*)"
        " FROM counted WHERE what = 'hire' AND kind <> 'mrc' GROUP BY 1, 2, 3"
    ),
    "blocking": (
        f"{ACTS} SELECT counted.kind, code, d.reason_id, count(*) FROM counted, matching_decision d"
        " WHERE what = 'aside' AND d.id = counted.id GROUP BY 1, 2, 3"
    ),
    "blocked": (
        f"{ACTS} SELECT counted.kind, code, d.reason_id || '/' || COALESCE(mrc, '') || '/' ||"
        " COALESCE(n.occupation_id, ''), count(*)"
        " FROM counted, matching_decision d, matching_match t, needs_labourneed n"
        " WHERE what = 'aside' AND d.id = counted.id AND t.id = d.match_id AND n.id = t.need_id GROUP BY 1, 2, 3"
    ),
    "trend": (
        f"{ACTS} SELECT kind, code, first, count(DISTINCT employer_id)"
        " FROM counted, generate_series(%(start)s::date, %(end)s::date, '1 month') first"
        f" WHERE {QUALIFYING} AND day < first + interval '1 month'"
        " GROUP BY 1, 2, 3"
    ),
    "steps": (
        f"{ACTS}, months AS (SELECT first, row_number() OVER (ORDER BY first) - 1 AS month, count(*) OVER () AS number"
        " FROM generate_series(%(start)s::date, %(end)s::date, '1 month') first),"
        " long AS (SELECT *, ceil(number / 24.0)::int AS length FROM months)"
        " SELECT kind, code, first, count(DISTINCT employer_id) FROM counted, long"
        f" WHERE {QUALIFYING} AND kind = 'region' AND month %% length = 0"
        " AND day >= first AND day < first + length * interval '1 month'"
        " GROUP BY 1, 2, 3"
    ),
    "shared": (
        f"{ACTS} SELECT kind, code, '', count(*) FROM (SELECT kind, code, employer_id FROM counted"
        f" WHERE {QUALIFYING} AND kind <> 'mrc' GROUP BY 1, 2, 3"
        " HAVING count(DISTINCT CASE kind WHEN 'region' THEN mrc ELSE region END) > 1) twice GROUP BY 1, 2"
    ),
}


def pairs(start: date, end: date) -> dict[tuple[str, str, str], tuple[Any, Any]]:
    """(indicator, kind, code of the territory) → the figure and what is beside it; what is not there is zero."""
    return {(name, *place): numbers for name in PAIRS for place, numbers in pair(name, start, end).items()}


def pair(name: str, start: date, end: date) -> dict[Place, tuple[Any, Any]]:
    """One indicator: (kind, code of the territory) → the figure and what is beside it."""
    return {(kind, code): (value, beside) for kind, code, value, beside in _ask(PAIRS[name], start, end)}


def lists(start: date, end: date) -> dict[tuple[str, str, str], dict[Any, int]]:
    """(list, kind, code of the territory) → number of each line that has one."""
    found: dict[tuple[str, str, str], dict[Any, int]] = {}
    for name, sql in LISTS.items():
        for kind, code, line, value in _ask(sql, start, end):
            found.setdefault((name, kind, code), {})[line] = value
    return found


def _ask(sql: str, start: date, end: date) -> Iterable[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"start": start, "end": end})
        return list(cursor.fetchall())
