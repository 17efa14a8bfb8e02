"""What an employer lets partners and other directions know: given for a time, revocable, asked with a notice."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.employers.models import Employer, EmployerFile, FileEditKind, SharingConsent
from crm.employers.rules import SHARING_LONGEST, SHARING_NOTICE
from crm.employers.services.writing import EmployerRefused, record, require_file


@transaction.atomic
def give_sharing_consent(
    *, file: EmployerFile, channel: str, given_on: date, expires_on: date, by: User, now: datetime
) -> SharingConsent:
    """The employer agreed, on a day and until a day, that its contacts be shared; it takes the place of the last one.

    Raises EmployerRefused beside the field, Forbidden.
    """
    require_file(by, file)
    Employer.objects.select_for_update().get(pk=file.employer_id)
    if channel not in SharingConsent.Channel.values:
        raise EmployerRefused(_("Dites comment l’entreprise a consenti."), field="channel")
    if given_on > timezone.localdate(now):
        raise EmployerRefused(_("Un consentement s’inscrit une fois donné."), field="given_on")
    if not given_on < expires_on <= given_on + SHARING_LONGEST:
        raise EmployerRefused(
            _("Un consentement prend fin au plus tard trois ans après le jour où il est donné."),
            field="expires_on",
        )
    _revoke(file, by=by, now=now)
    made = SharingConsent.objects.create(
        employer_id=file.employer_id,
        notice_version=SHARING_NOTICE,
        channel=channel,
        given_on=given_on,
        expires_on=expires_on,
        recorded_by=by,
    )
    record(file, FileEditKind.SHARING_GIVEN, by=by, now=now, subject=str(made.get_channel_display()))
    return made


@transaction.atomic
def revoke_sharing_consent(*, file: EmployerFile, by: User, now: datetime) -> None:
    """The employer no longer agrees, from now on; harmless when repeated. Raises Forbidden."""
    require_file(by, file)
    if _revoke(file, by=by, now=now):
        record(file, FileEditKind.SHARING_REVOKED, by=by, now=now)


def _revoke(file: EmployerFile, *, by: User, now: datetime) -> int:
    standing = SharingConsent.objects.filter(employer_id=file.employer_id, revoked_at=None)
    return standing.update(revoked_at=now, revoked_by=by)
