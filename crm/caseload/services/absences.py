"""Absences: written with who answers meanwhile, and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import Posting, User
from crm.accounts.policy import Permission, require, scope_of
from crm.caseload.models import Absence
from crm.core.errors import Forbidden, Refusal

#: How far behind or ahead of today an absence may begin, and how long it may last.
FAR = timedelta(days=731)


class AbsenceRefused(Refusal):
    """An absence that cannot be written so; `field` says what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceContent:
    """Who is away from a day to a day, both included, and who answers meanwhile."""

    user: User
    starts_on: date
    ends_on: date
    kind: str
    replaced_by: User | None = None


@transaction.atomic
def record_absence(*, content: AbsenceContent, by: User, now: datetime) -> Absence:
    """Write an absence of somebody posted in a direction that `by` reviews. Raises Forbidden, AbsenceRefused."""
    _require(content.user, by)
    _check_days(content, today=timezone.localdate(now))
    # Two that are written at once wait for each other here, rather than at the constraint.
    User.objects.select_for_update(no_key=True).get(pk=content.user.pk)
    days = (content.starts_on, content.ends_on)
    if Absence.objects.during(*days).filter(user=content.user).exists():
        raise AbsenceRefused(_("Une absence est déjà inscrite ces jours-là."), field="starts_on")
    if content.replaced_by is not None:
        _check_replacement(content, content.replaced_by)
    return Absence.objects.create(
        user=content.user,
        starts_on=content.starts_on,
        ends_on=content.ends_on,
        kind=content.kind,
        replaced_by=content.replaced_by,
    )


@transaction.atomic
def remove_absence(*, absence: Absence, by: User) -> None:
    """Take back an absence that was written wrong or will not be. Raises Forbidden."""
    _require(absence.user, by)
    Absence.objects.filter(pk=absence.pk).delete()


def _require(user: User, by: User) -> None:
    require(by, Permission.REVIEW_CASELOADS)
    if not Posting.objects.filter(user=user, direction_id__in=scope_of(by).direction_ids).exists():
        raise Forbidden(_("Cette personne travaille dans une autre direction."))


def _check_days(content: AbsenceContent, *, today: date) -> None:
    if content.kind not in Absence.Kind.values:
        raise AbsenceRefused(_("Choisissez le genre d’absence."), field="kind")
    if content.ends_on < content.starts_on:
        raise AbsenceRefused(_("La fin ne peut pas précéder le début."), field="ends_on")
    if abs(content.starts_on - today) > FAR:
        raise AbsenceRefused(_("Choisissez un jour à moins de deux ans d’aujourd’hui."), field="starts_on")
    if content.ends_on - content.starts_on > FAR:
        raise AbsenceRefused(_("Une absence dure au plus deux ans."), field="ends_on")


def _check_replacement(content: AbsenceContent, replacement: User) -> None:
    """Somebody else, posted in a role and a direction of the absent person, and there meanwhile."""
    if replacement.pk == content.user.pk:
        raise AbsenceRefused(_("Choisissez une autre personne."), field="replaced_by")
    own = Posting.objects.during(content.starts_on, content.ends_on).filter(user=content.user)
    theirs = Posting.objects.on(content.starts_on).filter(user=replacement)
    alike = set(own.values_list("role", "direction")) & set(theirs.values_list("role", "direction"))
    if not replacement.is_active or not alike:
        raise AbsenceRefused(
            _("La personne qui remplace doit être en poste dans le même rôle et la même direction."),
            field="replaced_by",
        )
    if Absence.objects.during(content.starts_on, content.ends_on).filter(user=replacement).exists():
        raise AbsenceRefused(_("Cette personne est elle-même absente ces jours-là."), field="replaced_by")
