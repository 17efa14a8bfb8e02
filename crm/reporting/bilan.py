"""The achievements report (bilan) of a region or a direction: its figures, counted at one moment."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from crm.accounts.models import Role
from crm.casework.models import Activity
from crm.core.formatting import NBSP
from crm.core.text import bilingual, fold
from crm.partners.models import Partner
from crm.reporting import queries_means
from crm.reporting.bilan_years import Year, compare_years
from crm.reporting.dashboard import PlaceLine, place_lines
from crm.reporting.figures import Counted, Figure, Territory
from crm.reporting.indicators import INDICATORS
from crm.reporting.local_actions import Words, actions_of
from crm.reporting.masking import mask, mask_column
from crm.reporting.periods import Period, previous, quebec_day
from crm.reporting.queries_employers import supported
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
    years: list[Year]
    shared: int | None
    strands: dict[str, int | None]
    staffing: list[Staffing]
    programmes: list[ProgrammeLine]
    service_points: list[PointLine]
    resources: list[Partner]
    named_activities: list[Activity]
    actions: Words
    withheld: frozenset[str] = field(default=frozenset())

    def shown(self, figure: Figure) -> int | None:
        """The value as this form of the report gives it."""
        if figure.code in self.withheld:
            return None
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

    def figure(code: str, known: Counted | None = None) -> Figure:
        return INDICATORS[code].figure(territory, period, now=now, known=known)

    found = supported(territory, period, previous(period))
    years = compare_years(territory, period)
    bilan = Bilan(
        territory=territory,
        direction=direction,
        direction_since=since,
        other_regions=others,
        period=period,
        as_of=now,
        public=False,
        businesses=figure("businesses_supported", Counted(found.value, found.unplaced)),
        persons=figure("persons_accompanied"),
        agreements=figure("agreements"),
        in_force=figure("agreements_in_force"),
        activities=figure("activities"),
        places=_places(place_lines(territory, period, found.places)),
        placements=years[0].placements,
        years=years,
        shared=found.shared,
        strands=dict(accompanied_by_strand(territory, period)),
        staffing=queries_means.staffing(territory, today),
        programmes=queries_means.agreements_by_programme(territory, period),
        service_points=[_point(point) for point in queries_means.service_points(territory, today)],
        resources=list(queries_means.resources(territory)),
        named_activities=list(queries_means.activities(territory, period)[:ACTIVITIES_NAMED]),
        actions=actions_of(territory, period),
    )
    return public_form(bilan) if public else bilan


def public_form(bilan: Bilan) -> Bilan:
    """The report as it may be published (rule MQ-1): nothing masked in it follows from what it shows."""
    # From the largest down, the order of the lines would bound what is masked between them.
    places = sorted(bilan.places, key=lambda line: fold(line.name))
    businesses = mask_column([line.businesses or 0 for line in places])
    placements = mask_column([line.placements or 0 for line in places])
    columns = zip(places, businesses.cells, placements.cells, strict=True)
    hired = mask(bilan.placements or 0) if placements.shows_total else None
    years = [year.masked() for year in bilan.years]
    years[0] = replace(
        years[0], placements=hired, businesses=years[0].businesses if businesses.shows_total else None
    )
    return replace(
        bilan,
        public=True,
        places=_barred([replace(line, businesses=b, placements=p) for line, b, p in columns]),
        placements=hired,
        years=years,
        shared=None,
        strands={strand: mask(value or 0) for strand, value in bilan.strands.items()},
        withheld=frozenset() if businesses.shows_total else frozenset({bilan.businesses.code}),
    )


def _places(lines: list[PlaceLine]) -> list[PublicLine]:
    found = [line for line in lines if line.value or line.placements]
    return _barred([PublicLine(line.name, 0, line.value, line.placements) for line in found])


def _barred(lines: list[PublicLine]) -> list[PublicLine]:
    """Each line with its bar out of 100; a masked count has none."""
    most = max((line.businesses or 0 for line in lines), default=0) or 1
    return [replace(line, share=round(100 * (line.businesses or 0) / most, 2)) for line in lines]


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
