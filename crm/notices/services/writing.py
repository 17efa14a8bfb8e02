"""An advisor writes to a contact with one of the house's texts; and who may receive a second language, and why."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require
from crm.casework.models import InterventionKind
from crm.casework.rules import InterventionContent
from crm.casework.services import log_intervention
from crm.core.errors import Forbidden, Refusal
from crm.employers.models import Contact, EmployerFile
from crm.notices.models import LanguageException, MailKind, OutgoingMail
from crm.notices.models.mail import BY_HAND
from crm.notices.services.mail import may_write_to, queue_mail


class WritingRefused(Refusal):
    """A message that cannot be written, or an exception that cannot be recorded."""


@transaction.atomic
def write_to_contact(
    *, file: EmployerFile, contact: Contact, kind: str, sending_key: UUID, by: User, now: datetime
) -> OutgoingMail:
    """Send a text of the house to a contact, and log it as an intervention: an e-mail, which counts for nothing.

    Sent again with the same key, it is the same message. Raises WritingRefused, Forbidden outside one's files.
    """
    require(by, Permission.WORK_FILES)
    if kind not in BY_HAND:
        raise WritingRefused(_("Choisissez un des modèles."), field="kind")
    if contact.employer_id != file.employer_id:
        raise WritingRefused(_("Choisissez un contact de cette entreprise."), field="contact")
    if not may_write_to(contact, kind):
        raise WritingRefused(
            _("Ce contact n’a pas d’adresse, ou ne veut plus recevoir ces courriels."), field="contact"
        )
    key = f"by-hand-{sending_key}"
    if found := OutgoingMail.objects.filter(key=key, file=file).first():
        return found
    summary = _("Courriel envoyé : %(kind)s") % {"kind": MailKind(kind).label}
    content = InterventionContent(
        kind=InterventionKind.EMAIL,
        occurred_on=timezone.localdate(now),
        summary=str(summary),
        contact_id=contact.pk,
    )
    log_intervention(file=file, content=content, by=by, now=now)
    mail = queue_mail(kind=kind, key=key, now=now, contact=contact, file=file, opt_out_of=kind)
    if mail is None:
        raise WritingRefused
    return mail


@transaction.atomic
def record_exception(
    *, file: EmployerFile, contact: Contact, language: str, reason: str, by: User, now: datetime
) -> LanguageException:
    """From today a second language may be joined to the French for this contact, for the reason written.

    Raises WritingRefused beside the field, Forbidden.
    """
    _require_contact(file, contact, by)
    if not reason.strip():
        raise WritingRefused(_("Écrivez le motif : c’est lui qui permet l’exception."), field="reason")
    if language != "en-ca":
        raise WritingRefused(_("Choisissez la langue jointe au français."), field="language")
    end_exception(file=file, contact=contact, by=by, now=now)
    return LanguageException.objects.create(
        contact=contact,
        language=language,
        reason=" ".join(reason.replace("\x00", "").split())[:300],
        recorded_by=by,
        valid_from=timezone.localdate(now),
    )


@transaction.atomic
def end_exception(*, file: EmployerFile, contact: Contact, by: User, now: datetime) -> None:
    """From today French alone; an exception that began today never held a day. Harmless when there is none."""
    _require_contact(file, contact, by)
    today = timezone.localdate(now)
    for row in LanguageException.objects.select_for_update().on(today).filter(contact=contact):
        if row.valid_from == today:
            row.delete()
        else:
            row.valid_to = today - timedelta(days=1)
            row.save(update_fields=["valid_to"])


def _require_contact(file: EmployerFile, contact: Contact, by: User) -> None:
    require(by, Permission.WORK_FILES)
    if not EmployerFile.objects.visible_to(by).filter(pk=file.pk).exists():
        raise Forbidden
    if contact.employer_id != file.employer_id:
        raise WritingRefused(_("Choisissez un contact de cette entreprise."), field="contact")
