"""How far the needs received went, and to whom people were presented by the size of the employer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from crm.core.formatting import NBSP
from crm.employers.models import SizeBand
from crm.matching.models import Match, MatchMove, MatchStage, Placement, Presentation, Verdict
from crm.needs.models import LabourNeed, NeedMove, NeedStage
from crm.reporting.figures import Counted, Row, Territory, TerritoryKind
from crm.reporting.periods import QUEBEC, Period

#: The stages by which a need is received: whoever begins it, it leaves the drafts by one of these.
RECEIVED = (NeedStage.SUBMITTED, NeedStage.TO_QUALIFY, NeedStage.OPEN)
#: The steps in order (rule EB-1): a need counts at each step up to the farthest that it reached.
STEPS = ("received", "proposed", "presented", "interviewed", "offered", "placed")


def _here(territory: Territory, prefix: str = "") -> Q:
    """Needs by the municipality of their site, those of a direction by their file."""
    if territory.kind is TerritoryKind.QUEBEC:
        return Q()
    column = {
        TerritoryKind.REGION: "site__municipality__mrc__region_id",
        TerritoryKind.MRC: "site__municipality__mrc_id",
        TerritoryKind.DIRECTION: "file__direction_id",
    }[territory.kind]
    return Q(**{prefix + column: territory.key})


def needs_received(territory: Territory, period: Period) -> QuerySet[Any, Any]:
    """Needs that left the drafts for the first time in the period, that move not undone."""
    moves = NeedMove.objects.filter(need=OuterRef("pk"), undone_at=None, to_stage__in=RECEIVED).order_by()
    first = moves.values("need").annotate(first=Min("at")).values("first")
    return (
        LabourNeed.objects.filter(_here(territory))
        .annotate(received_at=Subquery(first))
        .filter(received_at__date__range=(period.start, period.end))
    )


def _reaching(territory: Territory, period: Period) -> QuerySet[Any, Any]:
    """The needs received with the farthest step that each reached, 0 to 5."""
    moves = MatchMove.objects.filter(match__need=OuterRef("pk"), undone_at=None)
    proposed = Match.objects.filter(need=OuterRef("pk")).exclude(verdict=Verdict.INADMISSIBLE)
    far = (
        Placement.objects.filter(need=OuterRef("pk"), undone_at=None),
        moves.filter(to_stage=MatchStage.OFFER),
        moves.filter(to_stage=MatchStage.INTERVIEW),
        Presentation.objects.filter(match__need=OuterRef("pk"), undone_at=None),
        proposed,
    )
    whens = [When(Exists(rows), then=Value(len(far) - n)) for n, rows in enumerate(far)]
    return needs_received(territory, period).annotate(
        reached=Case(*whens, default=Value(0), output_field=IntegerField())
    )


def funnel(territory: Territory, period: Period) -> list[int]:
    """The needs of each step, in one query."""
    found = dict(
        _reaching(territory, period)
        .order_by()
        .values("reached")
        .annotate(n=Count("pk"))
        .values_list("reached", "n")
    )
    return [sum(n for reached, n in found.items() if reached >= step) for step in range(len(STEPS))]


def count_step(step: int, territory: Territory, period: Period) -> Counted:
    """The needs received that went as far as a step, or farther."""
    return Counted(_reaching(territory, period).filter(reached__gte=step).count())


def list_step(step: int, territory: Territory, period: Period) -> list[Row]:
    """The needs behind the count, on the day they were received."""
    needs = _reaching(territory, period).filter(reached__gte=step)
    return [
        Row(
            key=f"n{need.pk}",
            subject=str(need.file.employer),
            what=str(need.occupation or need.words),
            day=need.received_at.astimezone(QUEBEC).date(),
            place=f"{need.site.municipality.name}{NBSP}({need.site.municipality.mrc.region_id})",
            file_id=need.file_id,
            need_id=need.pk,
            source="need",
            source_id=need.pk,
        )
        for need in needs.select_related("file__employer", "site__municipality__mrc", "occupation").order_by(
            "file__employer__folded_name", "pk"
        )
    ]


#: Classes of employers by size (rule TE-1); the last: size not written down.
SIZES: dict[str, tuple[str, ...]] = {
    "small": (SizeBand.MICRO, SizeBand.SMALL),
    "medium": (SizeBand.MEDIUM, SizeBand.LARGE),
    "large": (SizeBand.LARGER, SizeBand.LARGEST),
    "unsized": ("",),
}


@dataclass(frozen=True, slots=True)
class SizeLine:
    """A class of employers: its needs received and the profiles presented to it."""

    code: str
    needs: int
    value: int


def _shown(territory: Territory, period: Period) -> QuerySet[Presentation]:
    return Presentation.objects.filter(
        _here(territory, "match__need__"),
        undone_at=None,
        presented_on__range=(period.start, period.end),
    )


def exposure(territory: Territory, period: Period) -> list[SizeLine]:
    """Needs received and profiles presented by class of employer, in two queries."""
    needs = needs_received(territory, period).order_by()
    asked = needs.values_list("file__employer__size_band").annotate(Count("pk"))
    shown = _shown(territory, period).order_by()
    given = shown.values_list("match__need__file__employer__size_band").annotate(Count("pk"))
    return [SizeLine(*line) for line in zip(SIZES, _by_class(asked), _by_class(given), strict=True)]


def _by_class(found: Iterable[tuple[str, int]]) -> list[int]:
    numbers = dict(found)
    return [sum(numbers.get(str(band), 0) for band in bands) for bands in SIZES.values()]


def count_presented(size: str, territory: Territory, period: Period) -> Counted:
    """Profiles presented to employers of a class; beside it, those presented to all."""
    shown = _shown(territory, period)
    mine = Count("pk", filter=Q(match__need__file__employer__size_band__in=SIZES[size]))
    sums = shown.aggregate(mine=mine, whole=Count("pk"))
    return Counted(sums["mine"], sums["whole"])


def list_presented(size: str, territory: Territory, period: Period) -> list[Row]:
    """The presentations behind the count; the person is not named."""
    shown = _shown(territory, period).filter(match__need__file__employer__size_band__in=SIZES[size])
    return [
        Row(
            key=f"p{one.pk}",
            subject=str(one.match.need.file.employer),
            what=str(one.match.need.occupation or one.match.need.words),
            day=one.presented_on,
            place=one.match.need.site.municipality.name,
            file_id=one.match.need.file_id,
            source="presentation",
            source_id=one.pk,
        )
        for one in shown.select_related(
            "match__need__file__employer", "match__need__site__municipality", "match__need__occupation"
        ).order_by("match__need__file__employer__folded_name", "-presented_on", "pk")
    ]
