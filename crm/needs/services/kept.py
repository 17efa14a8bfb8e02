"""Keeping a need's form that is not sent: the draft of who writes, a template to start from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require, scope_of
from crm.core.errors import Forbidden, Refusal
from crm.employers.models import Employer, NeedFormLink
from crm.needs.models import LabourNeed, NeedDraft, NeedTemplate
from crm.territory.models import Direction

#: A draft that nobody continues is forgotten this long after its last change.
DRAFT_LASTS = timedelta(days=30)
#: A form of a need, as JSON characters; the longest that can be sent is well below.
DRAFT_LIMIT = 40_000
Values = Mapping[str, Sequence[str]]


class DraftRefused(Refusal):
    """The draft cannot be kept."""

    default = _("Ce brouillon est trop long pour être gardé.")


class DraftBehind(Refusal):
    """Another device wrote the draft since this one read it; nothing was written."""

    default = _("Ce brouillon a été changé sur un autre appareil.")


class DraftSent(Refusal):
    """The need of this form was sent: there is nothing left to keep."""

    default = _("Ce besoin est déjà envoyé.")


def _holder(link: NeedFormLink | None, user: User | None) -> dict[str, NeedFormLink | User]:
    return {"link": link} if link is not None else {"user": user} if user is not None else {}


def draft_of(*, link: NeedFormLink | None = None, user: User | None = None) -> NeedDraft | None:
    """The draft of a link, or of an account; it may be over."""
    held = _holder(link, user)
    return NeedDraft.objects.filter(**held).first() if held else None


@transaction.atomic
def keep_draft(
    *,
    values: Values,
    submission_key: UUID,
    version: int | None,
    device: str,
    now: datetime,
    link: NeedFormLink | None = None,
    user: User | None = None,
) -> NeedDraft:
    """Write what is typed; `version` is the one that the writer read (None writes whatever is there).

    Raises DraftBehind when another device wrote since, DraftSent when the form was sent, DraftRefused when too long.
    """
    if len(json.dumps(dict(values))) > DRAFT_LIMIT:
        raise DraftRefused
    if LabourNeed.objects.filter(submission_key=submission_key).exists():
        raise DraftSent
    fresh = {"submission_key": submission_key, "saved_at": now, "expires_at": now + DRAFT_LASTS}
    held = _holder(link, user)
    draft, made = NeedDraft.objects.select_for_update(of=("self",)).get_or_create(
        **held, defaults={**fresh, "values": dict(values), "device": device}
    )
    if made:
        return draft
    behind = version is not None and version != draft.version and draft.device != device
    if behind and draft.is_live(now):
        raise DraftBehind
    draft.submission_key, draft.values, draft.device = submission_key, dict(values), device
    draft.saved_at, draft.expires_at, draft.version = now, now + DRAFT_LASTS, draft.version + 1
    draft.save()
    return draft


def drop_draft(*, link: NeedFormLink | None = None, user: User | None = None) -> int:
    """Start anew: the draft is gone; returns how many were dropped."""
    held = _holder(link, user)
    return NeedDraft.objects.filter(**held).delete()[0] if held else 0


def forget_drafts(*, now: datetime) -> int:
    """Empty the drafts whose time is over, keeping only that they were; returns how many."""
    return NeedDraft.objects.filter(expires_at__lte=now).exclude(values={}).update(values={})


def _require_template(by: User, employer: Employer | None, direction: Direction | None) -> None:
    if direction is not None:
        require(by, Permission.WORK_FILES)
        if direction.pk not in scope_of(by).direction_ids:
            raise Forbidden
    elif employer is not None and not scope_of(by).is_staff:
        if not employer.members.filter(user=by, active=True).exists():
            raise Forbidden
    else:
        require(by, Permission.WORK_FILES)


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
    """A form to start from, of an employer or of a direction. Raises DraftRefused, Forbidden."""
    _require_template(by, employer, direction)
    if not name.strip():
        raise DraftRefused(_("Donnez un nom au modèle."), field="name")
    made: NeedTemplate = NeedTemplate.objects.create(
        name=name.strip()[:120],
        values={field: list(typed) for field, typed in values.items()},
        employer=employer,
        direction=direction,
        created_by=by,
        created_at=now,
    )
    return made


@transaction.atomic
def delete_template(*, template: NeedTemplate, by: User, now: datetime) -> NeedTemplate:
    """The template is offered no more; `restore_template` takes that back. Raises Forbidden."""
    _require_template(by, template.employer, template.direction)
    template.deleted_at = now
    template.save(update_fields=["deleted_at"])
    return template


@transaction.atomic
def restore_template(*, template: NeedTemplate, by: User) -> NeedTemplate:
    """The template is offered again. Raises Forbidden."""
    _require_template(by, template.employer, template.direction)
    template.deleted_at = None
    template.save(update_fields=["deleted_at"])
    return template
