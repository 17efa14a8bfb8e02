"""Links that leave by e-mail at an advisor's word: into the employer's space, and to the form of needs."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.links import LinkExpired, make_link, take_link
from crm.accounts.models import User
from crm.accounts.services import choose_first_password
from crm.core.errors import Refusal
from crm.employers.models import Contact, EmployerFile, EmployerMember, NeedFormLink
from crm.employers.services import make_need_form_link
from crm.notices.models import ActLink, MailKind, Purpose
from crm.notices.rules import INVITATION_LASTS
from crm.notices.services.mail import day_words, may_write_to, queue_mail

#: A button pressed twice sends one e-mail.
SAME_PRESS = timedelta(minutes=1)


def write_invitation(member_id: int, now: datetime) -> None:
    """Write to whoever was invited, once an invitation; the links of those before open no more."""
    rows = EmployerMember.objects.select_related("user", "employer")
    member = rows.filter(pk=member_id, active=True, invited_at__isnull=False).first()
    file = EmployerFile.objects.filter(employer=member.employer_id).order_by("id").first() if member else None
    if member is None or file is None or member.invited_at is None:
        return
    key = f"invited-{member.pk}-{member.invited_at:%Y%m%d%H%M%S}"
    mine = ActLink.objects.filter(purpose=Purpose.INVITATION, user=member.user)
    if mine.filter(mails__key=key).exists():
        return
    mine.live(now).filter(file__employer=member.employer_id).update(revoked_at=now)
    link, _token = make_link(
        ActLink,
        by=None,
        now=now,
        lasts=INVITATION_LASTS,
        once=True,
        purpose=Purpose.INVITATION,
        user=member.user,
        file=file,
    )
    ends = timezone.localdate(link.expires_at)
    queue_mail(
        kind=MailKind.INVITATION,
        key=key,
        now=now,
        user=member.user,
        file=file,
        link=link,
        values=lambda: {"jour": day_words(ends)},
    )


@transaction.atomic
def send_need_form(*, file: EmployerFile, contact: Contact, by: User, now: datetime) -> NeedFormLink:
    """Send a contact a link of 30 days to describe needs and follow them; its token is made as the message leaves.

    Raises Refusal beside `contact` for one who has no address or wants no e-mail, Forbidden.
    """
    if not may_write_to(contact, MailKind.NEED_FORM):
        raise Refusal(
            _("Ce contact n’a pas d’adresse, ou ne veut pas de courriel : copiez plutôt le lien."),
            field="contact",
        )
    # Presses follow one another, the one before seen by the next.
    Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    mine = NeedFormLink.objects.filter(file=file, contact=contact, created_by=by, revoked_at=None)
    if sent := mine.filter(created_at__gt=now - SAME_PRESS, mails__kind=MailKind.NEED_FORM).first():
        return sent
    link, _token = make_need_form_link(file=file, contact=contact, by=by, now=now)
    ends = timezone.localdate(link.expires_at)
    queue_mail(
        kind=MailKind.NEED_FORM,
        key=f"need-form-{link.pk}",
        now=now,
        contact=contact,
        file=file,
        form_link=link,
        values=lambda: {"jour": day_words(ends)},
    )
    return link


def invited_member(link: ActLink) -> EmployerMember | None:
    """The access that the link of an invitation opens, while it lasts."""
    if link.user_id is None or link.file is None:
        return None
    rows = EmployerMember.objects.filter(user=link.user_id, employer=link.file.employer_id, active=True)
    return rows.filter(user__is_active=True).select_related("employer", "user").first()


@transaction.atomic
def accept_invitation(*, link: ActLink, password: str, now: datetime) -> User:
    """The invited person chooses their password, once. Raises LinkExpired, PasswordRefused."""
    taken = take_link(ActLink, link.pk, now=now)
    member = invited_member(taken)
    if member is None:
        raise LinkExpired("revoked")
    return choose_first_password(user=member.user, password=password, now=now)
