"""Persons accompanied (rule PA-1): an appointment held or an active plan, where the person was served that day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, DateField, F, QuerySet, Value
from django.db.models.functions import Coalesce, Greatest, Least, TruncDate

from crm.core.formatting import NBSP
from crm.reporting.figures import Counted, Row, Territory, TerritoryKind
from crm.reporting.passages import LED_ON
from crm.reporting.periods import QUEBEC, Period
from crm.reporting.words import GROUND_LABELS
from crm.settlement.models import ActionPlan, Appointment, Strand

# The place is the service point of the appointment, else that of the officer in charge on a day of the ground.
# Three ranges that meet two by two meet on a day: the latest start is not after the earliest end (LEAST skips NULL).
PLACED = """
WITH ground (kind, id, candidate_id, first_day, last_day, service_point_id) AS NOT MATERIALIZED ({sources}),
served AS NOT MATERIALIZED (
  SELECT ground.kind, ground.id, posting.service_point_id,
         GREATEST(officer.valid_from, posting.valid_from, ground.first_day) AS first_day,
         LEAST(officer.valid_to, posting.valid_to, ground.last_day) AS last_day, ground.candidate_id
  FROM ground
  JOIN candidates_candidateofficer officer ON officer.candidate_id = ground.candidate_id
  JOIN accounts_posting posting ON posting.user_id = officer.user_id
  WHERE ground.service_point_id IS NULL AND posting.service_point_id IS NOT NULL
    AND GREATEST(officer.valid_from, posting.valid_from, ground.first_day)
      <= LEAST(officer.valid_to, posting.valid_to, ground.last_day)
),
placed AS NOT MATERIALIZED (
  SELECT stay.*, point.direction_id AS point_direction_id, mrc.code AS mrc_id, mrc.region_id
  FROM (
    SELECT kind, id, candidate_id, first_day, last_day, service_point_id FROM ground WHERE service_point_id IS NOT NULL
    UNION ALL
    SELECT kind, id, candidate_id, first_day, last_day, service_point_id FROM served
  ) stay
  JOIN territory_servicepoint point ON point.id = stay.service_point_id
  JOIN territory_municipality municipality ON municipality.code = point.municipality_id
  JOIN territory_mrc mrc ON mrc.code = municipality.mrc_id
  UNION ALL
  SELECT ground.*, NULL, NULL, NULL FROM ground
  WHERE service_point_id IS NULL
    AND NOT EXISTS (SELECT FROM served WHERE served.kind = ground.kind AND served.id = ground.id)
)
"""
# Of a direction: what is its own, and what is of one that did not exist on all the days of the period.
# The direction is the point's, or the one that served its region on the days when the point's did not exist (DI-1).
DIRECTED = f"""
, located AS MATERIALIZED (
  SELECT placed.*, own.id AS own_id, own.valid_from AS own_from, COALESCE(own.valid_to, 'infinity') AS own_to
  FROM placed JOIN territory_direction own ON own.id = placed.point_direction_id
  WHERE placed.point_direction_id IS NOT NULL
    AND (own.id = %s OR own.valid_from > %s OR own.valid_to < %s)
  UNION ALL
  SELECT placed.*, own.id, own.valid_from, COALESCE(own.valid_to, 'infinity')
  FROM placed
  JOIN candidates_candidate candidate ON candidate.id = placed.candidate_id
  JOIN territory_direction own ON own.id = COALESCE(candidate.origin_id, candidate.direction_id)
  WHERE placed.point_direction_id IS NULL
    AND (own.id = %s OR own.valid_from > %s OR own.valid_to < %s)
),
directed AS NOT MATERIALIZED (
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
CONDITIONS = {
    TerritoryKind.QUEBEC: "TRUE",
    TerritoryKind.REGION: "placed.region_id = %s",
    TerritoryKind.MRC: "placed.mrc_id = %s",
    TerritoryKind.DIRECTION: "placed.direction_id = %s",
}


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


def _statement(select: str, territory: Territory, period: Period) -> tuple[str, list[Any]]:
    """A query over the grounds of a territory: `select` reads from `{placed}` and keeps what is `{where}`.

    `{counted}` has the same grounds, without their place where it does not matter.
    """
    compiled = [rows.query.sql_with_params() for rows in (_appointments(period), _plans(period))]
    values: list[Any] = [value for _sql, given in compiled for value in given]
    sql = PLACED.format(sources=" UNION ALL ".join(sql for sql, _values in compiled))
    placed = "directed placed" if territory.kind is TerritoryKind.DIRECTION else "placed"
    sql += (DIRECTED if territory.kind is TerritoryKind.DIRECTION else "") + select.format(
        where=CONDITIONS[territory.kind],
        placed=placed,
        # In all of Québec every ground counts, wherever it was.
        counted="ground" if territory.kind is TerritoryKind.QUEBEC else placed,
    )
    if territory.kind is TerritoryKind.DIRECTION:
        values += [territory.key, period.start, period.end] * 2
    return sql, values if territory.kind is TerritoryKind.QUEBEC else [*values, territory.key]


def _ask(select: str, territory: Territory, period: Period) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(*_statement(select, territory, period))
        return cursor.fetchall()


COUNTED = "count(DISTINCT candidate_id) FROM {counted} WHERE {where}"
UNPLACED = "count(DISTINCT candidate_id) FILTER (WHERE region_id IS NULL)"


def count_accompanied(territory: Territory, period: Period) -> Counted:
    """Distinct persons; beside it, how many have no known region."""
    select = f"SELECT {UNPLACED}, {COUNTED}"
    if territory.kind is TerritoryKind.QUEBEC:
        select = (
            "SELECT (SELECT count(DISTINCT candidate_id) FROM {placed} WHERE region_id IS NULL), " + COUNTED  # noqa: S608
        )
    ((unplaced, value),) = _ask(select, territory, period)
    return Counted(value, unplaced)


def accompanied_by_period(territory: Territory, periods: Sequence[Period]) -> list[int]:
    """Distinct persons of each of several periods, in one query."""
    asked = [
        _statement(f"SELECT {number}, {COUNTED}", territory, period) for number, period in enumerate(periods)
    ]
    union = " UNION ALL ".join(f"({sql})" for sql, _given in asked)
    with connection.cursor() as cursor:
        cursor.execute(union, [value for _sql, given in asked for value in given])
        found = dict(cursor.fetchall())
    return [found[number] for number in range(len(periods))]


def accompanied_by_strand(territory: Territory, period: Period) -> dict[str, int]:
    """Persons whose plan, active in the period, has a goal in each of the four strands."""
    select = (
        "SELECT goal.strand, count(DISTINCT candidate_id) FROM {placed} "
        "JOIN settlement_actionplangoal goal ON goal.plan_id = placed.id WHERE placed.kind = 'plan' AND {where} "
        "GROUP BY 1"
    )
    found = dict(_ask(select, territory, period))
    return {strand.value: found.get(strand.value, 0) for strand in Strand}


LISTED = """
SELECT DISTINCT placed.candidate_id, placed.kind, placed.first_day, placed.id, point.name, placed.region_id
FROM {placed} LEFT JOIN territory_servicepoint point ON point.id = placed.service_point_id
WHERE {where} ORDER BY placed.candidate_id, placed.first_day DESC, placed.kind, placed.id
"""


def list_accompanied(territory: Territory, period: Period) -> list[Row]:
    """Every ground behind the count; rows of one person share their key. Nobody is named here."""
    return [
        Row(
            key=f"p{candidate}",
            subject="",
            what=str(GROUND_LABELS[kind]),
            day=day,
            place=f"{point}{NBSP}({region})" if point else "",
            candidate_id=candidate,
            source=kind,
            source_id=ground,
        )
        for candidate, kind, day, ground, point, region in _ask(LISTED, territory, period)
    ]
