"""Keeping what is typed of a need and not sent yet, and both versions when two devices typed it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.core.errors import Refusal
from crm.employers.models import NeedFormLink
from crm.needs.models import LabourNeed, NeedDraft, NeedEdit

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


def _held(
    link: NeedFormLink | None, user: User | None, need: LabourNeed | None
) -> dict[str, NeedFormLink | User | LabourNeed | None]:
    return {"link": link, "user": None if link else user, "need": need}


def draft_of(
    *, link: NeedFormLink | None = None, user: User | None = None, need: LabourNeed | None = None
) -> NeedDraft | None:
    """The draft of a link or of an account, of a new need or of the change of `need`; it may be over."""
    if link is None and user is None:
        return None
    return NeedDraft.objects.filter(**_held(link, user, need)).first()


def drafts_to_continue(
    *, now: datetime, link: NeedFormLink | None = None, user: User | None = None
) -> list[NeedDraft]:
    """What a link or an account began and can still continue: a new need first, then changes."""
    rows = NeedDraft.objects.filter(link=link, user=None if link else user, expires_at__gt=now)
    rows = rows.exclude(values={}).select_related("need")
    return list(rows.order_by(F("need_id").asc(nulls_first=True)))


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
    need: LabourNeed | None = None,
    revision: int | None = None,
) -> NeedDraft:
    """Write what is typed; `version` is the one that the writer read (None writes whatever is there).

    What another device or another form wrote and is written over is kept beside, to be taken back. `revision` is that
    of the need which is changed, as the writer read it. Raises DraftBehind when another device wrote since, DraftSent
    when the form was sent, DraftRefused when too long.
    """
    _check(values, submission_key)
    draft, made = _lock_or_make(_held(link, user, need), values, submission_key, device, now=now)
    if not made:
        live, same = draft.is_live(now), draft.device == device
        if version is not None and version != draft.version and not same and live:
            raise DraftBehind
        if live and (draft.submission_key != submission_key or (version is None and not same)):
            _put_beside(draft, draft.values, draft.saved_at, than=values)
        draft.submission_key, draft.values, draft.device = submission_key, dict(values), device
        draft.saved_at, draft.expires_at, draft.version = now, now + DRAFT_LASTS, draft.version + 1
    draft.revision = revision if revision is not None else draft.revision
    draft.save()
    return draft


@transaction.atomic
def keep_beside(
    *,
    values: Values,
    submission_key: UUID,
    device: str,
    now: datetime,
    link: NeedFormLink | None = None,
    user: User | None = None,
    need: LabourNeed | None = None,
) -> NeedDraft:
    """Keep an older version beside the draft that holds, to be taken back. Raises DraftSent, DraftRefused."""
    _check(values, submission_key)
    draft, made = _lock_or_make(_held(link, user, need), values, submission_key, device, now=now)
    if not made:
        _put_beside(draft, values, now, than=draft.values)
        draft.save()
    return draft


@transaction.atomic
def swap_draft(
    *,
    now: datetime,
    link: NeedFormLink | None = None,
    user: User | None = None,
    need: LabourNeed | None = None,
) -> NeedDraft | None:
    """Take back the version kept beside; the one that held is kept beside in its turn. None when there is none."""
    found = NeedDraft.objects.select_for_update(of=("self",)).filter(**_held(link, user, need)).first()
    if found is None or not found.other:
        return None
    found.values, found.other = found.other, found.values
    found.other_at, found.saved_at, found.expires_at = found.saved_at, now, now + DRAFT_LASTS
    found.version, found.device = found.version + 1, ""
    found.save()
    return found


def _check(values: Values, submission_key: UUID) -> None:
    if len(json.dumps(dict(values))) > DRAFT_LIMIT:
        raise DraftRefused
    sent = LabourNeed.objects.filter(submission_key=submission_key).exists()
    if sent or NeedEdit.objects.filter(submission_key=submission_key).exists():
        raise DraftSent


def _lock_or_make(
    held: Mapping[str, Any], values: Values, key: UUID, device: str, *, now: datetime
) -> tuple[NeedDraft, bool]:
    fresh = {"submission_key": key, "values": dict(values), "device": device}
    made: tuple[NeedDraft, bool] = NeedDraft.objects.select_for_update(of=("self",)).get_or_create(
        **held, defaults={**fresh, "saved_at": now, "expires_at": now + DRAFT_LASTS}
    )
    return made


def _put_beside(draft: NeedDraft, values: Values, at: datetime, *, than: Values) -> None:
    """Keep `values` as the other version, unless they say the same as those that hold."""
    if dict(values) != dict(than):
        draft.other, draft.other_at = dict(values), at


def drop_draft(
    *, link: NeedFormLink | None = None, user: User | None = None, need: LabourNeed | None = None
) -> int:
    """Start anew: the draft is gone; returns how many were dropped."""
    if link is None and user is None:
        return 0
    return NeedDraft.objects.filter(**_held(link, user, need)).delete()[0]


def forget_drafts(*, now: datetime) -> int:
    """Empty the drafts whose time is over, keeping only that they were; returns how many."""
    over = NeedDraft.objects.filter(expires_at__lte=now).exclude(values={}, other={})
    return over.update(values={}, other={}, other_at=None)
