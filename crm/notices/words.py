"""Notices in words: for the product, naming what the reader may see; for e-mail, naming nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from crm.core.formatting import day as day_words
from crm.notices.models import Notice
from crm.notices.models import NoticeKind as K
from crm.notices.rules import LEFT

#: What is said beside the kind, from what the notice is about.
Said = Callable[[Notice], str]


def _need(notice: Notice) -> str:
    need, file = notice.need, notice.file
    if need is None:
        return ""
    return _("%(need)s, %(employer)s") % {
        "need": need.reference,
        "employer": file.employer if file else "",
    }


def _about_whom(notice: Notice) -> str:
    if notice.file is not None:
        return str(notice.file)
    return notice.candidate.reference if notice.candidate else ""


def _follow_up(notice: Notice) -> str:
    promised = notice.follow_up
    whom = _about_whom(notice)
    return f"{promised.text} ({whom})" if promised and whom else str(promised or "")


def _profile(notice: Notice) -> str:
    shown = notice.presentation
    return f"{shown.profile_number}, {_need(notice)}" if shown else _need(notice)


def _answered(notice: Notice) -> str:
    shown = notice.presentation
    if shown is None or not shown.answer:
        return _profile(notice)
    return f"{shown.get_answer_display()} : {_profile(notice)}".replace(" :", "\u00a0:")


def _draft(notice: Notice) -> str:
    """A need that staff began, or the file of the employer who began one by its link."""
    return _need(notice) or _about_whom(notice)


def _agreement(notice: Notice) -> str:
    return str(notice.agreement or "")


SAID: dict[str, Said] = {
    K.FOLLOW_UP_DUE: _follow_up,
    K.FOLLOW_UP_LATE: _follow_up,
    K.ANSWERED: _answered,
    K.NO_ANSWER: _profile,
    K.PROFILE_SHOWN: _profile,
    K.PERMIT: _about_whom,
    K.HANDOVER_ASKED: _about_whom,
    K.HANDOVER_ANSWERED: _about_whom,
    K.REASSIGNED: _about_whom,
    K.DRAFT: _draft,
    K.MAIL_FAILED: _about_whom,
    K.REPORT_DUE: _agreement,
    K.REPORT_LATE: _agreement,
}


def title_of(notice: Notice) -> str | Promise:
    """What happened, in the reader's language."""
    if notice.kind == K.HANDOVER_ANSWERED and notice.handover is not None:
        return _("Transfert accepté") if notice.handover.accepted else _("Transfert refusé")
    if notice.kind == K.REASSIGNED and notice.key.endswith(LEFT):
        return _("Dossier confié à quelqu’un d’autre")
    return K(notice.kind).label


def said_of(notice: Notice) -> str:
    """What it is about, in full: only for whoever sees that today."""
    said = SAID.get(notice.kind, _need)(notice)
    if notice.day is None:
        return said
    return f"{said} · {day_words(notice.day)}" if said else day_words(notice.day)


def mail_line(notice: Any) -> str:
    """The same on one line of an e-mail: a number and a day at most, nobody's name, nobody's words."""
    parts = [str(title_of(notice))]
    if notice.need_id:
        parts.append(notice.need.reference)
    if notice.day:
        parts.append(day_words(notice.day))
    return ", ".join(parts)
