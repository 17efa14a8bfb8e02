"""The local actions of a territory and a period: read with the bilan, written by whoever answers for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, Scope, require, scope_of
from crm.core.errors import Forbidden, Refusal, StaleRevision
from crm.reporting.figures import Territory, TerritoryKind
from crm.reporting.models import LONGEST_ACTIONS, LocalActions
from crm.reporting.periods import Period, quebec_day
from crm.territory.models import DirectionCoverage


class ActionsRefused(Refusal):
    """Words that cannot be kept; `field` says which."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is written, in both languages, and of which revision; 0 when nothing is."""

    fr: str = ""
    en: str = ""
    revision: int = 0


def _where(territory: Territory, period: Period) -> dict[str, object]:
    return {
        "territory_kind": territory.kind.value,
        "territory_code": territory.code,
        "period_start": period.start,
        "period_end": period.end,
    }


def actions_of(territory: Territory, period: Period) -> Words:
    """The local actions written for exactly this territory and this period."""
    row = LocalActions.objects.filter(**_where(territory, period)).first()
    return Words(row.text_fr, row.text_en, row.revision) if row else Words()


def answers_for(scope: Scope, territory: Territory, *, day: date) -> bool:
    """Whether the reader publishes the bilan of a territory: its direction's manager; an administrator, of any."""
    if scope.may(Permission.RUN_INSTALLATION):
        return True
    if not scope.may(Permission.REVIEW_CASELOADS) or territory.kind is TerritoryKind.QUEBEC:
        return False
    if territory.kind is TerritoryKind.DIRECTION:
        return territory.pk in scope.direction_ids
    served = DirectionCoverage.objects.on(day).filter(direction_id__in=scope.direction_ids)
    return served.filter(region_id__in=territory.region_codes).exists()


def require_answering(by: User | None, territory: Territory, *, day: date) -> None:
    """Raise Forbidden, with its reason, unless `by` answers for the territory. None is the system itself."""
    if by is None or answers_for(scope_of(by), territory, day=day):
        return
    require(by, Permission.REVIEW_CASELOADS)
    raise Forbidden(_("Ce territoire relève d’une autre direction."))


def write_actions(
    *, territory: Territory, period: Period, words: Words, by: User | None, now: datetime
) -> LocalActions:
    """Keep the words over the revision that they were written on; raises Forbidden, ActionsRefused, StaleRevision."""
    require_answering(by, territory, day=quebec_day(now))
    texts = {"text_fr": words.fr.strip(), "text_en": words.en.strip()}
    for field, text in texts.items():
        if len(text) > LONGEST_ACTIONS:
            raise ActionsRefused(_("Ce texte est trop long."), field=field)
    try:
        with transaction.atomic():
            return _keep(territory, period, texts, words.revision, by)
    except IntegrityError as taken:
        raise StaleRevision from taken


def _keep(
    territory: Territory, period: Period, texts: dict[str, str], revision: int, by: User | None
) -> LocalActions:
    row = LocalActions.objects.select_for_update().filter(**_where(territory, period)).first()
    if row is None and revision == 0:
        return LocalActions.objects.create(**_where(territory, period), **texts, written_by=by)
    if row is None or row.revision != revision:
        raise StaleRevision
    row.text_fr, row.text_en = texts["text_fr"], texts["text_en"]
    row.revision, row.written_by = revision + 1, by
    row.save()
    return row
