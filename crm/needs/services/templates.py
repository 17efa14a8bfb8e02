"""Forms of needs to start from: an employer's own, and those that a direction offers to all of its employers."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require, scope_of
from crm.core.errors import Forbidden, Refusal
from crm.employers.models import Employer, EmployerFile
from crm.employers.space import MemberGesture, require_member
from crm.needs.models import NeedTemplate
from crm.needs.services.kept import Values
from crm.territory.models import Direction


class TemplateRefused(Refusal):
    """A template that cannot be kept so."""

    default = _("Donnez un nom au modèle.")


def may_keep_for_directions(user: User) -> bool:
    """Managers and the administrator answer for what a direction offers to all."""
    scope = scope_of(user)
    return scope.may(Permission.REVIEW_CASELOADS) or scope.may(Permission.RUN_INSTALLATION)


def _require(by: User, employer: Employer | None, direction: Direction | None) -> None:
    scope = scope_of(by)
    if direction is not None:
        mine = scope.may(Permission.RUN_INSTALLATION) or direction.pk in scope.direction_ids
        if not may_keep_for_directions(by) or not mine:
            raise Forbidden(_("Les modèles d’une direction se changent par ses gestionnaires."))
    elif employer is not None and not scope.is_staff:
        require_member(by, employer.pk, MemberGesture.SEND)
    else:
        require(by, Permission.WORK_FILES)
        if not EmployerFile.objects.visible_to(by).filter(employer=employer).exists():
            raise Forbidden


@transaction.atomic
def save_template(
    *,
    name: str,
    values: Values,
    by: User,
    now: datetime,
    employer: Employer | None = None,
    direction: Direction | None = None,
) -> NeedTemplate:
    """A form to start from, of an employer or of a direction. Raises TemplateRefused, Forbidden."""
    _require(by, employer, direction)
    made: NeedTemplate = NeedTemplate.objects.create(
        name=_name(name),
        values=_plain(values, direction),
        employer=employer,
        direction=direction,
        created_by=by,
        created_at=now,
    )
    return made


@transaction.atomic
def change_template(*, template: NeedTemplate, name: str, values: Values, by: User) -> NeedTemplate:
    """Another name, other values. Raises TemplateRefused, Forbidden."""
    _require(by, template.employer, template.direction)
    template.name, template.values = _name(name), _plain(values, template.direction)
    template.save(update_fields=["name", "values"])
    return template


def _name(typed: str) -> str:
    name = " ".join(typed.split())[:120]
    if not name:
        raise TemplateRefused(field="name")
    return name


def _plain(values: Values, direction: Direction | None) -> dict[str, list[str]]:
    """The values to keep; a direction's template names no place: each employer has its own."""
    left_out = {"site"} if direction is not None else set()
    return {field: list(typed) for field, typed in values.items() if field not in left_out}


@transaction.atomic
def delete_template(*, template: NeedTemplate, by: User, now: datetime) -> NeedTemplate:
    """The template is offered no more; `restore_template` takes that back. Raises Forbidden."""
    _require(by, template.employer, template.direction)
    template.deleted_at = now
    template.save(update_fields=["deleted_at"])
    return template


@transaction.atomic
def restore_template(*, template: NeedTemplate, by: User) -> NeedTemplate:
    """The template is offered again. Raises Forbidden."""
    _require(by, template.employer, template.direction)
    template.deleted_at = None
    template.save(update_fields=["deleted_at"])
    return template
