"""Businesses supported and hires by service point, by sector and by occupation (rule RE-1), over the placed acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from crm.reporting.acts import ask, placements, qualifying, within
from crm.reporting.figures import Counted, Indicator, Row, Territory
from crm.reporting.periods import Period
from crm.reporting.queries_employers import rows_of_acts

LED_THERE = """
LEFT JOIN employers_filelead lead ON lead.file_id = placed.file_id
  AND lead.valid_from <= placed.day AND COALESCE(lead.valid_to, 'infinity') >= placed.day
LEFT JOIN accounts_posting posting ON posting.user_id = lead.user_id AND posting.service_point_id IS NOT NULL
  AND posting.valid_from <= placed.day AND COALESCE(posting.valid_to, 'infinity') >= placed.day
"""
#: What an act is told apart by: the column, and how its rows lead there.
DIMENSIONS = {
    # The point of whoever led the file that day; each of them, for somebody posted at two.
    "point": ("posting.service_point_id", LED_THERE),
    "sector": ("employer.sector_id", "JOIN employers_employer employer ON employer.id = placed.employer_id"),
    # Of the acts that were for a need.
    "occupation": ("need.occupation_id", "JOIN needs_labourneed need ON need.id = placed.need_id"),
}
Counting = Callable[[str, str, Territory, Period], Counted]
Listing = Callable[[str, str, Territory, Period], list[Row]]
#: In an address, what has no service point, no sector or no occupation.
NONE = "-"


@dataclass(frozen=True, slots=True)
class Part:
    """What counts under one service point, sector or occupation; `key` is « - » for what has none."""

    key: str
    value: int
    before: int
    placements: int

    @property
    def change(self) -> int:
        return self.value - self.before


PARTS = """
, parted AS (
  SELECT COALESCE({column}::text, '-') AS key, placed.employer_id, bool_or(placed.day >= %s) AS now,
         bool_or(placed.day <= %s) AS earlier
  FROM placed {joins} WHERE {where} GROUP BY 1, 2
)
SELECT key, count(*) FILTER (WHERE now), count(*) FILTER (WHERE earlier) FROM parted GROUP BY key
"""
HIRES = "SELECT COALESCE({column}::text, '-'), count(DISTINCT placed.id) FROM placed {joins} WHERE {where} GROUP BY 1"


def parts(dimension: str, territory: Territory, period: Period, before: Period) -> list[Part]:
    """Every part that has a business in either period, largest first, what has none last."""
    column, joins = DIMENSIONS[dimension]
    where, values = within(territory)
    given = [period.start, before.end, *values]
    acts = qualifying(Period(before.start, period.end))
    if dimension == "occupation":
        acts = replace(acts, which=f"{acts.which} AND source <> 'intervention'")
    hires = dict(ask(HIRES.format(column=column, joins=joins, where=where), placements(period), values))
    found = ask(PARTS.format(column=column, joins=joins, where=where), acts, given)
    seen = [Part(key, value, earlier, hires.get(key, 0)) for key, value, earlier in found if value or earlier]
    return sorted(seen, key=lambda part: (part.key == NONE, -part.value, -part.placements, part.key))


PART = "{joins} WHERE {where} AND COALESCE({column}::text, '-') = %s"
LISTED = """
SELECT DISTINCT placed.employer_id, COALESCE(NULLIF(one.usual_name, ''), one.legal_name), placed.kind, placed.day,
       municipality.name, placed.region_id, placed.file_id, placed.id, one.folded_name
FROM placed JOIN employers_employer one ON one.id = placed.employer_id
LEFT JOIN territory_municipality municipality ON municipality.code = placed.municipality_id
{part} ORDER BY one.folded_name, placed.employer_id, placed.day DESC, placed.kind, placed.id
"""


def _part(dimension: str, territory: Territory) -> tuple[str, list[object]]:
    column, joins = DIMENSIONS[dimension]
    where, values = within(territory)
    return PART.format(joins=joins, where=where, column=column), values


def _count_supported(dimension: str, key: str, territory: Territory, period: Period) -> Counted:
    part, values = _part(dimension, territory)
    select = f"SELECT count(DISTINCT placed.employer_id) FROM placed {part}"  # noqa: S608 - text of ours
    ((value,),) = ask(select, qualifying(period), [*values, key])
    return Counted(value)


def _list_supported(dimension: str, key: str, territory: Territory, period: Period) -> list[Row]:
    part, values = _part(dimension, territory)
    found = ask(LISTED.format(part=part), qualifying(period), [*values, key])
    return list(rows_of_acts(columns[:-1] for columns in found))


def _count_placements(dimension: str, key: str, territory: Territory, period: Period) -> Counted:
    part, values = _part(dimension, territory)
    select = f"SELECT count(DISTINCT placed.id) FROM placed {part}"  # noqa: S608 - text of ours
    ((value,),) = ask(select, placements(period), [*values, key])
    return Counted(value)


def _list_placements(dimension: str, key: str, territory: Territory, period: Period) -> list[Row]:
    part, values = _part(dimension, territory)
    found = ask(LISTED.format(part=part), placements(period), [*values, key])
    return [replace(row, key=f"h{row.source_id}") for row in rows_of_acts(columns[:-1] for columns in found)]


def _indicator(code: str, rule: str, count: Counting, rows: Listing, dimension: str, key: str) -> Indicator:
    if dimension not in DIMENSIONS:
        raise KeyError(dimension)
    return Indicator(code, rule, partial(count, dimension, key), partial(rows, dimension, key))


def supported_in(dimension: str, key: str) -> Indicator:
    """Businesses supported under one service point, sector or occupation; KeyError for another dimension."""
    return _indicator("businesses_supported", "EA-1", _count_supported, _list_supported, dimension, key)


def placed_in(dimension: str, key: str) -> Indicator:
    """Hires under one service point, sector or occupation; KeyError for another dimension."""
    return _indicator("placements", "PL-1", _count_placements, _list_placements, dimension, key)
