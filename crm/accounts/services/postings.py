"""Postings: one begins, another ends, on a day; what was stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import AccountEventKind, Posting, Role, User
from crm.accounts.policy import Permission, require
from crm.accounts.services.history import record
from crm.core.errors import Refusal
from crm.territory.models import Direction, ServicePoint

#: How far behind or ahead of today a posting may be ended or begun.
FAR = timedelta(days=366)


class PostingRefused(Refusal):
    """A posting that cannot begin or end so; `field` says what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingContent:
    """In which role, where, from which day, for what share of full time (more than 0, at most 1)."""

    role: str
    direction: Direction | None
    service_point: ServicePoint | None
    valid_from: date
    full_time: Decimal = Decimal(1)


@transaction.atomic
def begin_posting(*, user: User, content: PostingContent, by: User | None, now: datetime) -> Posting:
    """Post someone from a day, beside the postings that they have. Raises Forbidden, PostingRefused."""
    require(by, Permission.RUN_INSTALLATION)
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not locked.is_active:
        raise PostingRefused(_("Rouvrez d’abord le compte."))
    _check_day(content.valid_from, field="valid_from", now=now)
    return make_posting(locked, content, by=by, now=now)


def make_posting(user: User, content: PostingContent, *, by: User | None, now: datetime) -> Posting:
    """Write a posting and its row of history. Raises PostingRefused."""
    check_posting(content)
    same = Posting.objects.filter(user=user, role=content.role, direction=content.direction)
    if same.during(content.valid_from, date.max).exists():
        raise PostingRefused(
            _("Cette personne a déjà cette affectation ce jour-là ou plus tard : terminez-la d’abord."),
            field="valid_from",
        )
    made = Posting.objects.create(
        user=user,
        role=content.role,
        direction=content.direction,
        service_point=content.service_point,
        valid_from=content.valid_from,
        full_time=content.full_time,
    )
    record(user, AccountEventKind.POSTING_BEGUN, by=by, now=now, posting=made, day=made.valid_from)
    return made


def check_posting(content: PostingContent) -> None:
    """Raise PostingRefused unless the role is known and its place is one."""
    direction, point = content.direction, content.service_point
    if content.role not in Role.values:
        raise PostingRefused(_("Choisissez le rôle."), field="role")
    if content.role not in {Role.ADMIN, Role.PRIVACY} and direction is None:
        raise PostingRefused(_("Une affectation se fait dans une direction."), field="direction")
    if not 0 < content.full_time <= 1:
        raise PostingRefused(_("Écrivez une part de temps plein entre 0,05 et 1."), field="full_time")
    if point is not None and (direction is None or point.direction_id != direction.pk):
        raise PostingRefused(_("Ce point de services est d’une autre direction."), field="service_point")


@transaction.atomic
def end_posting(*, posting: Posting, last_day: date, by: User | None, now: datetime) -> Posting:
    """End a posting after `last_day`, which is its last; work in hand stays where it is until it is handed over.

    Raises Forbidden, and PostingRefused when it has ended, would end before it began, or is one's own as administrator.
    """
    require(by, Permission.RUN_INSTALLATION)
    locked: Posting = Posting.objects.select_for_update().get(pk=posting.pk)
    if by is not None and locked.user_id == by.pk and locked.role == Role.ADMIN:
        raise PostingRefused(
            _("Demandez à une autre personne pilote de terminer votre affectation de pilote.")
        )
    if not locked.user.is_active:
        raise PostingRefused(_("Rouvrez d’abord le compte."))
    if locked.valid_to is not None and locked.valid_to < timezone.localdate(now):
        raise PostingRefused(_("Cette affectation est déjà terminée."))
    if last_day < locked.valid_from:
        raise PostingRefused(_("La fin ne peut pas précéder le début."), field="last_day")
    _check_day(last_day, field="last_day", now=now)
    locked.valid_to = last_day
    locked.save(update_fields=["valid_to"])
    record(locked.user, AccountEventKind.POSTING_ENDED, by=by, now=now, posting=locked, day=last_day)
    return locked


def _check_day(day: date, *, field: str, now: datetime) -> None:
    if abs(day - timezone.localdate(now)) > FAR:
        raise PostingRefused(_("Choisissez un jour à moins d’un an d’aujourd’hui."), field=field)
