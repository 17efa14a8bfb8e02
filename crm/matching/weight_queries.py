"""Reads of the weights: the versions with what each is today, the draft, and what is known of what it would change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils import timezone

from crm.core.models import OutboxMessage
from crm.matching.models import WeightPreview, WeightSet
from crm.matching.previewing import Figures, figures_of, preview_key
from crm.needs.models import LabourNeed


class Standing(StrEnum):
    """What a published version is on a day."""

    PLANNED = "planned"
    IN_FORCE = "in_force"
    PAST = "past"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A published version as listed; `ends_at`: when one that somebody published takes over, None when none does."""

    weights: WeightSet
    standing: Standing
    ends_at: datetime | None


def versions(now: datetime) -> tuple[Version, ...]:
    """Every published version, the newest beginning first."""
    rows = list(
        WeightSet.objects.published().select_related("written_by", "published_by").order_by("-active_from")
    )
    after = [None, *(row.active_from if row.published_by else None for row in rows)]
    listed, in_force = [], False
    for row, ends_at in zip(rows, after, strict=False):
        begun = row.active_from is not None and row.active_from <= now
        standing = (Standing.PAST if in_force else Standing.IN_FORCE) if begun else Standing.PLANNED
        in_force = in_force or begun
        listed.append(Version(weights=row, standing=standing, ends_at=ends_at))
    return tuple(listed)


def weights_in_force(now: datetime) -> WeightSet:
    """The version that scores. Raises WeightSet.DoesNotExist before the first load."""
    weights: WeightSet | None = WeightSet.objects.begun(now).first()
    if weights is None:
        raise WeightSet.DoesNotExist
    return weights


def the_draft() -> WeightSet | None:
    """The one draft, with who wrote it last."""
    draft: WeightSet | None = (
        WeightSet.objects.filter(is_draft=True).select_related("written_by", "preview").first()
    )
    return draft


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewState:
    """What is known of what a draft would change.

    `awaited`: the worker has not answered yet; `failed`: its last try failed, it tries again. `figures` are None
    before the first answer. `of_other_text`, `of_other_weights`, `of_other_day`: why they are out of date.
    """

    awaited: bool
    failed: bool
    computed_at: datetime | None
    against: str
    figures: Figures | None
    of_other_text: bool
    of_other_weights: bool
    of_other_day: bool

    @property
    def is_current(self) -> bool:
        """Whether the figures say what publishing the draft now would change."""
        out = self.of_other_text or self.of_other_weights or self.of_other_day
        return self.figures is not None and not out


def preview_of(draft: WeightSet, *, in_force: WeightSet, now: datetime) -> PreviewState:
    """The preview of a draft and whether it still holds; two queries."""
    promise = OutboxMessage.objects.pending().filter(key=preview_key(draft.pk)).first()
    found = WeightPreview.objects.filter(weights=draft).first()
    today = timezone.localdate(now)
    return PreviewState(
        awaited=promise is not None,
        failed=promise is not None and bool(promise.error),
        computed_at=found.computed_at if found else None,
        against=found.against if found else "",
        figures=figures_of(found.figures) if found else None,
        of_other_text=found is not None and found.revision != draft.revision,
        of_other_weights=found is not None and found.against != in_force.version,
        of_other_day=found is not None and timezone.localdate(found.computed_at) != today,
    )


def needs_named(figures: Figures) -> dict[int, LabourNeed]:
    """The needs that change most, by id, with their occupation and their region: what any pilot may read of them."""
    rows = LabourNeed.objects.filter(pk__in=[row.need_id for row in figures.most])
    return {row.pk: row for row in rows.select_related("occupation", "site__municipality__mrc__region")}
