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
# Three ranges that meet two by two meet on a day.
MEET = """
posted.candidate_id = ground.candidate_id AND led_from <= last_day AND posted_from <= last_day
AND COALESCE(led_to, 'infinity') >= first_day AND COALESCE(posted_to, 'infinity') >= first_day
"""
PLACED = """
WITH ground (turn, kind, id, candidate_id, first_day, last_day, service_point_id) AS NOT MATERIALIZED ({sources}),
posted AS NOT MATERIALIZED (
  SELECT officer.candidate_id, posting.service_point_id, officer.valid_from AS led_from, officer.valid_to AS led_to,
         posting.valid_from AS posted_from, posting.valid_to AS posted_to
  FROM candidates_candidateofficer officer JOIN accounts_posting posting ON posting.user_id = officer.user_id
  WHERE posting.service_point_id IS NOT NULL
    AND officer.valid_from <= COALESCE(posting.valid_to, 'infinity')
    AND posting.valid_from <= COALESCE(officer.valid_to, 'infinity')
),
placed AS NOT MATERIALIZED (
  SELECT stay.*, point.direction_id AS point_direction_id, mrc.code AS mrc_id, mrc.region_id
  FROM (
    SELECT turn, kind, id, candidate_id, first_day, last_day, service_point_id
    FROM ground WHERE service_point_id IS NOT NULL
    UNION ALL
    SELECT ground.turn, ground.kind, ground.id, ground.candidate_id, GREATEST(led_from, posted_from, first_day),
           LEAST(led_to, posted_to, last_day), posted.service_point_id
    FROM ground LEFT JOIN posted ON {meet} WHERE ground.service_point_id IS NULL
  ) stay
  LEFT JOIN territory_servicepoint point ON point.id = stay.service_point_id
  LEFT JOIN territory_municipality municipality ON municipality.code = point.municipality_id
  LEFT JOIN territory_mrc mrc ON mrc.code = municipality.mrc_id
)
"""
# Of a direction: what is its own, and what is of one that did not exist on all the days of the period.
# The direction is the point's, or the one that served its region on the days when the point's did not exist (DI-1).
DIRECTED = f"""
, located AS MATERIALIZED (
  SELECT placed.*, own.id AS own_id, own.valid_from AS own_from, COALESCE(own.valid_to, 'infinity') AS own_to
  FROM (
    SELECT *, COALESCE(point_direction_id, (
      SELECT COALESCE(origin_id, direction_id) FROM candidates_candidate WHERE id = candidate_id)) AS written_id
    FROM placed OFFSET 0
  ) placed JOIN territory_direction own ON own.id = placed.written_id
  WHERE own.id = %s OR own.valid_from > %s OR own.valid_to < %s
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


def _appointments(turn: int, period: Period) -> QuerySet[Any, Any]:
    day = TruncDate("starts_at", tzinfo=QUEBEC)
    rows = Appointment.objects.held_during(period.start, period.end).order_by()
    rows = rows.annotate(
        turn=Value(turn), ground=Value("appointment"), first=day, last=day, point=F("service_point_id")
    )
    return rows.values_list("turn", "ground", "pk", "candidate_id", "first", "last", "point")


def _plans(turn: int, period: Period) -> QuerySet[Any, Any]:
    start, end = Value(period.start, DateField()), Value(period.end, DateField())
    rows = ActionPlan.objects.active_during(period.start, period.end).order_by()
    rows = rows.annotate(
        turn=Value(turn),
        ground=Value("plan"),
        first=Greatest(F("opened_on"), start),
        last=Least(Coalesce(F("closed_on"), end), end),
        point=Value(None, BigIntegerField()),
    )
    return rows.values_list("turn", "ground", "pk", "candidate_id", "first", "last", "point")


def _ask(select: str, territory: Territory, *periods: Period) -> list[tuple[Any, ...]]:
    """One query over the grounds of a territory: `select` reads from `{placed}` and keeps what is `{where}`.

    A ground is there once for each period that it is of, as the period's `turn` tells. `{counted}` has the same
    grounds, without their place where it does not matter.
    """
    sources = [
        rows(turn, period).query.sql_with_params()
        for turn, period in enumerate(periods)
        for rows in (_appointments, _plans)
    ]
    values: list[Any] = [value for _sql, given in sources for value in given]
    sql = PLACED.format(sources=" UNION ALL ".join(sql for sql, _values in sources), meet=MEET)
    directed = territory.kind is TerritoryKind.DIRECTION
    placed = "directed placed" if directed else "placed"
    if directed:
        sql += DIRECTED
        values += [territory.key, min(one.start for one in periods), max(one.end for one in periods)]
    # In all of Québec every ground counts, wherever it was.
    whole = territory.kind is TerritoryKind.QUEBEC
    sql += select.format(
        where=CONDITIONS[territory.kind], placed=placed, counted="ground" if whole else placed
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values if whole else [*values, territory.key])
        return cursor.fetchall()


COUNTED = """
SELECT turn, count(*), {unplaced} FROM (
  SELECT turn, candidate_id, {nowhere} AS nowhere FROM {{counted}} WHERE {{where}} GROUP BY turn, candidate_id
) person GROUP BY turn
"""
ALONE = COUNTED.format(unplaced="NULL", nowhere="NULL")
# In all of Québec only the grounds without a point of their own may have no place; only those of now are asked.
UNPLACED_IN_ALL = """(
  SELECT count(DISTINCT candidate_id) FROM ground
  WHERE turn = 0 AND service_point_id IS NULL AND NOT EXISTS (SELECT FROM posted WHERE {meet}))"""


def compare_accompanied(territory: Territory, period: Period, *others: Period) -> tuple[Counted, list[int]]:
    """Distinct persons; beside them, how many have no known region. Then the persons of each other period."""
    whole = territory.kind is TerritoryKind.QUEBEC
    select = (
        COUNTED.format(unplaced=UNPLACED_IN_ALL.format(meet=MEET), nowhere="NULL")
        if whole
        else COUNTED.format(unplaced="count(*) FILTER (WHERE nowhere)", nowhere="bool_or(region_id IS NULL)")
    )
    found = {turn: line for turn, *line in _ask(select, territory, period, *others)}
    value, unplaced = found.get(0, (0, 0))
    return Counted(value, unplaced), [found.get(turn, (0, 0))[0] for turn, _one in enumerate(others, 1)]


def count_accompanied(territory: Territory, period: Period) -> Counted:
    """Distinct persons; beside it, how many have no known region."""
    return compare_accompanied(territory, period)[0]


def accompanied_by_period(territory: Territory, periods: Sequence[Period]) -> list[int]:
    """Distinct persons of each of several periods, in one query."""
    found = {turn: number for turn, number, _none in _ask(ALONE, territory, *periods)}
    return [found.get(turn, 0) for turn, _period in enumerate(periods)]


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
