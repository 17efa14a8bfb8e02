"""Persons accompanied (rule PA-1): an appointment held or an active plan, where the person was served that day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, DateField, F, QuerySet, Value
from django.db.models.functions import Coalesce, Greatest, Least, TruncDate

from crm.core.formatting import NBSP
from crm.reporting.acts import within
from crm.reporting.figures import Counted, Row, Territory
from crm.reporting.passages import LED_ON
from crm.reporting.periods import QUEBEC, Period
from crm.reporting.words import GROUND_LABELS
from crm.settlement.models import ActionPlan, Appointment, Strand

# The place is the service point of the appointment, else that of the officer in charge on a day of the ground.
# Three ranges that meet two by two meet on a day: the latest start is not after the earliest end (LEAST skips NULL).
# The direction is the point's, or the one that served its region on the days when the point's did not exist (DI-1).
PLACED = f"""
WITH ground (kind, id, candidate_id, first_day, last_day, service_point_id) AS ({{sources}}),
stay AS (
  SELECT * FROM ground WHERE service_point_id IS NOT NULL
  UNION ALL
  SELECT ground.kind, ground.id, ground.candidate_id,
         GREATEST(officer.valid_from, posting.valid_from, ground.first_day),
         LEAST(officer.valid_to, posting.valid_to, ground.last_day), posting.service_point_id
  FROM ground
  JOIN candidates_candidateofficer officer ON officer.candidate_id = ground.candidate_id
  JOIN accounts_posting posting ON posting.user_id = officer.user_id
  WHERE ground.service_point_id IS NULL AND posting.service_point_id IS NOT NULL
    AND GREATEST(officer.valid_from, posting.valid_from, ground.first_day)
      <= LEAST(officer.valid_to, posting.valid_to, ground.last_day)
),
located AS (
  SELECT place.*, mrc.code AS mrc_id, mrc.region_id, own.id AS own_id, own.valid_from AS own_from,
         COALESCE(own.valid_to, 'infinity') AS own_to
  FROM (
    SELECT * FROM stay
    UNION ALL
    SELECT * FROM ground
    WHERE NOT EXISTS (SELECT FROM stay WHERE stay.kind = ground.kind AND stay.id = ground.id)
  ) place
  JOIN candidates_candidate candidate ON candidate.id = place.candidate_id
  LEFT JOIN territory_servicepoint point ON point.id = place.service_point_id
  LEFT JOIN territory_municipality municipality ON municipality.code = point.municipality_id
  LEFT JOIN territory_mrc mrc ON mrc.code = municipality.mrc_id
  JOIN territory_direction own ON own.id = COALESCE(point.direction_id, candidate.origin_id, candidate.direction_id)
),
placed AS (
  SELECT located.*, own_id AS direction_id FROM located WHERE own_from <= last_day AND own_to >= first_day
  UNION ALL
  SELECT located.*, COALESCE(
    coverage.direction_id, {LED_ON.format(written="own_id", day="last_day", region="located.region_id")}, own_id)
  FROM located
  LEFT JOIN territory_directioncoverage coverage
    ON coverage.region_id = located.region_id
    AND coverage.valid_from <= last_day AND COALESCE(coverage.valid_to, 'infinity') >= first_day
    AND (GREATEST(coverage.valid_from, first_day) < own_from OR LEAST(coverage.valid_to, last_day) > own_to)
  WHERE first_day < own_from OR last_day > own_to
)
"""  # noqa: S608 - text of ours


def _appointments(period: Period) -> QuerySet[Any, Any]:
    day = TruncDate("starts_at", tzinfo=QUEBEC)
    rows = Appointment.objects.held_during(period.start, period.end).order_by()
    rows = rows.annotate(ground=Value("appointment"), first=day, last=day, point=F("service_point_id"))
    return rows.values_list("ground", "pk", "candidate_id", "first", "last", "point")


def _plans(period: Period) -> QuerySet[Any, Any]:
    start, end = Value(period.start, DateField()), Value(period.end, DateField())
    rows = ActionPlan.objects.active_during(period.start, period.end).order_by()
    rows = rows.annotate(
        ground=Value("plan"),
        first=Greatest(F("opened_on"), start),
        last=Least(Coalesce(F("closed_on"), end), end),
        point=Value(None, BigIntegerField()),
    )
    return rows.values_list("ground", "pk", "candidate_id", "first", "last", "point")


def _ask(select: str, period: Period, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    compiled = [rows.query.sql_with_params() for rows in (_appointments(period), _plans(period))]
    union = " UNION ALL ".join(sql for sql, _values in compiled)
    values = [value for _sql, given in compiled for value in given]
    with connection.cursor() as cursor:
        cursor.execute(PLACED.format(sources=union) + select, [*values, *parameters])
        return cursor.fetchall()


def count_accompanied(territory: Territory, period: Period) -> Counted:
    """Distinct persons; beside it, how many have no known region."""
    where, values = within(territory)
    select = (
        "SELECT count(DISTINCT candidate_id), "
        "count(DISTINCT candidate_id) FILTER (WHERE region_id IS NULL) FROM placed WHERE "
    )
    ((value, unplaced),) = _ask(select + where, period, values)
    return Counted(value, unplaced)


def accompanied_by_strand(territory: Territory, period: Period) -> dict[str, int]:
    """Persons whose plan, active in the period, has a goal in each of the four strands."""
    where, values = within(territory)
    select = (
        "SELECT goal.strand, count(DISTINCT candidate_id) FROM placed "  # noqa: S608
        f"JOIN settlement_actionplangoal goal ON goal.plan_id = placed.id WHERE placed.kind = 'plan' AND {where} "
        "GROUP BY 1"
    )
    found = dict(_ask(select, period, values))
    return {strand.value: found.get(strand.value, 0) for strand in Strand}


LISTED = """
SELECT DISTINCT placed.candidate_id, placed.kind, placed.first_day, placed.id, point.name, placed.region_id
FROM placed LEFT JOIN territory_servicepoint point ON point.id = placed.service_point_id
WHERE {where} ORDER BY placed.candidate_id, placed.first_day DESC, placed.kind, placed.id
"""


def list_accompanied(territory: Territory, period: Period) -> list[Row]:
    """Every ground behind the count; rows of one person share their key. Nobody is named here."""
    where, values = within(territory)
    return [
        Row(
            key=f"p{candidate}",
            subject="",
            what=str(GROUND_LABELS[kind]),
            day=day,
            place=f"{point}{NBSP}({region})" if point else "",
            candidate_id=candidate,
        )
        for candidate, kind, day, _id, point, region in _ask(LISTED.format(where=where), period, values)
    ]
