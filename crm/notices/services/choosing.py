"""What a person decides about their notices: read, and how they wish to be told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.core.errors import Refusal
from crm.notices.models import Channel, Notice, NoticeChoice, NoticeRhythm
from crm.notices.rules import HABITS


class ChoiceRefused(Refusal):
    """A kind, a channel, an hour or a day that does not exist."""

    default = _("Choisissez une des réponses proposées.")


@transaction.atomic
def mark_read(*, notice: Notice, by: User, now: datetime) -> Notice:
    """The notice was opened; the first time stays. Somebody else's does not exist (Notice.DoesNotExist)."""
    mine: Notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk, user=by)
    if mine.read_at is None:
        mine.read_at = now
        mine.save(update_fields=["read_at"])
    return mine


def mark_all_read(*, by: User, now: datetime) -> int:
    """Everything was read; returns how many notices were not."""
    return Notice.objects.unread().filter(user=by).update(read_at=now)


@transaction.atomic
def choose_channels(*, user: User, channels: Mapping[str, str], hour: int, weekday: int) -> None:
    """Keep how the user wishes to be told. Raises ChoiceRefused."""
    if any(kind not in HABITS or channel not in Channel.values for kind, channel in channels.items()):
        raise ChoiceRefused
    if hour not in range(24) or weekday not in range(7):
        raise ChoiceRefused
    for kind, channel in channels.items():
        NoticeChoice.objects.update_or_create(user=user, kind=kind, defaults={"channel": channel})
    NoticeRhythm.objects.update_or_create(user=user, defaults={"hour": hour, "weekday": weekday})
