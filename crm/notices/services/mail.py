"""Writing a message that will leave: whom for, in which languages, with which links; promised to the worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from crm.accounts.links import make_link
from crm.accounts.models import User
from crm.core.formatting import day as day_in_words
from crm.core.jobs import enqueue
from crm.employers.models import Contact, EmployerFile, NeedFormLink
from crm.needs.models import LabourNeed
from crm.notices.composing import LINK, compose
from crm.notices.models import (
    AccessCode,
    ActLink,
    LanguageException,
    MailKind,
    MailState,
    OptOut,
    OutgoingMail,
    Purpose,
    SendingRule,
)
from crm.notices.rules import LANGUAGE_KEY, OPT_OUT_LASTS, languages_of
from crm.territory.models import ServicePoint

HOUSE_PHONE = "1\u00a0877\u00a0662-4667"
Values = Callable[[], dict[str, str]]


def rule_value(key: str, day: date, *, otherwise: str) -> str:
    """The value of a rule in force on a day."""
    found = SendingRule.objects.on(day).filter(key=key).first()
    return found.value if found else otherwise


def languages_for(*, user: User | None, contact: Contact | None, day: date) -> tuple[str, ...]:
    """The languages in which this recipient is written to on a day, French first."""
    rule = rule_value(LANGUAGE_KEY[contact is not None], day, otherwise="french")
    recorded = LanguageException.objects.on(day).filter(contact=contact).first() if contact else None
    wished = contact.language if contact else user.language if user else ""
    return languages_of(rule=rule, recorded=recorded.language if recorded else "", wished=wished)


def need_words(need: LabourNeed) -> str:
    """A need as a message names it: its number and its occupation, never words that somebody typed."""
    title = need.occupation.title.split(",", maxsplit=1)[0] if need.occupation else ""
    return f"{need.reference} ({title})" if title else need.reference


def common_values(name: str, file: EmployerFile | None, *, day: date) -> dict[str, str]:
    """What every message may name: its recipient, the branch that writes and its telephone."""
    phone = ""
    if file is not None:
        points = ServicePoint.objects.on(day).filter(direction_id=file.direction_id).exclude(phone="")
        phone = points.values_list("phone", flat=True).first() or ""
    direction = file.direction.name if file else "Passerelle"
    return {"nom": name, "direction": direction, "telephone": phone or HOUSE_PHONE}


def may_write_to(contact: Contact, kind: str) -> bool:
    """Whether the contact has an address and did not ask to be left alone, of this kind or of all e-mail.

    A code is sent to whoever has just asked for it, on the page that waits for it.
    """
    if contact.no_email and kind != MailKind.CODE:
        return False
    return bool(contact.email) and not OptOut.objects.filter(contact=contact, kind=kind).exists()


@transaction.atomic
def queue_mail(
    *,
    kind: str,
    key: str,
    now: datetime,
    values: Values = dict,
    user: User | None = None,
    contact: Contact | None = None,
    file: EmployerFile | None = None,
    link: ActLink | None = None,
    form_link: NeedFormLink | None = None,
    code: AccessCode | None = None,
    address: str = "",
    opt_out_of: str = "",
) -> OutgoingMail | None:
    """Write the message of this key once and promise its sending; None when the recipient may not be written to.

    `values` is called in each language of the message. Its link is `link`, or `form_link`, whose secret is made as it
    leaves; `address` is one without a secret. `opt_out_of` is the kind that the message's last line stops; "" writes
    no such line.
    """
    if contact is not None and not may_write_to(contact, kind):
        return None
    if found := OutgoingMail.objects.filter(key=key).first():
        return found
    today = timezone.localdate(now)
    to: Any = contact or user
    languages = languages_for(user=user, contact=contact, day=today)
    written: dict[str, Mapping[str, str]] = {}
    for language in languages:
        with translation.override(language):
            written[language] = common_values(to.name, file, day=today) | values()
    made = compose(kind, languages, written, opt_out=bool(opt_out_of), link=address or LINK)
    mail, new = OutgoingMail.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "recipient_email": to.email,
            "recipient_name": to.name,
            "user": user,
            "contact": contact,
            "file": file,
            "language": "+".join(language[:2] for language in languages),
            "subject": made.subject,
            "text": made.text,
            "html": made.html,
            "link": link,
            "form_link": form_link,
            "code": code,
            "opt_out": _opt_out(opt_out_of, user, contact, file, now) if opt_out_of else None,
            "created_at": now,
            "next_try_at": now,
            "state": MailState.WAITING,
        },
    )
    if new:
        promise_mail(mail, now=now)
    return mail


def _opt_out(
    kind: str, user: User | None, contact: Contact | None, file: EmployerFile | None, now: datetime
) -> ActLink:
    link, _token = make_link(
        ActLink,
        by=None,
        now=now,
        lasts=OPT_OUT_LASTS,
        once=True,
        purpose=Purpose.OPT_OUT,
        user=user,
        contact=contact,
        file=file,
        mail_kind=kind,
    )
    return link


def promise_mail(mail: OutgoingMail, *, now: datetime) -> None:
    """Ask the worker to send it: by its number alone, the queue never holds a text or a secret."""
    urgent = 1 if mail.kind == MailKind.CODE else 5
    enqueue(
        "workers.tasks.notices.send_mail",
        key=f"send-mail-{mail.pk}",
        now=now,
        priority=urgent,
        mail_id=mail.pk,
    )


def day_words(day: date) -> str:
    """A day as a message writes it."""
    return day_in_words(day, "long")
