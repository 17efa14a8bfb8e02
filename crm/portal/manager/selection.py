"""What the reader asked to see: a territory and a period. A period that is not understood becomes the default."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.accounts.models import Posting
from crm.accounts.policy import scope_of
from crm.core.fiscal import fiscal_label, fiscal_start_year
from crm.reporting import periods, territories
from crm.reporting.figures import Territory, TerritoryKind
from crm.reporting.periods import Period, PeriodRefused
from crm.territory.models import Direction, DirectionCoverage, Mrc, Region

FALLBACK_REGION = "02"


@dataclass(frozen=True, slots=True)
class Selection:
    """A territory, a period, and how the period was chosen: `12m`, `fy`, `last` or `free`."""

    territory: Territory
    period: Period
    choice: str
    now: datetime
    refusal: PeriodRefused | None = None

    @property
    def query(self) -> str:
        """The same selection as the query of an address."""
        return self.query_for(self.territory)

    def query_for(self, territory: Territory, choice: str | None = None) -> str:
        """The address query of another territory or another period, the rest kept."""
        values = {territory.kind.value: territory.code}
        if choice is None:
            values |= {
                "from": self.period.start.isoformat(),
                "to": self.period.end.isoformat(),
                "period": self.choice,
            }
        else:
            values["period"] = choice
        return urlencode(values)

    @property
    def days(self) -> str:
        """The period alone, for addresses that name another territory."""
        return urlencode(
            {"from": self.period.start.isoformat(), "to": self.period.end.isoformat(), "period": self.choice}
        )

    @property
    def tabs(self) -> list[tuple[str, str, bool]]:
        """Label, address query and whether it is current, of each ready-made period."""
        today = periods.quebec_day(self.now)
        year = fiscal_start_year(today)
        labels = {
            "12m": _("12 mois"),
            "fy": fiscal_label(year),
            "last": fiscal_label(year - 1),
        }
        return [
            (label, self.query_for(self.territory, choice), self.choice == choice)
            for choice, label in labels.items()
        ]


def read_selection(request: HttpRequest) -> Selection:
    """The selection of a request; raises Http404 for a territory that does not exist."""
    now = timezone.now()
    today = periods.quebec_day(now)
    period, choice, refusal = _read_period(request, today)
    return Selection(_read_territory(request, today), period, choice, now, refusal)


READY: dict[str, Callable[[date], Period]] = {
    "12m": periods.last_twelve_months,
    "fy": periods.fiscal_year_to_date,
    "last": lambda day: periods.fiscal_year(fiscal_start_year(day) - 1),
}


def _read_period(request: HttpRequest, today: date) -> tuple[Period, str, PeriodRefused | None]:
    choice = request.GET.get("period", "")
    start, end = request.GET.get("from", ""), request.GET.get("to", "")
    if start or end:
        try:
            period = periods.asked_period(_day(start, "start"), _day(end, "end"), today=today)
        except PeriodRefused as refusal:
            return periods.last_twelve_months(today), "12m", refusal
        same = choice in READY and READY[choice](today) == period
        return period, choice if same else "free", None
    choice = choice if choice in READY else "12m"
    return READY[choice](today), choice, None


def _day(text: str, field: str) -> date | None:
    """A day of the address; raises PeriodRefused for what is no date."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise PeriodRefused(
            _("Cette date n’existe pas. Choisissez-la dans le calendrier."), field=field
        ) from error


def _read_territory(request: HttpRequest, today: date) -> Territory:
    kind, code = _asked(request)
    if kind not in {one.value for one in TerritoryKind}:
        kind, code = TerritoryKind.REGION.value, home_region(request, today)
    try:
        return territories.find_territory(kind, code, day=today)
    except (Region.DoesNotExist, Direction.DoesNotExist, Mrc.DoesNotExist) as absent:
        raise Http404 from absent


def _asked(request: HttpRequest) -> tuple[str, str]:
    """Kind and code of the territory asked for: « region=02 » in the address, or the selector's « territory »."""
    kind, _equals, code = request.GET.get("territory", "").partition("=")
    if code:
        return kind, code
    return next(
        ((k.value, request.GET[k.value]) for k in TerritoryKind if request.GET.get(k.value)), ("", "")
    )


def home_region(request: HttpRequest, today: date) -> str:
    """The region of the reader's service point, else the first that their direction serves."""
    scope = scope_of(request.user)
    posting = (
        Posting.objects.on(today)
        .filter(user_id=scope.user_id, service_point__isnull=False)
        .select_related("service_point__municipality__mrc")
        .first()
    )
    if posting and posting.service_point:
        return str(posting.service_point.municipality.mrc.region_id)
    covered = (
        DirectionCoverage.objects.on(today).filter(direction_id__in=scope.direction_ids).order_by("region_id")
    )
    return covered.values_list("region_id", flat=True).first() or FALLBACK_REGION


@dataclass(frozen=True, slots=True)
class Choice:
    """One territory in the selector; `value` is « region=02 » or « direction=… »."""

    value: str
    label: str
    current: bool


def territory_choices(selection: Selection) -> list[tuple[str, list[Choice]]]:
    """Groups of the territory selector: the direction of the region shown first, then all regions, then Québec."""
    today = periods.quebec_day(selection.now)
    here = (selection.territory.kind.value, selection.territory.code)
    directions = Direction.objects.on(today).order_by("name_fr")
    return [
        (_("Régions"), [_choice("region", r.code, f"{r.code} {r.name}", here) for r in Region.objects.all()]),
        (_("Directions"), [_choice("direction", d.code, d.name, here) for d in directions]),
        (_("Québec"), [_choice("quebec", "QC", _("Ensemble du Québec"), here)]),
    ]


def _choice(kind: str, code: str, label: str, here: tuple[str, str]) -> Choice:
    return Choice(f"{kind}={code}", label, here == (kind, code))
