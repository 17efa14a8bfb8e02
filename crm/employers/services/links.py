"""The signed link by which an employer without an account submits needs."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from crm.accounts.links import make_link
from crm.accounts.models import User
from crm.employers.models import Contact, EmployerFile, FileEditKind, NeedFormLink
from crm.employers.rules import LINK_LASTS
from crm.employers.services.writing import record, require_file, require_of_file


@transaction.atomic
def make_need_form_link(
    *, file: EmployerFile, by: User | None, now: datetime, contact: Contact | None = None
) -> tuple[NeedFormLink, str]:
    """A link of 30 days and its token, which is known only now. Raises Forbidden."""
    require_file(by, file)
    if contact is not None:
        require_of_file(contact, file)
    link, token = make_link(NeedFormLink, by=by, now=now, lasts=LINK_LASTS, file=file, contact=contact)
    record(file, FileEditKind.LINK_MADE, by=by, now=now, subject=contact.name if contact else "")
    return link, token


@transaction.atomic
def revoke_need_form_link(*, link: NeedFormLink, by: User | None, now: datetime) -> NeedFormLink:
    """The link no longer opens; harmless when repeated. Raises Forbidden."""
    require_file(by, link.file)
    locked = NeedFormLink.objects.select_for_update().get(pk=link.pk)
    if locked.revoked_at is None:
        locked.revoked_at = now
        locked.save(update_fields=["revoked_at"])
        record(link.file, FileEditKind.LINK_REVOKED, by=by, now=now)
    return locked
