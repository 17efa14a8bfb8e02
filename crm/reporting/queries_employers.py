"""Businesses supported (rule EA-1), counted and listed from the same placed acts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from crm.casework.models import InterventionKind
from crm.reporting.acts import ask, ask_by_period, qualifying, within
from crm.reporting.figures import Counted, Row, Territory, TerritoryKind
from crm.reporting.periods import ONE_DAY, Period, month_starts, spark_starts
from crm.reporting.words import ACT_LABELS, ACT_SOURCES


@dataclass(frozen=True, slots=True)
class Compared:
    """A count of one place, now and in the period before."""

    code: str | None
    value: int
    before: int

    @property
    def change(self) -> int:
        return self.value - self.before


def _both(period: Period, before: Period) -> Period:
    """From the first day of the one before to the last of the period: the two never overlap."""
    return Period(before.start, period.end)


def count_supported(territory: Territory, period: Period) -> Counted:
    """Distinct employers with at least one qualifying act; beside it, how many have no known region."""
    where, values = within(territory)
    select = (
        "SELECT count(DISTINCT employer_id), "
        "count(DISTINCT employer_id) FILTER (WHERE region_id IS NULL) FROM placed WHERE "
    )
    ((value, unplaced),) = ask(select + where, qualifying(period), values)
    return Counted(value, unplaced)


def supported_by_period(territory: Territory, periods: Sequence[Period]) -> list[int]:
    """The count of each of several periods, in one query."""
    return ask_by_period("count(DISTINCT employer_id)", territory, periods, qualifying)


@dataclass(frozen=True, slots=True)
class Supported:
    """Employers supported over a period and over the one before, counted in one reading of their acts.

    `trend` tells how many had been by the end of each month-long step; `shared` how many were served in two of the
    places or more.
    """

    value: int
    unplaced: int
    before: int
    trend: list[int]
    trend_before: list[int]
    places: list[Compared]
    shared: int


# One row an employer and a place, then one an employer: what follows reads tens of thousands of rows, not a million.
# Read in the order of an index that has all of it, the acts are neither fetched nor sorted; those of a direction, which
# several conditions name, would be sorted for it.
EACH = "employer_id, region_id"
SUPPORTED = """
, served AS MATERIALIZED (
  SELECT employer_id, {column} AS place, region_id IS NULL AS unplaced,
         min(day) FILTER (WHERE day >= %s) AS first, min(day) FILTER (WHERE day <= %s) AS earlier
  FROM (SELECT * FROM placed WHERE {where} {order}) placed
  GROUP BY {each}
),
one AS MATERIALIZED (
  SELECT min(first) AS first, min(earlier) AS earlier, bool_or(unplaced AND first IS NOT NULL) AS unplaced,
         count(DISTINCT place) FILTER (WHERE first IS NOT NULL) AS places
  FROM served GROUP BY employer_id
)
SELECT 'all', NULL, count(first), count(earlier) FROM one
UNION ALL SELECT 'unplaced', NULL, count(*) FILTER (WHERE unplaced), 0 FROM one
UNION ALL SELECT 'shared', NULL, count(*) FILTER (WHERE places > 1), 0 FROM one
UNION ALL SELECT 'place', place, count(first), count(earlier)
  FROM (SELECT employer_id, place, min(first) AS first, min(earlier) AS earlier FROM served GROUP BY 1, 2) p
  GROUP BY place
UNION ALL SELECT 'step', width_bucket(first, %s::date[])::text, count(*), 0 FROM one WHERE first IS NOT NULL GROUP BY 2
UNION ALL SELECT 'earlier', width_bucket(earlier, %s::date[])::text, count(*), 0
  FROM one WHERE earlier IS NOT NULL GROUP BY 2
"""


def supported(territory: Territory, period: Period, before: Period) -> Supported:
    """What a board shows of the employers of a territory; its value is the figure's (rule EA-1)."""
    where, values = within(territory)
    column = "mrc_id" if territory.kind is TerritoryKind.REGION else "region_id"
    steps = [month_starts(period), month_starts(before)]
    found: dict[str, list[tuple[str, int, int]]] = {}
    each = f"{EACH}, mrc_id" if column == "mrc_id" else EACH
    order = "" if territory.kind is TerritoryKind.DIRECTION else f"ORDER BY {each}"
    select = SUPPORTED.format(column=column, where=where, order=order, each=each)
    for what, *line in ask(
        select, qualifying(_both(period, before)), [period.start, before.end, *values, *steps]
    ):
        found.setdefault(what, []).append((line[0], line[1], line[2]))
    ((_none, value, earlier),) = found["all"]
    return Supported(
        value=value,
        unplaced=found["unplaced"][0][1],
        before=earlier,
        trend=_cumulated(found.get("step", []), len(steps[0])),
        trend_before=_cumulated(found.get("earlier", []), len(steps[1])),
        places=sorted(
            (Compared(*line) for line in found.get("place", []) if line[1] or line[2]),
            key=lambda place: (-place.value, place.code or "~"),
        ),
        shared=found["shared"][0][1],
    )


def _cumulated(lines: list[tuple[str, int, int]], steps: int) -> list[int]:
    by_step = {int(step): number for step, number, _zero in lines}
    return list(accumulate(by_step.get(step, 0) for step in range(1, steps + 1)))


@dataclass(frozen=True, slots=True)
class RegionLine:
    """The count of one region, now and in the period before, and in each step of a small drawing."""

    code: str
    value: int
    before: int
    steps: tuple[int, ...]


# When an employer was served, as bits: the first for the period before, the second for the days between the two, then
# one for each step.
BY_REGION = """
, served AS (
  SELECT region_id, employer_id, bit_or(1::bigint << width_bucket(day, %s::date[]) - 1) AS bits
  FROM (SELECT * FROM placed WHERE region_id IS NOT NULL ORDER BY employer_id, region_id) act
  GROUP BY employer_id, region_id
)
SELECT region_id, count(*) FILTER (WHERE bits >> 2 <> 0), count(*) FILTER (WHERE bits & 1 = 1), {steps}
FROM served GROUP BY 1 ORDER BY 1
"""


def supported_by_region(period: Period, before: Period) -> list[RegionLine]:
    """Each region where an employer was supported in either period, in one reading of the acts."""
    starts = spark_starts(period)
    steps = ", ".join(
        f"count(*) FILTER (WHERE bits >> {step} & 1 = 1)" for step, _start in enumerate(starts, 2)
    )
    bounds = [before.start, before.end + ONE_DAY, *starts]
    found = ask(BY_REGION.format(steps=steps), qualifying(_both(period, before)), [bounds])
    return [
        RegionLine(code, value, earlier, tuple(steps))
        for code, value, earlier, *steps in found
        if value or earlier
    ]


LISTED = """
SELECT placed.employer_id, COALESCE(NULLIF(employer.usual_name, ''), employer.legal_name), placed.kind, placed.day,
       municipality.name, placed.region_id, placed.file_id, placed.id
FROM placed JOIN employers_employer employer ON employer.id = placed.employer_id
LEFT JOIN territory_municipality municipality ON municipality.code = placed.municipality_id
WHERE {where} ORDER BY employer.folded_name, placed.employer_id, placed.day DESC, placed.kind, placed.id
"""


def list_supported(territory: Territory, period: Period) -> list[Row]:
    """Every qualifying act behind the count; rows of one employer share their key."""
    where, values = within(territory)
    return list(rows_of_acts(ask(LISTED.format(where=where), qualifying(period), values)))


def rows_of_acts(
    found: Iterable[tuple[int, str, str, date, str | None, str | None, int, int]],
) -> Iterable[Row]:
    """Rows from the columns of LISTED, in words of the reader's language."""
    for employer, name, kind, day, municipality, region, file, act in found:
        what = ACT_LABELS.get(kind) or InterventionKind(kind).label
        place = f"{municipality} ({region})" if municipality else ""
        yield Row(
            key=f"e{employer}",
            subject=name,
            what=str(what),
            day=day,
            place=place,
            file_id=file,
            source=ACT_SOURCES.get(kind, "intervention"),
            source_id=act,
        )
