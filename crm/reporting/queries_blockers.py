"""What blocks placements, by reason, MRC and occupation; and the hires between two regions alone (rules BL-1, MI-1)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from crm.core.text import bilingual
from crm.reporting.acts import ask, set_asides, within
from crm.reporting.figures import Counted, Indicator, Row, Territory
from crm.reporting.periods import Period
from crm.reporting.queries_outcomes import flows, list_flows


@dataclass(frozen=True, slots=True)
class Blocked:
    """Matches set aside for a reason, at sites of an MRC, for an occupation; codes are empty when not known."""

    reason: str
    reason_fr: str
    reason_en: str
    mrc: str
    mrc_name: str
    region: str
    occupation: str
    occupation_fr: str
    occupation_en: str
    value: int

    @property
    def label(self) -> str:
        return bilingual(self.reason_fr, self.reason_en)

    @property
    def title(self) -> str:
        return bilingual(self.occupation_fr, self.occupation_en)


FROM = (
    "FROM placed JOIN matching_decision decision ON decision.id = placed.id "
    "JOIN taxonomy_reason reason ON reason.code = decision.reason_id "
    "JOIN matching_match pair ON pair.id = decision.match_id JOIN needs_labourneed need ON need.id = pair.need_id "
)


def blocked(territory: Territory, period: Period) -> list[Blocked]:
    """Every reason × MRC × occupation that has a match set aside, most frequent first, in one query."""
    where, values = within(territory)
    select = (
        "SELECT reason.code, reason.label_fr, reason.label_en, COALESCE(placed.mrc_id, ''), COALESCE(mrc.name, ''), "  # noqa: S608
        "COALESCE(placed.region_id, ''), COALESCE(occupation.code, ''), COALESCE(occupation.title_fr, ''), "
        "COALESCE(occupation.title_en, ''), count(*) "
        + FROM
        + "LEFT JOIN territory_mrc mrc ON mrc.code = placed.mrc_id "
        "LEFT JOIN taxonomy_occupation occupation ON occupation.code = need.occupation_id "
        f"WHERE {where} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 ORDER BY 10 DESC, 1, 4, 7"
    )
    return [Blocked(*columns) for columns in ask(select, set_asides(period), values)]


def _rows(reason: str, occupation: str, territory: Territory, period: Period) -> list[Row]:
    where, values = within(territory)
    select = (
        "SELECT placed.id, COALESCE(NULLIF(employer.usual_name, ''), employer.legal_name), placed.day, "  # noqa: S608
        "reason.label_fr, reason.label_en, COALESCE(placed.region_id, ''), placed.file_id "
        + FROM
        + "JOIN employers_employer employer ON employer.id = placed.employer_id "
        f"WHERE {where} AND %s IN ('', reason.code) AND %s IN ('', COALESCE(need.occupation_id, '-')) "
        "ORDER BY reason.code, placed.day DESC, placed.id"
    )
    found = ask(select, set_asides(period), [*values, reason, occupation])
    return [
        Row(key=f"d{number}", subject=name, what=bilingual(fr, en), day=day, place=region, file_id=file)
        for number, name, day, fr, en, region, file in found
    ]


def _count(reason: str, occupation: str, territory: Territory, period: Period) -> Counted:
    lines = blocked(territory, period)
    return Counted(
        sum(
            line.value
            for line in lines
            if reason in {"", line.reason} and occupation in {"", line.occupation or "-"}
        )
    )


def blocked_by(reason: str, occupation: str) -> Indicator:
    """Matches set aside for one reason, one occupation (« - »: none yet) or both; empty: any."""
    return Indicator(
        "blockers", "BL-1", partial(_count, reason, occupation), partial(_rows, reason, occupation)
    )


def _count_between(origin: str, destination: str, territory: Territory, period: Period) -> Counted:
    return Counted(
        sum(
            flow.value
            for flow in flows(territory, period)
            if origin in {"", flow.origin} and destination in {"", flow.destination}
        )
    )


def _rows_between(origin: str, destination: str, territory: Territory, period: Period) -> list[Row]:
    def kept(row: Row) -> bool:
        left, _arrow, arrived = row.what.partition(" → ")
        return origin in {"", left} and destination in {"", arrived}

    return [row for row in list_flows(territory, period) if kept(row)]


def flow_between(origin: str, destination: str) -> Indicator:
    """People who left one region for another; empty: any."""
    return Indicator(
        "flows",
        "MI-1",
        partial(_count_between, origin, destination),
        partial(_rows_between, origin, destination),
    )
