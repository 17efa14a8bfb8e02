"""Businesses supported (rule EA-1), counted and listed from the same placed acts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from crm.casework.models import InterventionKind
from crm.reporting.acts import ask, qualifying, within
from crm.reporting.figures import Counted, Row, Territory, TerritoryKind
from crm.reporting.periods import Period, month_starts
from crm.reporting.words import ACT_LABELS


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
    return Period(min(period.start, before.start), max(period.end, before.end))


def count_supported(territory: Territory, period: Period) -> Counted:
    """Distinct employers with at least one qualifying act; beside it, how many have no known region."""
    where, values = within(territory)
    select = (
        "SELECT count(DISTINCT employer_id), "
        "count(DISTINCT employer_id) FILTER (WHERE region_id IS NULL) FROM placed WHERE "
    )
    ((value, unplaced),) = ask(select + where, qualifying(period), values)
    return Counted(value, unplaced)


def supported_by_place(territory: Territory, period: Period, before: Period) -> list[Compared]:
    """The count of each region (Québec, a direction) or each MRC (a region), in one query; None: to be specified."""
    column = "mrc_id" if territory.kind is TerritoryKind.REGION else "region_id"
    where, values = within(territory)
    select = (
        f"SELECT {column}, "  # noqa: S608 - a column of ours
        "count(DISTINCT employer_id) FILTER (WHERE day BETWEEN %s AND %s), "
        "count(DISTINCT employer_id) FILTER (WHERE day BETWEEN %s AND %s) "
        f"FROM placed WHERE {where} GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    days = [period.start, period.end, before.start, before.end]
    found = ask(select, qualifying(_both(period, before)), [*days, *values])
    return [Compared(code, value, earlier) for code, value, earlier in found if value or earlier]


def shared_between_places(territory: Territory, period: Period) -> int:
    """How many employers were served in two MRC of the region, or two regions of the direction, or more."""
    column = "mrc_id" if territory.kind is TerritoryKind.REGION else "region_id"
    where, values = within(territory)
    select = (
        "SELECT count(*) FROM (SELECT employer_id FROM placed WHERE "  # noqa: S608
        f"{where} GROUP BY employer_id HAVING count(DISTINCT {column}) > 1) twice"
    )
    ((value,),) = ask(select, qualifying(period), values)
    return int(value)


def supported_cumulated(territory: Territory, period: Period) -> list[int]:
    """How many employers had been supported by the end of each month-long step of the period."""
    where, values = within(territory)
    select = (
        "SELECT step, count(*) FROM (SELECT width_bucket(min(day), %s::date[]) AS step "  # noqa: S608
        f"FROM placed WHERE {where} GROUP BY employer_id) firsts GROUP BY 1"
    )
    starts = month_starts(period)
    by_step = dict(ask(select, qualifying(period), [starts, *values]))
    return list(accumulate(by_step.get(step, 0) for step in range(1, len(starts) + 1)))


def supported_by_month(period: Period) -> dict[str, list[int]]:
    """For each region, the employers supported in each month-long step: the sparklines, in one query."""
    starts = month_starts(period)
    select = (
        "SELECT region_id, width_bucket(day, %s::date[]), count(DISTINCT employer_id) "
        "FROM placed WHERE region_id IS NOT NULL GROUP BY 1, 2"
    )
    months: dict[str, list[int]] = {}
    for region, step, value in ask(select, qualifying(period), [starts]):
        months.setdefault(region, [0] * len(starts))[step - 1] = value
    return months


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
    for employer, name, kind, day, municipality, region, file, _act in found:
        what = ACT_LABELS.get(kind) or InterventionKind(kind).label
        place = f"{municipality} ({region})" if municipality else ""
        yield Row(key=f"e{employer}", subject=name, what=str(what), day=day, place=place, file_id=file)
