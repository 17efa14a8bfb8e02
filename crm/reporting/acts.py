"""Where and when things happened, read from the acts that the database keeps placed (`crm/reporting/placing.py`).

A count and its list are one query over the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from crm.reporting.figures import Territory, TerritoryKind
from crm.reporting.passages import LED_ON
from crm.reporting.periods import Period
from crm.reporting.remembered import remember, revision


@dataclass(frozen=True, slots=True)
class Acts:
    """Acts of some sources, said as a condition that an index has, over a period."""

    which: str
    period: Period


PLACED = """
WITH placed AS NOT MATERIALIZED (
  SELECT source, act_id AS id, kind, day, file_id, need_id, employer_id, site_id, municipality_id, mrc_id, region_id,
         written_id
  FROM reporting_placedact WHERE {which} AND day BETWEEN %s AND %s
)
"""
COLUMNS = {TerritoryKind.REGION: "region_id", TerritoryKind.MRC: "mrc_id"}
# The direction of an act is that of its file, led on by the passages in force that day (ADR 0014), or the one that
# served the region that day when the file's did not exist (DI-1). All that changes by date changes on a few days:
# between two of them, each written direction and region has one answer. The region '' is none.
LED = f"""
SELECT written, region, since, until FROM (
  SELECT own.id AS written, region.code AS region, step.since, step.until,
         COALESCE({LED_ON.format(written="own.id", day="step.since", region="region.code")},
         CASE WHEN step.since BETWEEN own.valid_from AND COALESCE(own.valid_to, 'infinity') THEN own.id
         ELSE COALESCE((
           SELECT coverage.direction_id FROM territory_directioncoverage coverage
           WHERE coverage.region_id = region.code
             AND step.since BETWEEN coverage.valid_from AND COALESCE(coverage.valid_to, 'infinity')
         ), own.id) END) AS direction_id
  FROM territory_direction own
  CROSS JOIN (SELECT code FROM territory_region UNION ALL SELECT '') region
  CROSS JOIN (
    SELECT day AS since, lead(day, 1, 'infinity') OVER (ORDER BY day) AS until FROM (
      SELECT '-infinity'::date AS day
      UNION SELECT valid_from FROM territory_direction UNION SELECT valid_to + 1 FROM territory_direction
      UNION SELECT valid_from FROM territory_directioncoverage
      UNION SELECT valid_to + 1 FROM territory_directioncoverage
      UNION SELECT valid_from FROM territory_directionpassage
      UNION SELECT valid_to + 1 FROM territory_directionpassage
    ) days WHERE day IS NOT NULL
  ) step
) led WHERE direction_id = %s
"""  # noqa: S608 - text of ours
# One line a written direction: the days on which all regions, or some of them, lead to the direction asked for.
LED_TOGETHER = f"""
SELECT written, since, until, array_agg(region ORDER BY region),
       count(*) = (SELECT count(*) + 1 FROM territory_region)
FROM (
  SELECT written, region, min(since)::text AS since, max(until)::text AS until FROM (
    SELECT led.*, count(*) FILTER (WHERE gap) OVER (PARTITION BY written, region ORDER BY since) AS island FROM (
      SELECT led.*, since > lag(until) OVER (PARTITION BY written, region ORDER BY since) AS gap FROM ({LED}) led
    ) led
  ) led GROUP BY written, region, island
) whole GROUP BY written, since, until ORDER BY written, since
"""  # noqa: S608 - text of ours


def qualifying(period: Period) -> Acts:
    """The closed list of rule EA-1: visits and talks, diagnoses, needs opened, profiles shown, interviews, hires."""
    return Acts("source <> 'decision'", period)


def needs_opened(period: Period) -> Acts:
    """Needs moved from « à qualifier » to « ouvert », the move not undone."""
    return Acts("source = 'need_move'", period)


def placements(period: Period) -> Acts:
    """Hires confirmed, not undone."""
    return Acts("source = 'placement'", period)


def set_asides(period: Period) -> Acts:
    """Matches set aside with a reason and not restored since."""
    return Acts("source = 'decision'", period)


def ask(select: str, acts: Acts, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """One query over the placed acts: `select` reads from `placed`."""
    with connection.cursor() as cursor:
        cursor.execute(
            PLACED.format(which=acts.which) + select, [acts.period.start, acts.period.end, *parameters]
        )
        return cursor.fetchall()


def ask_by_period(
    number: str, territory: Territory, periods: Sequence[Period], acts: Callable[[Period], Acts]
) -> list[int]:
    """A number of the acts of a territory, counted for each of several periods in one query."""
    where, values = within(territory)
    each = ", ".join([f"{number} FILTER (WHERE day BETWEEN %s AND %s)"] * len(periods))
    whole = Period(min(one.start for one in periods), max(one.end for one in periods))
    days = [day for one in periods for day in (one.start, one.end)]
    (found,) = ask(f"SELECT {each} FROM placed WHERE {where}", acts(whole), [*days, *values])  # noqa: S608
    return list(found)


def within(territory: Territory) -> tuple[str, list[Any]]:
    """The condition on `placed` that keeps a territory, with its parameters."""
    if territory.kind is TerritoryKind.QUEBEC:
        return "TRUE", []
    if territory.kind is TerritoryKind.DIRECTION:
        return _led_to(territory)
    return f"placed.{COLUMNS[territory.kind]} = %s", [territory.key]


def _led_to(territory: Territory) -> tuple[str, list[Any]]:
    """The condition that keeps the acts of a direction: by what is written, on which days and in which regions."""
    # The same for every count of a page: asked once.
    found = remember(("led", territory.pk), lambda: _led_together(territory.pk), at=revision())
    ways, values = ["FALSE"], []
    for written, since, until, regions, everywhere in found:
        ways.append("placed.written_id = %s AND placed.day >= %s AND placed.day < %s")
        values += [written, since, until]
        if not everywhere:
            ways[-1] += " AND COALESCE(placed.region_id, '') = ANY(%s)"
            values.append(regions)
    return f"({' OR '.join(ways)})", values


def _led_together(direction_id: int | None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(LED_TOGETHER, [direction_id])
        return cursor.fetchall()
