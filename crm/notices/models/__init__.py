"""Notices, outgoing mail and its links."""

from crm.notices.models.links import AccessCode, ActLink, Purpose
from crm.notices.models.mail import (
    LanguageException,
    MailKind,
    MailState,
    MailTemplate,
    OptOut,
    OutgoingMail,
    SendingRule,
)
from crm.notices.models.notices import Channel, Notice, NoticeChoice, NoticeKind, NoticeRhythm, Reminder

__all__ = [
    "AccessCode",
    "ActLink",
    "Channel",
    "LanguageException",
    "MailKind",
    "MailState",
    "MailTemplate",
    "Notice",
    "NoticeChoice",
    "NoticeKind",
    "NoticeRhythm",
    "OptOut",
    "OutgoingMail",
    "Purpose",
    "Reminder",
    "SendingRule",
]
