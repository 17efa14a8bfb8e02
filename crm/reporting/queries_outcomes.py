"""What came out: needs, positions filled, placements, flows from region to region, and what blocks placements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, Q, QuerySet, Sum

from crm.core.formatting import NBSP
from crm.core.text import bilingual
from crm.needs.models import LabourNeed
from crm.reporting.acts import ask, ask_by_period, needs_opened, placements, set_asides, within
from crm.reporting.figures import Counted, Row, Territory, TerritoryKind
from crm.reporting.periods import Period
from crm.reporting.queries_employers import LISTED, rows_of_acts


def _needs_in(territory: Territory) -> QuerySet[LabourNeed]:
    here = {
        TerritoryKind.QUEBEC: Q(),
        TerritoryKind.REGION: Q(site__municipality__mrc__region_id=territory.code),
        TerritoryKind.MRC: Q(site__municipality__mrc_id=territory.code),
        TerritoryKind.DIRECTION: Q(file__direction_id=territory.pk),
    }
    return LabourNeed.objects.active().filter(here[territory.kind])


def count_open_needs(territory: Territory, _period: Period) -> Counted:
    """Needs open or in presentation at the moment of the query (rule BO-1); beside it, positions not yet filled."""
    sums = _needs_in(territory).aggregate(
        number=Count("pk"), positions=Sum("positions"), filled=Sum("filled")
    )
    return Counted(sums["number"], (sums["positions"] or 0) - (sums["filled"] or 0))


def list_open_needs(territory: Territory, _period: Period) -> list[Row]:
    """The needs behind the count."""
    needs = _needs_in(territory).select_related("file__employer", "site__municipality__mrc", "occupation")
    return [
        Row(
            key=f"n{need.pk}",
            subject=str(need.file.employer),
            what=str(need.occupation or need.words),
            day=need.starts_on,
            place=f"{need.site.municipality.name}{NBSP}({need.site.municipality.mrc.region_id})",
            file_id=need.file_id,
            need_id=need.pk,
        )
        for need in needs.order_by("file__employer__folded_name", "pk")
    ]


OPENED = (
    "FROM (SELECT DISTINCT need_id FROM placed WHERE {where}) n "
    "JOIN needs_labourneed need ON need.id = n.need_id "
)


def count_positions_filled(territory: Territory, period: Period) -> Counted:
    """Positions filled among the needs opened in the period (rule PP-1); beside it, the positions asked for."""
    where, values = within(territory)
    select = "SELECT COALESCE(sum(need.filled), 0), COALESCE(sum(need.positions), 0) " + OPENED.format(
        where=where
    )
    ((filled, asked),) = ask(select, needs_opened(period), values)
    return Counted(filled, asked)


def list_positions_filled(territory: Territory, period: Period) -> list[Row]:
    """The needs behind the count, those without a position filled among them."""
    where, values = within(territory)
    select = (
        "SELECT need.id, need.file_id, need.words, need.filled, need.positions, "
        "COALESCE(NULLIF(employer.usual_name, ''), employer.legal_name) "
        + OPENED.format(where=where)
        + "JOIN employers_employerfile file ON file.id = need.file_id "
        "JOIN employers_employer employer ON employer.id = file.employer_id ORDER BY employer.folded_name, need.id"
    )
    return [
        Row(
            key=f"n{need}",
            subject=name,
            what=words,
            day=None,
            place=f"{filled} / {asked}",
            file_id=file,
            need_id=need,
        )
        for need, file, words, filled, asked, name in ask(select, needs_opened(period), values)
    ]


def count_placements(territory: Territory, period: Period) -> Counted:
    """Hires confirmed at a site of the territory (rule PL-1); beside it, those of people from another region."""
    where, values = within(territory)
    select = (
        "SELECT count(*), count(*) FILTER (WHERE hire.path = 'interregional') "  # noqa: S608
        f"FROM placed JOIN matching_placement hire ON hire.id = placed.id WHERE {where}"
    )
    ((value, interregional),) = ask(select, placements(period), values)
    return Counted(value, interregional)


def placements_by_period(territory: Territory, periods: Sequence[Period]) -> list[int]:
    """Placements of each of several periods, in one query."""
    return ask_by_period("count(*)", territory, periods, placements)


def placements_by_place(territory: Territory, period: Period) -> dict[str | None, int]:
    """Placements of each region (Québec, a direction) or each MRC (a region), in one query."""
    column = "mrc_id" if territory.kind is TerritoryKind.REGION else "region_id"
    where, values = within(territory)
    select = f"SELECT {column}, count(*) FROM placed WHERE {where} GROUP BY 1"  # noqa: S608 - a column of ours
    return dict(ask(select, placements(period), values))


def list_placements(territory: Territory, period: Period) -> list[Row]:
    """The hires behind the count, named by their employer."""
    where, values = within(territory)
    found = ask(LISTED.format(where=where), placements(period), values)
    numbered = zip(rows_of_acts(found), (columns[-1] for columns in found), strict=True)
    return [_with_key(row, f"h{number}") for row, number in numbered]


def _with_key(row: Row, key: str) -> Row:
    return replace(row, key=key)


@dataclass(frozen=True, slots=True)
class Flow:
    """People hired who lived in one region and work in another."""

    origin: str
    destination: str
    value: int


def _crossing(territory: Territory) -> tuple[str, list[list[str]]]:
    """The condition that keeps hires across the border of the territory, with its parameters."""
    if territory.kind is TerritoryKind.QUEBEC:
        return "", []
    regions = list(territory.region_codes)
    crossing = "AND ((hire.origin_region_id = ANY(%s)) <> (placed.region_id = ANY(%s))) "
    return crossing, [regions, regions]


def flows(territory: Territory, period: Period) -> list[Flow]:
    """Arrivals and departures by hire (rule MI-1), largest first; moves inside the territory are left out.

    For the whole of Québec, which nobody leaves by moving within it, all moves between its regions.
    """
    crossing, values = _crossing(territory)
    select = (
        "SELECT hire.origin_region_id, placed.region_id, count(*) "
        "FROM placed JOIN matching_placement hire ON hire.id = placed.id "
        "WHERE hire.path = 'interregional' AND hire.origin_region_id <> placed.region_id "
        + crossing
        + "GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
    )
    return [Flow(*columns) for columns in ask(select, placements(period), values)]


def count_flows(territory: Territory, period: Period) -> Counted:
    """People who moved; beside them, those who left the territory."""
    return moved(flows(territory, period), territory)


def moved(found: list[Flow], territory: Territory) -> Counted:
    """The figure of flows that were read already."""
    left = sum(flow.value for flow in found if flow.destination not in territory.region_codes)
    return Counted(sum(flow.value for flow in found), left)


def list_flows(territory: Territory, period: Period) -> list[Row]:
    """The hires behind the flows: « 06 → 02 »."""
    crossing, values = _crossing(territory)
    select = (
        "SELECT placed.id, COALESCE(NULLIF(employer.usual_name, ''), employer.legal_name), placed.day, "
        "hire.origin_region_id, placed.region_id, placed.file_id "
        "FROM placed JOIN matching_placement hire ON hire.id = placed.id "
        "JOIN employers_employer employer ON employer.id = placed.employer_id "
        "WHERE hire.path = 'interregional' AND hire.origin_region_id <> placed.region_id "
        + crossing
        + "ORDER BY placed.day DESC, placed.id"
    )
    return [
        Row(
            key=f"h{hire}",
            subject=name,
            what=f"{origin} → {destination}",
            day=day,
            place=destination,
            file_id=file,
        )
        for hire, name, day, origin, destination, file in ask(select, placements(period), values)
    ]


@dataclass(frozen=True, slots=True)
class Blocker:
    """A coded reason and how many matches were set aside for it."""

    code: str
    label_fr: str
    label_en: str
    value: int

    @property
    def label(self) -> str:
        return bilingual(self.label_fr, self.label_en)


BLOCKED = (
    "FROM placed JOIN matching_decision decision ON decision.id = placed.id "
    "JOIN taxonomy_reason reason ON reason.code = decision.reason_id WHERE {where} "
)


def blockers(territory: Territory, period: Period) -> list[Blocker]:
    """Matches set aside in the period by coded reason, most frequent first (rule BL-1)."""
    where, values = within(territory)
    select = "SELECT reason.code, reason.label_fr, reason.label_en, count(*) " + BLOCKED.format(where=where)
    found = ask(select + "GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1", set_asides(period), values)
    return [Blocker(*columns) for columns in found]


def count_blockers(territory: Territory, period: Period) -> Counted:
    """Matches set aside and not restored since."""
    return blocked_in_all(blockers(territory, period))


def blocked_in_all(found: list[Blocker]) -> Counted:
    """The figure of blockers that were read already."""
    return Counted(sum(blocker.value for blocker in found))


def list_blockers(territory: Territory, period: Period) -> list[Row]:
    """The matches set aside, with their employer and their reason; the person is not named."""
    where, values = within(territory)
    select = (
        "SELECT placed.id, COALESCE(NULLIF(employer.usual_name, ''), employer.legal_name), placed.day, "
        "reason.label_fr, reason.label_en, placed.region_id, placed.file_id "
        + BLOCKED.format(where=where).replace(
            " WHERE", " JOIN employers_employer employer ON employer.id = placed.employer_id WHERE", 1
        )
        + "ORDER BY reason.code, placed.day DESC, placed.id"
    )
    return [
        Row(key=f"d{number}", subject=name, what=bilingual(fr, en), day=day, place=region or "", file_id=file)
        for number, name, day, fr, en, region, file in ask(select, set_asides(period), values)
    ]
