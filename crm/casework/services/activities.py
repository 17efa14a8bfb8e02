"""Activities held with partners: recorded, corrected, taken back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import scope_of
from crm.casework.models import Activity
from crm.core.errors import Forbidden, Refusal
from crm.partners.models import Agreement, Partner
from crm.partners.rules import EARLIEST
from crm.territory.models import Direction, DirectionCoverage, Municipality, Region


class ActivityRefused(Refusal):
    """An activity that the rules refuse."""

    default = _("Cette activité ne peut pas être enregistrée ainsi.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityContent:
    """What was held, where, and how many took part."""

    kind: str
    title_fr: str
    title_en: str = ""
    held_on: date
    participants: int
    region: Region
    municipality: Municipality | None = None
    agreement: Agreement | None = None
    partners: Collection[Partner] = ()


@transaction.atomic
def record_activity(
    *, direction: Direction, content: ActivityContent, by: User | None, now: datetime
) -> Activity:
    """Record an activity of a direction.

    Raises Forbidden for who does not work there, and ActivityRefused for a day to come, a region that the direction
    did not serve that day, a municipality elsewhere, or an agreement of another direction.
    """
    _check(direction, content, by=by, now=now)
    return _written(Activity(direction=direction, by=by), content)


@transaction.atomic
def correct_activity(
    *, activity: Activity, content: ActivityContent, by: User | None, now: datetime
) -> Activity:
    """Correct an activity that stands. Raises what `record_activity` raises."""
    activity = Activity.objects.standing().select_for_update().get(pk=activity.pk)
    _check(activity.direction, content, by=by, now=now)
    return _written(activity, content)


@transaction.atomic
def undo_activity(*, activity: Activity, by: User, now: datetime) -> None:
    """Take an activity back: it counts no more; a second time nothing happens. Raises Forbidden."""
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    _require_there(activity.direction_id, by)
    if activity.undone_at is None:
        activity.undone_at, activity.undone_by = now, by
        activity.save(update_fields=["undone_at", "undone_by", "updated_at"])


def _written(activity: Activity, content: ActivityContent) -> Activity:
    for name in (
        "kind",
        "title_fr",
        "title_en",
        "held_on",
        "participants",
        "region",
        "municipality",
        "agreement",
    ):
        setattr(activity, name, getattr(content, name))
    activity.save()
    activity.partners.set(content.partners)
    return activity


def _require_there(direction_id: int, by: User | None) -> None:
    if by is not None and direction_id not in scope_of(by).direction_ids:
        raise Forbidden(_("Cette activité relève d’une autre direction."))


def _check(direction: Direction, content: ActivityContent, *, by: User | None, now: datetime) -> None:
    _require_there(direction.pk, by)
    if not EARLIEST <= content.held_on <= timezone.localdate(now):
        raise ActivityRefused(
            _("Une activité tenue se date entre le 1er janvier 2000 et aujourd’hui."), field="held_on"
        )
    served = DirectionCoverage.objects.on(content.held_on).filter(direction=direction, region=content.region)
    if not served.exists():
        raise ActivityRefused(_("La direction ne servait pas cette région ce jour-là."), field="region")
    town = content.municipality
    if town is not None and town.mrc.region_id != content.region.pk:
        raise ActivityRefused(_("Cette municipalité est dans une autre région."), field="municipality")
    if content.agreement is not None and content.agreement.direction_id != direction.pk:
        raise ActivityRefused(_("Cette entente relève d’une autre direction."), field="agreement")
