"""The texts of messages, written by those who answer for them; each version a row, the house's text one press away."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, scope_of
from crm.core.errors import Forbidden, Refusal
from crm.notices import house
from crm.notices.models import MailKind, MailTemplate
from crm.notices.rules import VARIABLES, variables_in

SUBJECT_LIMIT, BODY_LIMIT = 150, 4000


class TextRefused(Refusal):
    """A text that its message could not be made of."""


def may_write_texts(user: User) -> bool:
    """Managers and the administrator answer for what is sent."""
    scope = scope_of(user)
    return scope.may(Permission.REVIEW_CASELOADS) or scope.may(Permission.RUN_INSTALLATION)


def check_text(kind: str, subject: str, body: str) -> None:
    """Raise TextRefused beside `subject` or `body` when a message could not be made of them."""
    allowed, asked = VARIABLES[kind]
    for name, text in (("subject", subject), ("body", body)):
        if not text.strip():
            raise TextRefused(_("Écrivez ce texte."), field=name)
        unknown = sorted(variables_in(text) - allowed)
        if unknown:
            raise TextRefused(
                _("Cette variable n’existe pas ici : %(name)s") % {"name": f"{{{unknown[0]}}}"}, field=name
            )
    if len(subject) > SUBJECT_LIMIT or "\n" in subject.strip():
        raise TextRefused(_("L’objet tient sur une ligne de 150 caractères."), field="subject")
    if len(body) > BODY_LIMIT:
        raise TextRefused(_("Le texte compte au plus 4 000 caractères."), field="body")
    if {"lien", "code"} & variables_in(subject):
        raise TextRefused(_("L’objet d’un courriel ne porte ni lien ni code."), field="subject")
    missing = sorted(asked - variables_in(body))
    if missing:
        raise TextRefused(
            _("Sans cette variable, le courriel ne servirait à rien : %(name)s")
            % {"name": f"{{{missing[0]}}}"},
            field="body",
        )


def _require(by: User, kind: str, language: str) -> None:
    if not may_write_texts(by):
        raise Forbidden
    if kind not in MailKind.values or language not in house.TEXTS:
        raise TextRefused(_("Ce courriel n’existe pas."))


@transaction.atomic
def write_text(*, kind: str, language: str, subject: str, body: str, by: User, now: datetime) -> MailTemplate:
    """A new version of a text, used from now on. Raises TextRefused, Forbidden."""
    _require(by, kind, language)
    tidy = body.replace("\r\n", "\n").replace("\x00", "").strip()
    head = subject.replace("\x00", "").strip()
    check_text(kind, head, tidy)
    return MailTemplate.objects.create(
        kind=kind, language=language, subject=head, body=tidy, written_at=now, written_by=by
    )


@transaction.atomic
def return_to_house(*, kind: str, language: str, by: User, now: datetime) -> MailTemplate:
    """The house's text holds again; the versions before stay readable. Raises Forbidden."""
    _require(by, kind, language)
    return MailTemplate.objects.create(kind=kind, language=language, written_at=now, written_by=by)
