"""Notices and messages in the background. Each task is harmless when repeated, and when its row has gone."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from crm.core.services import is_done, mark_done
from crm.notices import services


@shared_task(name="workers.tasks.notices.tell")
def tell(*, message_id: int, event: str, subject_id: int, **_later: Any) -> None:
    """Tell whom an event concerns, by e-mail too where that is to be at once."""
    if is_done(message_id):
        return
    services.tell_event(event, subject_id, now=timezone.now())
    services.mail_at_once(now=timezone.now())
    mark_done(message_id, arguments={"event": event, "subject_id": subject_id}, now=timezone.now())


@shared_task(name="workers.tasks.notices.send_mail")
def send_mail(*, message_id: int, mail_id: int, **_later: Any) -> None:
    """Send one message; one that was not taken is promised again when its time comes."""
    if is_done(message_id):
        return
    services.deliver(mail_id, now=timezone.now())
    mark_done(message_id, arguments={"mail_id": mail_id}, now=timezone.now())


@shared_task(name="workers.tasks.notices.send_waiting")
def send_waiting(**_later: Any) -> None:
    """Promise again the messages whose time to be tried has come."""
    services.promise_waiting(now=timezone.now())


@shared_task(name="workers.tasks.notices.watch")
def watch(**_later: Any) -> None:
    """Look at what is due: remind, tell, and send what is to be told now."""
    now = timezone.now()
    services.remind(now=now)
    services.watch(now=now)
    services.mail_at_once(now=now)
    services.send_digests(now=now)
