"""Publishing a bilan: its cells, the numbers of its rows and the words of its rules, as they are at one moment."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.core.errors import Refusal
from crm.reporting.bilan import Bilan, build_bilan, public_form
from crm.reporting.bilan_document import write
from crm.reporting.bilan_json import as_json
from crm.reporting.figures import Row, Territory
from crm.reporting.indicators import INDICATORS
from crm.reporting.local_actions import require_answering
from crm.reporting.models import Snapshot, SnapshotRow, SnapshotWithdrawal
from crm.reporting.periods import Period, quebec_day
from crm.reporting.rules import RULES
from crm.reporting.territories import find_territory

LANGUAGES = {"fr": "fr-ca", "en": "en-ca"}
#: Figures of the period, then those of the as-of day.
OF_PERIOD = (
    "businesses_supported",
    "persons_accompanied",
    "placements",
    "agreements",
    "agreements_in_force",
    "activities",
)
OF_DAY = ("advisors", "officers", "service_points")
#: How often the count is made again when somebody writes while it is being made.
TRIES = 3


class PublishRefused(Refusal):
    """A bilan that cannot be published, or taken back, so; `field` says what is missing."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """One report in each language, and the rows behind each figure."""

    reports: dict[str, Bilan]
    rows: dict[str, list[Row]]

    @property
    def agrees(self) -> bool:
        """Whether nobody wrote in between: both counts are one, and every figure is the number of its rows."""
        one, other = (as_json(report) for report in self.reports.values())
        figures = [key for key, value in one.items() if isinstance(value, int | dict) and key != "territory"]
        report = self.reports["fr"]
        counted = {
            "businesses_supported": report.businesses.value,
            "persons_accompanied": report.persons.value,
            "agreements": report.agreements.value,
            "agreements_in_force": report.in_force.value,
            "activities": report.activities.value,
            "placements": report.placements,
        }
        listed = {code: len({row.key for row in self.rows[code]}) for code in counted}
        return all(one[key] == other[key] for key in figures) and listed == counted


@transaction.atomic
def publish_bilan(
    *, territory: Territory, period: Period, reason: str = "", demo: bool, by: User | None, now: datetime
) -> Snapshot:
    """Freeze the bilan of a territory and a period as it is now, in both forms and both languages.

    A newer edition of what is published already says why. Raises Forbidden, PublishRefused.
    """
    require_answering(by, territory, day=quebec_day(now))
    if refusal := refusal_of(period, day=quebec_day(now)):
        raise refusal
    editions = Snapshot.objects.of(kind=territory.kind.value, code=territory.code)
    before = editions.current().filter(period_start=period.start, period_end=period.end).first()
    if before and not reason.strip():
        raise PublishRefused(
            _("Ce bilan est déjà publié. Dites pourquoi une nouvelle édition le remplace."), field="reason"
        )
    counted = _count(territory, period, now=now)
    year = editions.filter(period_start__year=period.start.year).count()
    number = f"BR-{territory.code.upper()}-{period.start.year}-{year + 1:02d}"
    head = {
        "number": number,
        "published_by": by.name if by else "",
        "replaces": before.number if before else None,
        "reason": reason.strip() if before else "",
    }
    content = _canonical(head | _content(counted, number, demo=demo))
    try:
        with transaction.atomic():
            made = Snapshot.objects.create(
                number=number,
                territory_kind=territory.kind.value,
                territory_code=territory.code,
                period_start=period.start,
                period_end=period.end,
                as_of=now,
                published_by=by,
                replaces=before,
                reason=reason.strip() if before else "",
                content=content,
                digest=hashlib.sha256(content.encode()).hexdigest(),
            )
    except IntegrityError as taken:
        raise PublishRefused(_("Quelqu’un vient de publier ce bilan. Relisez les bilans publiés.")) from taken
    SnapshotRow.objects.bulk_create(_rows(made, counted), batch_size=2000)
    return made


def refusal_of(period: Period, *, day: date) -> PublishRefused | None:
    """Why a period cannot be published on a day; None when it can."""
    if period.end <= day:
        return None
    return PublishRefused(_("La période n’est pas finie : elle se publie à partir de son dernier jour."))


@transaction.atomic
def withdraw_bilan(*, snapshot: Snapshot, reason: str, by: User | None, now: datetime) -> SnapshotWithdrawal:
    """Take a published bilan back, with a reason; it stays readable. Raises Forbidden, PublishRefused."""
    day = quebec_day(now)
    territory = find_territory(snapshot.territory_kind, snapshot.territory_code, day=day)
    require_answering(by, territory, day=day)
    if not reason.strip():
        raise PublishRefused(_("Dites pourquoi ce bilan est retiré."), field="reason")
    Snapshot.objects.select_for_update().get(pk=snapshot.pk)
    if SnapshotWithdrawal.objects.filter(snapshot=snapshot).exists():
        raise PublishRefused(_("Ce bilan est déjà retiré."))
    return SnapshotWithdrawal.objects.create(snapshot=snapshot, at=now, by=by, reason=reason.strip())


def _count(territory: Territory, period: Period, *, now: datetime) -> _Counted:
    for _try in range(TRIES):
        counted = _Counted(_reports(territory, period, now=now), _listed(territory, period, now=now))
        if counted.agrees:
            return counted
    raise PublishRefused(_("Les données changent en ce moment même. Recommencez dans un instant."))


def _reports(territory: Territory, period: Period, *, now: datetime) -> dict[str, Bilan]:
    reports = {}
    for language, code in LANGUAGES.items():
        with translation.override(code):
            here = find_territory(territory.kind.value, territory.code, day=quebec_day(now))
            reports[language] = build_bilan(here, period, now=now)
    return reports


def _listed(territory: Territory, period: Period, *, now: datetime) -> dict[str, list[Row]]:
    today = Period(quebec_day(now), quebec_day(now))
    rows = {code: INDICATORS[code].rows(territory, period) for code in OF_PERIOD}
    return rows | {code: INDICATORS[code].rows(territory, today) for code in OF_DAY}


def _content(counted: _Counted, number: str, *, demo: bool) -> dict[str, Any]:
    rows = {
        code: {"count": len(rows), "sha256": _digest(_names(rows))} for code, rows in counted.rows.items()
    }
    work = counted.reports
    public = {language: public_form(report) for language, report in work.items()}
    return {
        "rows": rows,
        "rules": {code: asdict(rule) for code, rule in RULES.items()},
        "work": _form(work, number, demo=demo),
        "public": _form(public, number, demo=demo),
    }


def _form(reports: dict[str, Bilan], number: str, *, demo: bool) -> dict[str, Any]:
    """One form of the report: its figures, and its words in each language."""
    words = {}
    for language, code in LANGUAGES.items():
        with translation.override(code):
            words[language] = asdict(write(reports[language], demo=demo, number_of_edition=number))
    return {"figures": as_json(reports["fr"]), "words": words}


def _canonical(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _names(rows: Iterable[Row]) -> str:
    return "\n".join(f"{row.key} {row.source} {row.source_id}" for row in rows)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _rows(snapshot: Snapshot, counted: _Counted) -> list[SnapshotRow]:
    return [
        SnapshotRow(
            snapshot=snapshot, figure=code, key=row.key, source=row.source, source_id=row.source_id or 0
        )
        for code, rows in counted.rows.items()
        for row in rows
    ]
