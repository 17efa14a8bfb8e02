"""Who stayed in the post: hires at 3, 6, 12 and 24 months, still there, gone, or without news (rule ME-1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.core.formatting import NBSP
from crm.reporting.acts import ask, placements, within
from crm.reporting.figures import Counted, Row, Territory
from crm.reporting.periods import Period

#: The months at which a hire is followed up, and what is then known of it.
MONTHS = (3, 6, 12, 24)
KEPT, LEFT, UNKNOWN = FOUND = ("kept", "left", "unknown")
# A follow-up that found the person in the post says it of the shorter times too.
FOLLOWED = """
, followed AS (
  SELECT placed.id, placed.employer_id, placed.municipality_id, placed.region_id, placed.file_id, step.months, due.day,
         CASE WHEN hire.ended_on < due.day THEN 'left'
              WHEN hire.ended_on >= due.day THEN 'kept'
              WHEN EXISTS (SELECT FROM matching_placementmove move
                           WHERE move.placement_id = hire.id AND move.to_stage = ANY(step.stages)) THEN 'kept'
              ELSE 'unknown' END AS found
  FROM placed JOIN matching_placement hire ON hire.id = placed.id
  CROSS JOIN (VALUES (3, ARRAY['months_3', 'months_6', 'months_12', 'months_24']),
                     (6, ARRAY['months_6', 'months_12', 'months_24']),
                     (12, ARRAY['months_12', 'months_24']), (24, ARRAY['months_24'])) step(months, stages)
  CROSS JOIN LATERAL (SELECT (hire.starts_on + make_interval(months => step.months))::date AS day) due
  WHERE due.day BETWEEN %s AND %s AND due.day <= (now() AT TIME ZONE 'America/Toronto')::date AND {where}
)
"""
COUNTED = "SELECT months, found, count(*) FROM followed GROUP BY 1, 2"
LISTED = """
SELECT followed.id, COALESCE(NULLIF(employer.usual_name, ''), employer.legal_name), followed.day, municipality.name,
       followed.region_id, followed.file_id
FROM followed JOIN employers_employer employer ON employer.id = followed.employer_id
LEFT JOIN territory_municipality municipality ON municipality.code = followed.municipality_id
WHERE followed.months = %s AND followed.found = %s ORDER BY employer.folded_name, followed.day DESC, followed.id
"""


@dataclass(frozen=True, slots=True)
class Milestone:
    """The hires that reached so many months in the period, by what is known of them."""

    months: int
    kept: int
    left: int
    unknown: int

    @property
    def reached(self) -> int:
        return self.kept + self.left + self.unknown

    @property
    def share(self) -> int | None:
        """Those still in the post, in thousandths of those of whom it is known; None when it is of nobody."""
        known = self.kept + self.left
        return round(1000 * self.kept / known) if known else None


def _ask(
    select: str, territory: Territory, period: Period, asked: tuple[Any, ...] = ()
) -> list[tuple[Any, ...]]:
    where, values = within(territory)
    given = [period.start, period.end, *values, *asked]
    # A hire that reaches its months in the period was confirmed at any time before.
    return ask(FOLLOWED.format(where=where) + select, placements(Period(date.min, period.end)), given)


def milestones(territory: Territory, period: Period) -> list[Milestone]:
    """The four milestones, those that no hire reached too, in one query."""
    found = {(months, what): number for months, what, number in _ask(COUNTED, territory, period)}
    return [Milestone(months, *(found.get((months, what), 0) for what in FOUND)) for months in MONTHS]


def count_at(months: int, found: str, territory: Territory, period: Period) -> Counted:
    """The hires of whom one thing is known at so many months; beside it, all that reached them."""
    line = next(line for line in milestones(territory, period) if line.months == months)
    return Counted({KEPT: line.kept, LEFT: line.left, UNKNOWN: line.unknown}[found], line.reached)


def list_at(months: int, found: str, territory: Territory, period: Period) -> list[Row]:
    """The hires behind the count, named by their employer, on the day they reached their months."""
    return [
        Row(
            key=f"h{hire}",
            subject=name,
            what=f"P-{hire:04d}",
            day=day,
            place=f"{municipality}{NBSP}({region})" if municipality else "",
            file_id=file,
            source="placement",
            source_id=hire,
        )
        for hire, name, day, municipality, region, file in _ask(LISTED, territory, period, (months, found))
    ]
