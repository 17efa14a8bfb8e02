"""Where and when things happened: the rows of each noun, placed in the territory of their day.

Nothing is copied to be counted. Each source is the noun's own QuerySet, so that a count and its list are one query.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import TruncDate

from crm.casework.models import Intervention
from crm.employers.models import Diagnosis
from crm.matching.models import Decision, DecisionKind, MatchMove, MatchStage, Placement, Presentation
from crm.needs.models import NeedMove, NeedStage
from crm.reporting.figures import Territory, TerritoryKind
from crm.reporting.passages import LED_ON
from crm.reporting.periods import QUEBEC, Period

Source = QuerySet[Any, Any]

# An act belongs to the site it served, else to the head office; its region is that of the site on the day of the act.
# Its direction is that of its file, led on by the passages in force that day (ADR 0014), or the one that served the
# region that day when the file's did not exist (DI-1).
PLACED = f"""
WITH act (kind, id, day, file_id, site_id) AS ({{sources}}),
moved AS (
  SELECT site_id, from_municipality_id, moved_on,
         COALESCE(lag(moved_on) OVER (PARTITION BY site_id ORDER BY moved_on), '-infinity') AS since
  FROM employers_sitemove
),
located AS (
  SELECT act.kind, act.id, act.day, act.file_id, file.employer_id, site.id AS site_id,
         COALESCE(file.origin_id, file.direction_id) AS direction_id,
         COALESCE(moved.from_municipality_id, site.municipality_id) AS municipality_id
  FROM act
  JOIN employers_employerfile file ON file.id = act.file_id
  LEFT JOIN employers_site head
    ON act.site_id IS NULL AND head.employer_id = file.employer_id AND head.is_head_office
  LEFT JOIN employers_site site ON site.id = COALESCE(act.site_id, head.id)
  LEFT JOIN moved ON moved.site_id = site.id AND act.day >= moved.since AND act.day < moved.moved_on
),
placed AS (
  SELECT located.kind, located.id, located.day, located.file_id, located.employer_id, located.site_id,
         located.municipality_id, municipality.mrc_id, mrc.region_id,
         COALESCE({LED_ON.format(written="own.id", day="located.day", region="mrc.region_id")},
         CASE WHEN located.day BETWEEN own.valid_from AND COALESCE(own.valid_to, 'infinity') THEN own.id
         ELSE COALESCE((
           SELECT coverage.direction_id FROM territory_directioncoverage coverage
           WHERE coverage.region_id = mrc.region_id
             AND located.day BETWEEN coverage.valid_from AND COALESCE(coverage.valid_to, 'infinity')
         ), own.id) END) AS direction_id
  FROM located
  JOIN territory_direction own ON own.id = located.direction_id
  LEFT JOIN territory_municipality municipality ON municipality.code = located.municipality_id
  LEFT JOIN territory_mrc mrc ON mrc.code = municipality.mrc_id
)
"""  # noqa: S608 - text of ours
COLUMNS = {
    TerritoryKind.REGION: "region_id",
    TerritoryKind.DIRECTION: "direction_id",
    TerritoryKind.MRC: "mrc_id",
}


def _act(rows: Source, *, kind: Any, day: Any, file: str, site: Any) -> Source:
    return (
        rows.order_by()
        .annotate(act_kind=kind, act_day=day, act_file=F(file), act_site=site)
        .values_list("act_kind", "pk", "act_day", "act_file", "act_site")
    )


def interventions(period: Period) -> Source:
    """Visits, meetings and two-way talks, not undone."""
    rows = Intervention.objects.qualifying().filter(occurred_on__range=(period.start, period.end))
    return _act(rows, kind=F("kind"), day=F("occurred_on"), file="file_id", site=F("site_id"))


def diagnoses(period: Period) -> Source:
    """Diagnoses completed; they serve the employer, so its head office."""
    rows = Diagnosis.objects.filter(completed_on__range=(period.start, period.end))
    return _act(
        rows,
        kind=Value("diagnosis"),
        day=F("completed_on"),
        file="file_id",
        site=Value(None, BigIntegerField()),
    )


def needs_opened(period: Period) -> Source:
    """Needs moved from « à qualifier » to « ouvert », the move not undone."""
    rows = NeedMove.objects.filter(
        from_stage=NeedStage.TO_QUALIFY,
        to_stage=NeedStage.OPEN,
        undone_at=None,
        at__date__range=(period.start, period.end),
    )
    day = TruncDate("at", tzinfo=QUEBEC)
    return _act(rows, kind=Value("need_opened"), day=day, file="need__file_id", site=F("need__site_id"))


def presentations(period: Period) -> Source:
    """De-identified profiles shown to the employer, not undone."""
    rows = Presentation.objects.filter(undone_at=None, presented_on__range=(period.start, period.end))
    return _act(
        rows,
        kind=Value("presentation"),
        day=F("presented_on"),
        file="match__need__file_id",
        site=F("match__need__site_id"),
    )


def interviews(period: Period) -> Source:
    """Interviews held, on the day they were held, not undone."""
    rows = MatchMove.objects.filter(
        to_stage=MatchStage.INTERVIEW, undone_at=None, occurred_on__range=(period.start, period.end)
    )
    return _act(
        rows,
        kind=Value("interview"),
        day=F("occurred_on"),
        file="match__need__file_id",
        site=F("match__need__site_id"),
    )


def placements(period: Period) -> Source:
    """Hires confirmed, not undone."""
    rows = Placement.objects.filter(undone_at=None, confirmed_on__range=(period.start, period.end))
    return _act(
        rows, kind=Value("placement"), day=F("confirmed_on"), file="need__file_id", site=F("need__site_id")
    )


def set_asides(period: Period) -> Source:
    """Matches set aside with a reason and not restored since."""
    later = Decision.objects.filter(match=OuterRef("match"), pk__gt=OuterRef("pk"))
    rows = Decision.objects.filter(
        ~Exists(later), kind=DecisionKind.SET_ASIDE, at__date__range=(period.start, period.end)
    )
    return _act(
        rows,
        kind=Value("set_aside"),
        day=TruncDate("at", tzinfo=QUEBEC),
        file="match__need__file_id",
        site=F("match__need__site_id"),
    )


def qualifying(period: Period) -> list[Source]:
    """The closed list of rule EA-1."""
    makers = (interventions, diagnoses, needs_opened, presentations, interviews, placements)
    return [make(period) for make in makers]


def ask(select: str, sources: Sequence[Source], parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """One query over the placed acts: `select` reads from `placed`."""
    compiled = [source.query.sql_with_params() for source in sources]
    union = " UNION ALL ".join(sql for sql, _values in compiled)
    values = [value for _sql, given in compiled for value in given]
    with connection.cursor() as cursor:
        cursor.execute(PLACED.format(sources=union) + select, [*values, *parameters])
        return cursor.fetchall()


def within(territory: Territory) -> tuple[str, list[Any]]:
    """The condition on `placed` that keeps a territory, with its parameters."""
    if territory.kind is TerritoryKind.QUEBEC:
        return "TRUE", []
    return f"placed.{COLUMNS[territory.kind]} = %s", [territory.key]
