"""Published bilans read again: the report from what was frozen alone, and what became of the rows behind it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from crm.accounts.models import Posting
from crm.casework.models import Activity, Intervention
from crm.core.text import bilingual
from crm.employers.models import Diagnosis
from crm.matching.models import MatchMove, Placement, Presentation
from crm.needs.models import NeedMove
from crm.partners.models import Agreement
from crm.reporting.bilan_parts import Document, read_document
from crm.reporting.models import Snapshot, SnapshotRow
from crm.reporting.periods import QUEBEC
from crm.settlement.models import ActionPlan, Appointment
from crm.territory.models import ServicePoint


@dataclass(frozen=True, slots=True)
class Edition:
    """A published bilan in one form and one language."""

    document: Document
    figures: dict[str, Any]
    counts: dict[str, int]
    data: str


def read_edition(snapshot: Snapshot, *, public: bool, language: str) -> Edition:
    """The edition as it was published; `data` is its data part, the same bytes for ever."""
    content = json.loads(snapshot.content)
    form = content["public" if public else "work"]
    document = read_document(form["words"][language])
    said = _("Empreinte %(digest)s") % {"digest": snapshot.short_digest}
    return Edition(
        document=replace(document, foot=(*document.foot, said)),
        figures=form["figures"],
        counts={code: rows["count"] for code, rows in content["rows"].items()},
        data=json.dumps(form, ensure_ascii=False, sort_keys=True, indent=1) if public else snapshot.content,
    )


@dataclass(frozen=True, slots=True)
class Found:
    """A row of a snapshot that still exists, as it is today."""

    kind: str
    day: date | None
    file_id: int | None = None
    candidate_id: int | None = None
    name: str = ""


#: Table of an act: what kind it is, its day, the file that it belongs to.
_ACTS: dict[str, tuple[Any, Any, Any, str]] = {
    "intervention": (Intervention, F("kind"), F("occurred_on"), "file_id"),
    "diagnosis": (Diagnosis, Value("diagnosis"), F("completed_on"), "file_id"),
    "need_move": (NeedMove, Value("need_opened"), TruncDate("at", tzinfo=QUEBEC), "need__file_id"),
    "presentation": (Presentation, Value("presentation"), F("presented_on"), "match__need__file_id"),
    "match_move": (MatchMove, Value("interview"), F("occurred_on"), "match__need__file_id"),
    "placement": (Placement, Value("placement"), F("confirmed_on"), "need__file_id"),
}
_GROUNDS: dict[str, tuple[Any, Any, Any, str]] = {
    "appointment": (
        Appointment,
        Value("appointment"),
        TruncDate("starts_at", tzinfo=QUEBEC),
        "candidate_id",
    ),
    "plan": (ActionPlan, Value("plan"), F("opened_on"), "candidate_id"),
}


def rows_of(snapshot: Snapshot, figure: str) -> QuerySet[SnapshotRow]:
    """Every row that stood behind a published figure, those of one key together."""
    return SnapshotRow.objects.filter(snapshot=snapshot, figure=figure).order_by("id")


def still_there(rows: Iterable[SnapshotRow]) -> dict[tuple[str, int], Found]:
    """Those of the rows that still exist, by table and number, in one query a family of tables."""
    asked: dict[str, list[int]] = {}
    for row in rows:
        asked.setdefault(row.source, []).append(row.source_id)
    found = {
        (source, pk): Found(kind, day, file_id=file) for source, pk, kind, day, file in _union(_ACTS, asked)
    }
    for source, pk, kind, day, person in _union(_GROUNDS, asked):
        found[source, pk] = Found(kind, day, candidate_id=person)
    return found | _means(asked)


def _union(
    tables: dict[str, tuple[Any, Any, Any, str]], asked: dict[str, list[int]]
) -> list[tuple[str, int, str, date | None, int]]:
    parts = [
        model._base_manager.filter(pk__in=asked[source])
        .order_by()
        .annotate(source=Value(source), act=kind, on=day)
        .values_list("source", "pk", "act", "on", owner)
        for source, (model, kind, day, owner) in tables.items()
        if source in asked
    ]
    return list(parts[0].union(*parts[1:], all=True)) if parts else []


def _means(asked: dict[str, list[int]]) -> dict[tuple[str, int], Found]:
    found: dict[tuple[str, int], Found] = {}
    for agreement in Agreement.objects.filter(pk__in=asked.get("agreement", [])):
        found["agreement", agreement.pk] = Found("", agreement.signed_on, name=agreement.number)
    for posting in Posting.objects.filter(pk__in=asked.get("posting", [])).select_related("user"):
        found["posting", posting.pk] = Found("", posting.valid_from, name=posting.user.name)
    for point in ServicePoint.objects.filter(pk__in=asked.get("service_point", [])):
        found["service_point", point.pk] = Found("", point.valid_from, name=point.name)
    for activity in Activity.objects.filter(pk__in=asked.get("activity", [])):
        name = bilingual(activity.title_fr, activity.title_en)
        found["activity", activity.pk] = Found("", activity.held_on, name=name)
    return found
