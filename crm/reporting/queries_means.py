"""The means: agreements, staff and targets, service points, activities, resources. None of them is masked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, DateField, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Least

from crm.accounts.models import Posting, Role, StaffingTarget
from crm.casework.models import Activity
from crm.core.fiscal import fiscal_start_year
from crm.core.text import bilingual
from crm.partners.models import Agreement, Partner
from crm.reporting.figures import Counted, Row, Territory, TerritoryKind
from crm.reporting.passages import direction_on
from crm.reporting.periods import Period
from crm.territory.models import Direction, DirectionCoverage, ServicePoint


def _here(territory: Territory, region: str, direction: str) -> Q:
    """The condition that keeps a territory, from the paths to its region and its direction."""
    mrc = region.replace("__mrc__region_id", "__mrc_id")
    return {
        TerritoryKind.QUEBEC: Q(),
        TerritoryKind.REGION: Q((region, territory.code)),
        TerritoryKind.DIRECTION: Q((direction, territory.pk)),
        TerritoryKind.MRC: Q((mrc, territory.code)) if mrc != region else Q(pk__in=[]),
    }[territory.kind]


def signed_agreements(territory: Territory, period: Period) -> QuerySet[Agreement]:
    """Agreements concluded: signed in the period (rule EN-1)."""
    signed = Agreement.objects.signed_during(period.start, period.end)
    counted = direction_on(day="signed_on", region="region_id", origin="origin_id")
    return signed.alias(counted_in=counted).filter(_here(territory, "region_id", "counted_in"))


def agreements_in_force(territory: Territory, period: Period) -> QuerySet[Agreement]:
    """Agreements that ran on at least one day of the period (rule EN-2)."""
    in_force = Agreement.objects.in_force_during(period.start, period.end)
    last = Least(F("ends_on"), Value(period.end, DateField()))
    counted = direction_on(day="last_day", region="region_id", origin="origin_id")
    here = _here(territory, "region_id", "counted_in")
    return in_force.alias(last_day=last).alias(counted_in=counted).filter(here)


def _counted(agreements: QuerySet[Agreement]) -> Counted:
    found = agreements.aggregate(number=Count("pk"), amount=Sum("amount"))
    return Counted(found["number"], found["amount"] or Decimal(0))


def _listed(agreements: QuerySet[Agreement]) -> list[Row]:
    return [
        Row(
            key=f"a{agreement.pk}",
            subject=f"{agreement.number}, {agreement.partner}",
            what=agreement.title,
            day=agreement.signed_on,
            place=agreement.region.name,
            agreement_id=agreement.pk,
            source="agreement",
            source_id=agreement.pk,
        )
        for agreement in agreements.select_related("partner", "region").order_by("-signed_on", "number")
    ]


def count_signed(territory: Territory, period: Period) -> Counted:
    """Agreements concluded; beside it, their amount in dollars."""
    return _counted(signed_agreements(territory, period))


def signed_by_period(territory: Territory, periods: Sequence[Period]) -> list[Counted]:
    """Agreements concluded in each of several periods and their amount, in one query."""
    asked: dict[str, Any] = {}
    for number, period in enumerate(periods):
        within = Q(signed_on__range=(period.start, period.end))
        asked |= {
            f"number{number}": Count("pk", filter=within),
            f"amount{number}": Sum("amount", filter=within),
        }
    whole = Period(min(one.start for one in periods), max(one.end for one in periods))
    found = signed_agreements(territory, whole).aggregate(**asked)
    return [Counted(found[f"number{n}"], found[f"amount{n}"] or Decimal(0)) for n in range(len(periods))]


def list_signed(territory: Territory, period: Period) -> list[Row]:
    """The agreements concluded."""
    return _listed(signed_agreements(territory, period))


def count_in_force(territory: Territory, period: Period) -> Counted:
    """Agreements in force; beside it, their amount in dollars."""
    return _counted(agreements_in_force(territory, period))


def list_in_force(territory: Territory, period: Period) -> list[Row]:
    """The agreements in force."""
    return _listed(agreements_in_force(territory, period))


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """The agreements concluded under one programme, and their amount by fiscal year of signature."""

    name: str
    number: int
    amount: Decimal
    by_fiscal_year: tuple[tuple[int, Decimal], ...]


def agreements_by_programme(territory: Territory, period: Period) -> list[ProgrammeLine]:
    """One line a programme, in the order of their names."""
    lines: dict[str, list[Agreement]] = {}
    for agreement in signed_agreements(territory, period).select_related("programme"):
        lines.setdefault(str(agreement.programme), []).append(agreement)
    return [_programme_line(name, agreements) for name, agreements in sorted(lines.items())]


def _programme_line(name: str, agreements: list[Agreement]) -> ProgrammeLine:
    years: dict[int, Decimal] = {}
    for agreement in agreements:
        year = fiscal_start_year(agreement.signed_on or agreement.starts_on)
        years[year] = years.get(year, Decimal(0)) + agreement.amount
    total = sum(years.values(), Decimal(0))
    return ProgrammeLine(name, len(agreements), total, tuple(sorted(years.items())))


@dataclass(frozen=True, slots=True)
class Staffing:
    """How many people of a role are posted in a territory on a day, how many are meant to be, and where they are."""

    role: str
    filled: int
    target: int | None
    places: tuple[str, ...]

    @property
    def gap(self) -> int:
        """Positions still to fill; 0 when there is no target or it is met."""
        return max(0, (self.target or 0) - self.filled)

    @property
    def label(self) -> str:
        return str(Role(self.role).label)


STAFF_ROLES = (Role.ADVISOR, Role.OFFICER)


def postings_of(roles: Iterable[str], territory: Territory, day: date) -> QuerySet[Posting]:
    """Postings of the roles in force on the day at the service points of the territory (rule EF-1)."""
    here = _here(territory, "service_point__municipality__mrc__region_id", "direction_id")
    return Posting.objects.on(day).filter(
        here, role__in=list(roles), service_point__isnull=False, user__is_active=True
    )


def staffing(territory: Territory, day: date, *, known: Iterable[Posting] | None = None) -> list[Staffing]:
    """Advisors and officers on a day, against the targets of the territory's regions.

    `known`: postings in force on the day of active accounts that were read already, whatever their place.
    """
    targets = StaffingTarget.objects.on(day).filter(region_id__in=territory.region_codes)
    wanted = dict(
        targets.order_by().values("role").annotate(total=Sum("target")).values_list("role", "total")
    )
    if known is None:
        known = postings_of(STAFF_ROLES, territory, day).select_related("service_point__municipality")
    posted = [row for row in known if row.service_point]
    return [
        _staffing_of(role, [row for row in posted if row.role == role], wanted.get(role))
        for role in STAFF_ROLES
    ]


def _place(posting: Posting) -> str:
    return posting.service_point.place if posting.service_point else ""


def _staffing_of(role: Role, postings: list[Posting], target: int | None) -> Staffing:
    users = {posting.user_id for posting in postings}
    places = sorted({_place(posting) for posting in postings})
    return Staffing(role.value, len(users), target, tuple(places))


def list_staff(role: Role, territory: Territory, period: Period) -> list[Row]:
    """The people posted on the last day of the period."""
    postings = postings_of([role], territory, period.end).select_related(
        "user", "service_point__municipality"
    )
    return [
        Row(
            key=f"u{posting.user_id}",
            subject=posting.user.name,
            what=str(role.label),
            day=posting.valid_from,
            place=_place(posting),
            source="posting",
            source_id=posting.pk,
        )
        for posting in postings.order_by("user__name", "user_id")
    ]


def service_points(territory: Territory, day: date) -> QuerySet[ServicePoint]:
    """Service points open on the day, with what they offer; those of a direction are its own that day (rule DI-1)."""
    here = (
        _of_direction(territory, day)
        if territory.kind is TerritoryKind.DIRECTION
        else _here(territory, "municipality__mrc__region_id", "direction_id")
    )
    return ServicePoint.objects.on(day).filter(here).select_related("municipality").prefetch_related("offers")


def _of_direction(territory: Territory, day: date) -> Q:
    """Its own points if it exists that day, and those of the regions that it serves whose direction does not."""
    existing = Direction.objects.on(day).values("pk")
    served = DirectionCoverage.objects.on(day).filter(direction=territory.pk).values("region_id")
    own = Q(direction_id=territory.pk, direction__in=existing)
    return own | (Q(municipality__mrc__region__in=served) & ~Q(direction__in=existing))


def activities(territory: Territory, period: Period) -> QuerySet[Activity]:
    """Concertation and mobilisation activities held in the period."""
    held = Activity.objects.standing().filter(held_on__range=(period.start, period.end))
    counted = direction_on(day="held_on", region="region_id")
    return held.alias(counted_in=counted).filter(_here(territory, "region_id", "counted_in"))


def count_activities(territory: Territory, period: Period) -> Counted:
    """Activities held; beside it, how many took part."""
    found = activities(territory, period).aggregate(number=Count("pk"), people=Sum("participants"))
    return Counted(found["number"], found["people"] or 0)


def list_activities(territory: Territory, period: Period) -> list[Row]:
    """The activities behind the count."""
    return [
        Row(
            key=f"v{activity.pk}",
            subject=bilingual(activity.title_fr, activity.title_en),
            what=activity.get_kind_display(),
            day=activity.held_on,
            place=str(activity.municipality or activity.region),
            source="activity",
            source_id=activity.pk,
        )
        for activity in activities(territory, period).select_related("municipality__mrc", "region")
    ]


def resources(territory: Territory) -> QuerySet[Partner]:
    """Partners that the bilan names as resources of the territory."""
    regions = Q(municipality__mrc__region_id__in=territory.region_codes)
    return (
        Partner.objects.filter(regions, is_reference_resource=True).select_related("municipality").distinct()
    )
