"""Staffing targets: how many advisors and officers a region is meant to have, from a day; what was stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import Role, StaffingTarget, User
from crm.accounts.policy import Permission, require, scope_of
from crm.core.errors import Forbidden, Refusal
from crm.territory.models import DirectionCoverage, Region

#: The roles that the bilan counts against a target.
TARGET_ROLES = (Role.ADVISOR, Role.OFFICER)
MOST = 999
#: How far behind or ahead of today a target may begin.
FAR = timedelta(days=366)
DAY = timedelta(days=1)


class TargetRefused(Refusal):
    """A target that cannot be set so; `field` says what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetContent:
    """How many people of a role from which day, and who says so; None is no target from that day on."""

    role: str
    target: int | None
    valid_from: date
    source: str = ""


@transaction.atomic
def set_target(
    *, region: Region, content: TargetContent, by: User | None, now: datetime
) -> StaffingTarget | None:
    """Set a region's target from a day, until the next one that is already set; the one before ends the day before.

    `by` is a manager of the region's direction today, or an administrator. Raises Forbidden, TargetRefused.
    """
    _require(region, by, today=timezone.localdate(now))
    _check(content, today=timezone.localdate(now))
    Region.objects.select_for_update().get(pk=region.pk)
    rows = StaffingTarget.objects.filter(region=region, role=content.role)
    day = content.valid_from
    before = rows.on(day).first()
    if before is None and content.target is None:
        raise TargetRefused(_("Cette région n’a aucune cible à retirer ce jour-là."), field="target")
    following = rows.filter(valid_from__gt=day).order_by("valid_from").first()
    until = following.valid_from - DAY if following else None
    if before is not None:
        until = before.valid_to
        _end(before, day)
    if content.target is None:
        return None
    return StaffingTarget.objects.create(
        region=region,
        role=content.role,
        target=content.target,
        source=content.source.strip(),
        valid_from=day,
        valid_to=until,
    )


def _end(row: StaffingTarget, day: date) -> None:
    """The row stops before `day`; one that begins that very day is replaced."""
    if row.valid_from == day:
        row.delete()
        return
    row.valid_to = day - DAY
    row.save(update_fields=["valid_to"])


def _require(region: Region, by: User | None, *, today: date) -> None:
    if by is None or scope_of(by).may(Permission.RUN_INSTALLATION):
        return
    require(by, Permission.REVIEW_CASELOADS)
    served = DirectionCoverage.objects.on(today).filter(direction_id__in=scope_of(by).direction_ids)
    if not served.filter(region=region).exists():
        raise Forbidden(_("Cette région relève d’une autre direction."))


def _check(content: TargetContent, *, today: date) -> None:
    if content.role not in TARGET_ROLES:
        raise TargetRefused(_("Choisissez le rôle."), field="role")
    if content.target is not None and not 0 <= content.target <= MOST:
        raise TargetRefused(_("Une cible va de 0 à 999 personnes."), field="target")
    if abs(content.valid_from - today) > FAR:
        raise TargetRefused(_("Choisissez un jour à moins d’un an d’aujourd’hui."), field="valid_from")
    if "\x00" in content.source or len(content.source) > 200:
        raise TargetRefused(_("Écrivez la source en 200 caractères au plus."), field="source")
