"""A message leaves: its secrets are made at that moment, filled in, handed to the server, and kept nowhere."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from datetime import datetime
from smtplib import SMTPException, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Q

from crm.accounts.links import mint, why_over
from crm.notices.composing import CODE, LINK, OPT_OUT
from crm.notices.models import AccessCode, MailState, OutgoingMail
from crm.notices.rules import CLAIMED_FOR, CODE_LASTS, wait_before
from crm.notices.services.mail import promise_mail

logger = logging.getLogger(__name__)
#: Where a link that acts opens, and one to the form of needs; a test compares them with the address book.
LINK_PATH, FORM_PATH = "/lien/{token}/", "/e/{token}/"
BATCH = 200


def link_address(token: str) -> str:
    """The whole address of a link."""
    return settings.BASE_URL + LINK_PATH.format(token=token)


def hashed_code(code: AccessCode, digits: str) -> str:
    """What is stored of a code: keyed, so that a million guesses at the table say nothing."""
    said = f"{code.link_id}:{code.pk}:{digits}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()


def mint_code(code: AccessCode, *, now: datetime) -> str:
    """Six digits, known only now; they are good for ten minutes from this moment."""
    digits = f"{secrets.randbelow(10**6):06d}"
    code.hashed, code.expires_at = hashed_code(code, digits), now + CODE_LASTS
    code.save(update_fields=["hashed", "expires_at"])
    return digits


def deliver(mail_id: int, *, now: datetime) -> OutgoingMail | None:
    """Send a message that waits, once; harmless when repeated, when it has gone, or when another worker has it.

    Without a server it is kept and shown to staff. Not taken, it waits longer each time and is given up in the end.
    One whose link was withdrawn, used or ran out while it waited never leaves: it would open nothing.
    """
    claimed = _claim(mail_id, now=now)
    if claimed is None or claimed[0].state != MailState.SENDING:
        return claimed[0] if claimed else None
    mail, filled = claimed
    try:
        _hand_over(mail, filled)
    except (SMTPException, OSError) as error:
        return _not_taken(mail, error, now=now)
    mail.state, mail.left_at, mail.error = MailState.SENT, now, ""
    mail.save(update_fields=["state", "left_at", "error"])
    return mail


@transaction.atomic
def _claim(mail_id: int, *, now: datetime) -> tuple[OutgoingMail, dict[str, str]] | None:
    """The message, taken for this worker, and its secrets."""
    to_leave = OutgoingMail.objects.filter(left_at=None, state__in=[MailState.WAITING, MailState.SENDING])
    waiting = to_leave.filter(next_try_at__lte=now)
    mail = waiting.select_for_update(of=("self",), skip_locked=True).filter(pk=mail_id).first()
    if mail is None:
        return None
    if _opens_nothing(mail, now=now):
        return _left_here(mail, MailState.WITHDRAWN)
    if mail.attempts and not wait_before(mail.attempts):
        return _left_here(mail, MailState.FAILED)
    if not settings.EMAIL_HOST:
        mail.state, mail.left_at = MailState.KEPT, now
        mail.save(update_fields=["state", "left_at"])
        return mail, {}
    mail.state, mail.attempts, mail.next_try_at = MailState.SENDING, mail.attempts + 1, now + CLAIMED_FOR
    mail.save(update_fields=["state", "attempts", "next_try_at"])
    return mail, secrets_of(mail, now=now)


def _left_here(mail: OutgoingMail, state: MailState) -> tuple[OutgoingMail, dict[str, str]]:
    """It never leaves: it would open nothing, or every sender died of it."""
    mail.state = state
    mail.save(update_fields=["state"])
    return mail, {}


def _opens_nothing(mail: OutgoingMail, *, now: datetime) -> bool:
    """Whether what the message is about no longer opens, or has gone; its last line is no matter."""
    links = [link for link in (mail.link, mail.form_link, mail.code and mail.code.link) if link]
    gone = (LINK in mail.text and not (mail.link or mail.form_link)) or (CODE in mail.text and not mail.code)
    return gone or any(why_over(link, now=now) for link in links)


def secrets_of(mail: OutgoingMail, *, now: datetime) -> dict[str, str]:
    """What stands in the place of each mark of the message; what was made before opens nothing any more."""
    filled = {}
    if mail.link:
        filled[LINK] = link_address(mint(mail.link))
    if mail.form_link:
        filled[LINK] = settings.BASE_URL + FORM_PATH.format(token=mint(mail.form_link))
    if mail.opt_out:
        filled[OPT_OUT] = link_address(mint(mail.opt_out))
    if mail.code:
        filled[CODE] = mint_code(mail.code, now=now)
    return filled


def _hand_over(mail: OutgoingMail, filled: dict[str, str]) -> None:
    text, html = mail.text, mail.html
    for mark, secret in filled.items():
        text, html = text.replace(mark, secret), html.replace(mark, secret)
    headers = {"Auto-Submitted": "auto-generated", "Content-Language": mail.language.replace("+", ", ")}
    if OPT_OUT in filled:
        headers |= {
            "List-Unsubscribe": f"<{filled[OPT_OUT]}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    message = EmailMultiAlternatives(
        mail.subject,
        text,
        to=[mail.recipient_email],
        headers=headers,
        connection=get_connection("django.core.mail.backends.smtp.EmailBackend"),
    )
    message.attach_alternative(html, "text/html")
    message.send()


def _not_taken(mail: OutgoingMail, error: Exception, *, now: datetime) -> OutgoingMail:
    """Write down why, without a word of the message, and when it is tried again."""
    said = f" {error.smtp_code}" if isinstance(error, SMTPResponseException) else ""
    mail.error = f"{type(error).__name__}{said}"
    wait = wait_before(mail.attempts)
    mail.state = MailState.WAITING if wait else MailState.FAILED
    mail.next_try_at = now + wait if wait else mail.next_try_at
    mail.save(update_fields=["state", "error", "next_try_at"])
    logger.warning("Message %s was not taken (%s), attempt %s", mail.pk, mail.error, mail.attempts)
    return mail


def promise_waiting(*, now: datetime) -> int:
    """Promise again every message whose time to be tried has come; returns how many."""
    due = OutgoingMail.objects.filter(
        Q(state__in=[MailState.WAITING, MailState.SENDING]), left_at=None, next_try_at__lte=now
    ).order_by("next_try_at")[:BATCH]
    for mail in due:
        with transaction.atomic():
            promise_mail(mail, now=now)
    return len(due)


@transaction.atomic
def reveal(mail: OutgoingMail, *, now: datetime) -> dict[str, str]:
    """The secrets of a message that was kept and not sent, made anew for whoever looks at a demonstration."""
    locked = OutgoingMail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
    return secrets_of(locked, now=now) if locked.state == MailState.KEPT else {}
