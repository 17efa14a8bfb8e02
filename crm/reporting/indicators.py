"""Every figure of the product by its code: which rule, which query counts, which query lists."""

from __future__ import annotations

from functools import partial

from crm.accounts.models import Role
from crm.reporting import (
    queries_employers,
    queries_funnel,
    queries_means,
    queries_outcomes,
    queries_persons,
    queries_retention,
)
from crm.reporting.figures import Counted, Indicator, Row, Territory
from crm.reporting.periods import Period


def _count_staff(role: Role, territory: Territory, period: Period) -> Counted:
    staff = next(line for line in queries_means.staffing(territory, period.end) if line.role == role.value)
    return Counted(staff.filled, staff.target)


def _count_service_points(territory: Territory, period: Period) -> Counted:
    return Counted(queries_means.service_points(territory, period.end).count())


def _list_service_points(territory: Territory, period: Period) -> list[Row]:
    return [
        Row(
            key=f"s{point.pk}",
            subject=point.name,
            what=point.address,
            day=point.valid_from,
            place=point.place,
            source="service_point",
            source_id=point.pk,
        )
        for point in queries_means.service_points(territory, period.end)
    ]


_INDICATORS = (
    Indicator(
        "businesses_supported", "EA-1", queries_employers.count_supported, queries_employers.list_supported
    ),
    Indicator(
        "persons_accompanied", "PA-1", queries_persons.count_accompanied, queries_persons.list_accompanied
    ),
    Indicator("needs_open", "BO-1", queries_outcomes.count_open_needs, queries_outcomes.list_open_needs),
    Indicator(
        "positions_filled",
        "PP-1",
        queries_outcomes.count_positions_filled,
        queries_outcomes.list_positions_filled,
    ),
    Indicator("placements", "PL-1", queries_outcomes.count_placements, queries_outcomes.list_placements),
    Indicator("flows", "MI-1", queries_outcomes.count_flows, queries_outcomes.list_flows),
    Indicator("blockers", "BL-1", queries_outcomes.count_blockers, queries_outcomes.list_blockers),
    Indicator(
        "agreements", "EN-1", queries_means.count_signed, queries_means.list_signed, about_people=False
    ),
    Indicator(
        "agreements_in_force",
        "EN-2",
        queries_means.count_in_force,
        queries_means.list_in_force,
        about_people=False,
    ),
    Indicator(
        "advisors",
        "EF-1",
        partial(_count_staff, Role.ADVISOR),
        partial(queries_means.list_staff, Role.ADVISOR),
        about_people=False,
    ),
    Indicator(
        "officers",
        "EF-1",
        partial(_count_staff, Role.OFFICER),
        partial(queries_means.list_staff, Role.OFFICER),
        about_people=False,
    ),
    Indicator("service_points", "PS-1", _count_service_points, _list_service_points, about_people=False),
    Indicator(
        "activities",
        "AC-1",
        queries_means.count_activities,
        queries_means.list_activities,
        about_people=False,
    ),
    *(
        Indicator(
            f"needs_{step}",
            "EB-1",
            partial(queries_funnel.count_step, number),
            partial(queries_funnel.list_step, number),
        )
        for number, step in enumerate(queries_funnel.STEPS)
    ),
    *(
        Indicator(
            f"presented_to_{size}",
            "TE-1",
            partial(queries_funnel.count_presented, size),
            partial(queries_funnel.list_presented, size),
        )
        for size in queries_funnel.SIZES
    ),
    *(
        Indicator(
            f"{found}_{months}_months",
            "ME-1",
            partial(queries_retention.count_at, months, found),
            partial(queries_retention.list_at, months, found),
        )
        for months in queries_retention.MONTHS
        for found in queries_retention.FOUND
    ),
)
INDICATORS: dict[str, Indicator] = {indicator.code: indicator for indicator in _INDICATORS}
