"""E-mail of one's notices: at once for some, the rest in a digest at the hour one chose; none when there is nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from crm.accounts.models import User
from crm.notices.models import Channel, MailKind, Notice, NoticeRhythm, OutgoingMail
from crm.notices.queries import RELATED, choices_of, in_words, to_digest
from crm.notices.rules import FRESH, USUAL_DAY, USUAL_HOUR, channel_of, digests_due, week_of
from crm.notices.services.mail import day_words, queue_mail
from crm.notices.words import mail_line

NOTICES_PATH, NOTICE_PATH = "/avis/", "/avis/{key}/"
BATCH = 500


def digest_lines(notices: Sequence[Notice]) -> str:
    """The lines of a digest: each notice, and the address of what it is about."""
    return "\n".join(f"- {mail_line(notice)}\n{notice_address(notice)}" for notice in notices)


def notice_address(notice: Notice) -> str:
    """The address that leads to what a notice is about; it holds a number, and opens for its reader alone."""
    return settings.BASE_URL + NOTICE_PATH.format(key=notice.pk)


def mail_at_once(*, now: datetime) -> int:
    """Send what is to be told at once and was not; returns how many messages were written."""
    rows = Notice.objects.unread().filter(mailed_at=None, at__gte=now - FRESH)
    waiting = list(rows.order_by("at", "id").select_related(*RELATED, "user")[:BATCH])
    chosen = choices_of(notice.user_id for notice in waiting)
    sent = 0
    for notice in waiting:
        at_once = channel_of(notice.kind, chosen.get(notice.user_id, {})) == Channel.AT_ONCE
        if at_once and in_words([notice], notice.user)[0].leads_to:
            _mail_one(notice, now=now)
            sent += 1
    return sent


@transaction.atomic
def _mail_one(notice: Notice, *, now: datetime) -> None:
    queue_mail(
        kind=MailKind.NOTICE,
        key=f"notice-{notice.pk}",
        now=now,
        user=notice.user,
        values=lambda: {"avis": mail_line(notice)},
        address=notice_address(notice),
        opt_out_of=notice.kind,
    )
    Notice.objects.filter(pk=notice.pk).update(mailed_at=now)


def send_digests(*, now: datetime) -> int:
    """Send the digests whose hour has come, once a day and once a week each; returns how many were written."""
    local = timezone.localtime(now)
    waiting = Notice.objects.unread().filter(mailed_at=None)
    users = User.objects.filter(is_active=True, pk__in=waiting.values("user_id"))
    rhythms = NoticeRhythm.objects.in_bulk(field_name="user_id")
    sent = 0
    for user in users.order_by("pk"):
        rhythm = rhythms.get(user.pk)
        hour, weekday = (rhythm.hour, rhythm.weekday) if rhythm else (USUAL_HOUR, USUAL_DAY)
        for channel in digests_due(
            hour_now=local.hour, weekday_now=local.weekday(), hour=hour, weekday=weekday
        ):
            sent += _send_digest(user, channel, now=now)
    return sent


@transaction.atomic
def _send_digest(user: User, channel: str, *, now: datetime) -> bool:
    today = timezone.localdate(now)
    period = week_of(today) if channel == Channel.WEEKLY else str(today)
    key = f"digest-{channel}-{user.pk}-{period}"
    if OutgoingMail.objects.filter(key=key).exists():
        return False
    found = to_digest(user, channel)
    if not found:
        return False
    queue_mail(
        kind=MailKind.DIGEST,
        key=key,
        now=now,
        user=user,
        values=lambda: {"avis": digest_lines(found), "jour": day_words(today)},
        address=settings.BASE_URL + NOTICES_PATH,
        opt_out_of=channel,
    )
    Notice.objects.filter(pk__in=[notice.pk for notice in found]).update(mailed_at=now)
    return True
