"""A new version of the weights: one draft, what it would change, its publication. What is published stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require
from crm.core.errors import Refusal, StaleRevision
from crm.core.jobs import enqueue
from crm.matching.models import WeightPreview, WeightSet
from crm.matching.previewing import Figures, plain, preview_key
from crm.matching.weighting import check_start, check_weights, version_name

PREVIEW = "workers.tasks.weights.preview_weights"
#: Ranks again every need that was ranked with other weights.
TABLES_CHANGED = "workers.tasks.matching.tables_changed"


class DraftExists(Refusal):
    """Somebody else began a draft meanwhile."""

    default = _(
        "Une autre personne pilote a enregistré un brouillon entre-temps. Relisez-le avant de le changer."
    )


class DraftGone(Refusal):
    """The draft was published or thrown away meanwhile."""

    default = _("Ce brouillon n’existe plus : une autre personne pilote l’a publié ou supprimé entre-temps.")


class DayTaken(Refusal):
    """Another version already begins on that day."""


class ReasonOfWeightsMissing(Refusal):
    """A version says why it was made."""

    default = _("Dites pourquoi : la raison est publiée avec la version.")


class AlreadyBegun(Refusal):
    """A version that scores, or scored, is never changed."""

    default = _("Cette version est déjà entrée en vigueur : elle ne change plus. Préparez-en une autre.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightContent:
    """What a version says: hundredths of a point, thousandths, the first day, why."""

    weights: Mapping[str, int]
    neutral_shares: Mapping[str, int]
    starts_on: date
    note: str


@transaction.atomic
def save_draft(*, content: WeightContent, revision: int, by: User | None, now: datetime) -> WeightSet:
    """Write the draft and ask what it would change. `revision`: of the draft read, 0 for a first one.

    Raises Forbidden, InvalidWeights, StartInThePast, ReasonOfWeightsMissing, DraftExists, DraftGone, StaleRevision.
    """
    require(by, Permission.RUN_INSTALLATION)
    _check(content, today=timezone.localdate(now))
    draft = _locked_draft(revision) if revision else _new_draft()
    draft.weights = dict(content.weights)
    draft.neutral_shares = dict(content.neutral_shares)
    draft.starts_on, draft.note = content.starts_on, content.note.strip()
    draft.revision = revision + 1
    draft.written_by, draft.written_at = (by, now) if by else (None, None)
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError as error:
        raise DraftExists from error
    _ask_preview(draft, now=now)
    return draft


def _check(content: WeightContent, *, today: date) -> None:
    check_weights(content.weights, content.neutral_shares)
    check_start(content.starts_on, today=today)
    if not content.note.strip():
        raise ReasonOfWeightsMissing(field="note")


def _new_draft() -> WeightSet:
    if WeightSet.objects.filter(is_draft=True).exists():
        raise DraftExists
    return WeightSet(is_draft=True, version="")


def _locked_draft(revision: int) -> WeightSet:
    draft = WeightSet.objects.select_for_update().filter(is_draft=True).first()
    if draft is None:
        raise DraftGone
    if draft.revision != revision:
        raise StaleRevision
    return draft


def _ask_preview(draft: WeightSet, *, now: datetime) -> None:
    enqueue(
        PREVIEW,
        key=preview_key(draft.pk),
        now=now,
        priority=4,
        weights_id=draft.pk,
        revision=draft.revision,
        asked=now.isoformat(),
    )


@transaction.atomic
def ask_preview(*, by: User | None, now: datetime) -> None:
    """Ask again what the draft would change: people, needs or the weights in force have changed. Raises DraftGone."""
    require(by, Permission.RUN_INSTALLATION)
    draft = WeightSet.objects.filter(is_draft=True).first()
    if draft is None:
        raise DraftGone
    _ask_preview(draft, now=now)


@transaction.atomic
def store_preview(*, weights_id: int, revision: int, against: str, figures: Figures, now: datetime) -> None:
    """Keep what the worker found; nothing when the draft has gone or its text is another one already."""
    draft = (
        WeightSet.objects.select_for_update().filter(pk=weights_id, is_draft=True, revision=revision).first()
    )
    if draft is not None:
        found = {"revision": revision, "against": against, "computed_at": now, "figures": plain(figures)}
        WeightPreview.objects.update_or_create(weights=draft, defaults=found)


@transaction.atomic
def publish_draft(*, revision: int, by: User | None, now: datetime) -> WeightSet:
    """Make the draft a version: today it scores at once and every need is ranked again, else from its day.

    Raises Forbidden, DraftGone, StaleRevision, StartInThePast, DayTaken.
    """
    require(by, Permission.RUN_INSTALLATION)
    draft = _locked_draft(revision)
    today = timezone.localdate(now)
    first_day = draft.starts_on or today
    check_start(first_day, today=today)
    begins = now if first_day == today else timezone.make_aware(datetime.combine(first_day, time.min))
    other = WeightSet.objects.published().filter(active_from=begins).first()
    if other is not None:
        taken = _("La version %(version)s commence déjà ce jour-là : choisissez un autre jour.")
        raise DayTaken(str(taken) % {"version": other.version}, field="starts_on")
    names = set(WeightSet.objects.published().values_list("version", flat=True))
    draft.version, draft.active_from = version_name(first_day, names), begins
    draft.is_draft, draft.starts_on = False, first_day
    draft.published_by, draft.published_at = (by, now) if by else (None, None)
    draft.save()
    if begins <= now:
        enqueue(TABLES_CHANGED, key="tables-changed", now=now, at=now.isoformat())
    return draft


@transaction.atomic
def discard_draft(*, revision: int, by: User | None) -> None:
    """Throw the draft away. Raises Forbidden, DraftGone, StaleRevision."""
    require(by, Permission.RUN_INSTALLATION)
    _locked_draft(revision).delete()


@transaction.atomic
def take_back(*, version: str, by: User | None, now: datetime) -> WeightSet:
    """Make a version that has not begun a draft again. Raises Forbidden, AlreadyBegun, DraftExists."""
    require(by, Permission.RUN_INSTALLATION)
    planned = (
        WeightSet.objects.published().select_for_update().filter(version=version, active_from__gt=now).first()
    )
    if planned is None:
        raise AlreadyBegun
    if WeightSet.objects.filter(is_draft=True).exists():
        raise DraftExists(str(_("Un brouillon est déjà en cours : publiez-le ou supprimez-le d’abord.")))
    planned.version, planned.active_from, planned.is_draft = "", None, True
    planned.published_by = planned.published_at = None
    planned.revision += 1
    planned.save()
    _ask_preview(planned, now=now)
    return planned
