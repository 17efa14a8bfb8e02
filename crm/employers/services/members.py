"""Who represents an employer in its space: invited by whoever works on its file, until that ends."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.services import issue_link, open_representative, revoke_links
from crm.employers.models import Contact, Employer, EmployerFile, EmployerMember, FileEditKind
from crm.employers.services.writing import EmployerRefused, record, require_file, require_of_file


@transaction.atomic
def invite_representative(
    *, file: EmployerFile, contact: Contact, by: User | None, now: datetime
) -> tuple[EmployerMember, str]:
    """The contact represents the employer from now on; the token of the link by which they choose a password.

    Inviting again makes a new link, and gives back an access that ended. The token is empty when the account has
    represented another employer: its person signs in as before, and only an administrator makes its links.
    Raises EmployerRefused, Forbidden, and what `open_representative` refuses.
    """
    require_file(by, file)
    require_of_file(contact, file)
    if not contact.email:
        raise EmployerRefused(_("Inscrivez d’abord le courriel de ce contact."), field="contact")
    # Two invitations of the same employer follow one another.
    Employer.objects.select_for_update().get(pk=file.employer_id)
    user = open_representative(
        name=contact.name, email=contact.email, language=contact.language, by=by, now=now
    )
    member, _made = EmployerMember.objects.update_or_create(
        user=user, employer_id=file.employer_id, defaults={"active": True, "ended_on": None}
    )
    record(file, FileEditKind.MEMBER_INVITED, by=by, now=now, subject=user.name)
    if user.employer_memberships.exclude(pk=member.pk).exists():
        return member, ""
    _link, token = issue_link(user, by=by, now=now)
    return member, token


@transaction.atomic
def end_membership(
    *, file: EmployerFile, member: EmployerMember, by: User | None, now: datetime
) -> EmployerMember:
    """Someone represents the file's employer no more, from now on; harmless when repeated.

    Their account stays, with what it did. Raises EmployerRefused, Forbidden.
    """
    require_file(by, file)
    require_of_file(member, file)
    locked = EmployerMember.objects.select_for_update(of=("self",)).select_related("user").get(pk=member.pk)
    if not locked.active:
        return locked
    locked.active, locked.ended_on = False, timezone.localdate(now)
    locked.save(update_fields=["active", "ended_on"])
    if not locked.user.employer_memberships.filter(active=True).exists():
        revoke_links(user=locked.user, now=now)
    record(file, FileEditKind.MEMBER_ENDED, by=by, now=now, subject=locked.user.name)
    return locked


def end_memberships(*, user: User, now: datetime) -> int:
    """Someone whose account closes represents no employer from today on; returns how many memberships ended."""
    mine = EmployerMember.objects.filter(user=user, active=True)
    return mine.update(active=False, ended_on=timezone.localdate(now))
