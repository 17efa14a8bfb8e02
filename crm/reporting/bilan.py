"""The achievements report (bilan) of a region or a direction: its figures, counted at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from crm.accounts.models import Role
from crm.casework.models import Activity
from crm.core.formatting import NBSP
from crm.core.text import bilingual
from crm.partners.models import Partner
from crm.reporting import queries_means
from crm.reporting.dashboard import PlaceLine, place_lines
from crm.reporting.figures import Figure, Territory
from crm.reporting.indicators import INDICATORS
from crm.reporting.masking import mask, mask_cells
from crm.reporting.periods import QUEBEC, Period, previous, quebec_day
from crm.reporting.queries_employers import shared_between_places
from crm.reporting.queries_means import ProgrammeLine, Staffing
from crm.reporting.queries_persons import accompanied_by_strand
from crm.reporting.territories import served_since
from crm.territory.models import ServiceOffer, ServicePoint

ACTIVITIES_NAMED = 12


@dataclass(frozen=True, slots=True)
class PublicLine:
    """A line of the table of places; None is a masked count."""

    name: str
    share: float
    businesses: int | None
    placements: int | None


@dataclass(frozen=True, slots=True)
class PointLine:
    """A service point as the public reads it."""

    place: str
    host: str
    address: str
    phone: str
    offers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Bilan:
    """Everything the report says. Counts of persons and employers are None where the public form masks them."""

    territory: Territory
    direction: str
    direction_since: date | None
    other_regions: tuple[str, ...]
    period: Period
    as_of: datetime
    public: bool
    businesses: Figure
    persons: Figure
    agreements: Figure
    in_force: Figure
    activities: Figure
    places: list[PublicLine]
    placements: int | None
    shared: int
    strands: dict[str, int | None]
    staffing: list[Staffing]
    programmes: list[ProgrammeLine]
    service_points: list[PointLine]
    resources: list[Partner]
    named_activities: list[Activity]

    def shown(self, figure: Figure) -> int | None:
        """The value as this form of the report gives it."""
        return mask(figure.value) if self.public and figure.indicator.about_people else figure.value

    @property
    def as_of_day(self) -> date:
        return quebec_day(self.as_of)

    def staff(self, role: Role) -> Staffing:
        return next(line for line in self.staffing if line.role == role.value)


def build_bilan(territory: Territory, period: Period, *, now: datetime, public: bool = False) -> Bilan:
    """Count the report's figures now; staff and service points are those of the as-of day."""
    today = quebec_day(now)
    direction, since, others = served_since(territory, day=today)

    def figure(code: str) -> Figure:
        return INDICATORS[code].figure(territory, period, now=now)

    places = place_lines(territory, period, previous(period))
    hired = sum(line.placements for line in places)
    return Bilan(
        territory=territory,
        direction=direction,
        direction_since=since,
        other_regions=others,
        period=period,
        as_of=now,
        public=public,
        businesses=figure("businesses_supported"),
        persons=figure("persons_accompanied"),
        agreements=figure("agreements"),
        in_force=figure("agreements_in_force"),
        activities=figure("activities"),
        places=_places(places, public),
        placements=mask(hired) if public else hired,
        shared=shared_between_places(territory, period),
        strands=_strands(accompanied_by_strand(territory, period), public),
        staffing=queries_means.staffing(territory, today),
        programmes=queries_means.agreements_by_programme(territory, period),
        service_points=[_point(point) for point in queries_means.service_points(territory, today)],
        resources=list(queries_means.resources(territory)),
        named_activities=list(queries_means.activities(territory, period)[:ACTIVITIES_NAMED]),
    )


def _places(lines: list[PlaceLine], public: bool) -> list[PublicLine]:
    lines = [line for line in lines if line.value or line.placements]
    businesses: list[int | None] = [line.value for line in lines]
    placements: list[int | None] = [line.placements for line in lines]
    if public:
        businesses = mask_cells([line.value for line in lines])
        placements = mask_cells([line.placements for line in lines])
    most = max((value or 0 for value in businesses), default=0) or 1
    return [
        PublicLine(line.name, round(100 * (value or 0) / most, 2), value, hired)
        for line, value, hired in zip(lines, businesses, placements, strict=True)
    ]


def _strands(found: dict[str, int], public: bool) -> dict[str, int | None]:
    return {strand: mask(value) if public else value for strand, value in found.items()}


def _point(point: ServicePoint) -> PointLine:
    street = ", ".join(part for part in (point.address, point.room) if part)
    return PointLine(
        place=point.place,
        host=point.host,
        address=street.replace(" ", NBSP, 1),
        phone=point.phone,
        offers=tuple(_offer(offer) for offer in point.offers.all()),
    )


def _offer(offer: ServiceOffer) -> tuple[str, str]:
    said = (bilingual(offer.by_fr, offer.by_en), bilingual(offer.when_fr, offer.when_en))
    return str(offer.get_kind_display()), ", ".join(part for part in said if part)


def as_json(bilan: Bilan) -> dict[str, Any]:
    """The report's figures for machines: dates as ISO text, amounts as text, masked counts as null."""
    return {
        "territory": {
            "kind": bilan.territory.kind.value,
            "code": bilan.territory.code,
            "name": bilan.territory.name,
        },
        "period": {"from": bilan.period.start.isoformat(), "to": bilan.period.end.isoformat()},
        "as_of": bilan.as_of.astimezone(QUEBEC).isoformat(timespec="seconds"),
        "public": bilan.public,
        "businesses_supported": bilan.shown(bilan.businesses),
        "persons_accompanied": bilan.shown(bilan.persons),
        "agreements": bilan.agreements.value,
        "agreements_amount": str(bilan.agreements.beside),
        "agreements_in_force": bilan.in_force.value,
        "advisors": _staff_json(bilan.staff(Role.ADVISOR)),
        "officers": _staff_json(bilan.staff(Role.OFFICER)),
        "service_points": len(bilan.service_points),
        "activities": bilan.activities.value,
        "rules": {
            figure.code: figure.rule_code
            for figure in (
                bilan.businesses,
                bilan.persons,
                bilan.agreements,
                bilan.in_force,
                bilan.activities,
            )
        }
        | {"advisors": "EF-1", "officers": "EF-1", "service_points": "PS-1"},
    }


def _staff_json(staffing: Staffing) -> dict[str, int | None]:
    return {"filled": staffing.filled, "target": staffing.target}
