"""Who represents an employer in its space: invited from the file or by a colleague, with rights, until that ends."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require, scope_of
from crm.accounts.services import AccountRefused, issue_link, open_representative, revoke_links
from crm.core.errors import Forbidden, Refusal
from crm.core.jobs import announce
from crm.employers.models import Contact, Employer, EmployerFile, EmployerMember, FileEditKind, MemberRole
from crm.employers.services.writing import EmployerRefused, record, require_file, require_of_file
from crm.employers.space import MemberGesture, require_member

#: How many people a space holds, and how long before somebody is written to again: it is no mailing machine.
MOST_MEMBERS = 30
AGAIN_AFTER = timedelta(minutes=10)
# A button pressed twice sends one e-mail.
SAME_PRESS = timedelta(minutes=1)


class MemberRefused(Refusal):
    """An access that cannot be given, changed or ended so."""

    default = _(
        "Il reste toujours une personne qui administre l’espace : donnez d’abord ce droit à quelqu’un d’autre."
    )


@transaction.atomic
def invite_representative(
    *, file: EmployerFile, contact: Contact, by: User | None, now: datetime, role: str = ""
) -> tuple[EmployerMember, str]:
    """The contact represents the employer from now on; the token of the link by which they choose a password.

    Inviting again makes a new link, and gives back an access that ended. `role` "" keeps the role that they had; the
    first person administers the space, those who follow send and answer. The token is empty when the account has
    represented another employer: its person signs in as before, and only an administrator makes its links.
    Raises EmployerRefused, MemberRefused, Forbidden, and what `open_representative` refuses.
    """
    member = _let_in(file, contact, role, by=by, now=now)
    if member.user.employer_memberships.exclude(pk=member.pk).exists():
        return member, ""
    _link, token = issue_link(member.user, by=by, now=now)
    return member, token


@transaction.atomic
def invite_by_mail(
    *, file: EmployerFile, contact: Contact, by: User | None, now: datetime, role: str = ""
) -> tuple[EmployerMember, bool]:
    """The same by e-mail: its link is made as the message leaves, and nobody here knows it.

    False when no message is written: the account has a password already, or another employer, and signs in with it.
    Raises as `invite_representative`; EmployerRefused, too, for a contact who wants no e-mail.
    """
    if contact.no_email:
        raise EmployerRefused(
            _("Ce contact ne veut pas de courriel : remettez-lui un lien."), field="contact"
        )
    member = _let_in(file, contact, role, by=by, now=now)
    others = member.user.employer_memberships.exclude(pk=member.pk).exists()
    if others or member.user.has_usable_password():
        return member, False
    if member.invited_at and member.invited_at > now - SAME_PRESS:
        return member, True
    return _write_to(member, now=now), True


def _let_in(
    file: EmployerFile, contact: Contact, role: str, *, by: User | None, now: datetime
) -> EmployerMember:
    """The contact's account and its membership, new or given back."""
    require_file(by, file)
    require_of_file(contact, file)
    if not contact.email:
        raise EmployerRefused(_("Inscrivez d’abord le courriel de ce contact."), field="contact")
    employer = _lock(file.employer)
    user = open_representative(
        name=contact.name, email=contact.email, language=contact.language, by=by, now=now
    )
    return _give(employer, user, role, by=by, now=now)


@transaction.atomic
def invite_member(
    *, employer: Employer, name: str, email: str, language: str, role: str, by: User, now: datetime
) -> EmployerMember:
    """A colleague is invited by whoever administers the space; an e-mail with a link leaves, no token is known here.

    Raises MemberRefused beside its field, Forbidden.
    """
    require_member(by, employer.pk, MemberGesture.ADMINISTER)
    locked = _lock(employer)
    if locked.members.filter(active=True).count() >= MOST_MEMBERS:
        raise MemberRefused(_("Un espace compte au plus 30 personnes."))
    if locked.members.filter(active=True, user__email=email.strip().lower()).exists():
        raise MemberRefused(_("Cette personne a déjà un accès : il est dans la liste."), field="email")
    try:
        user = open_representative(name=name, email=email, language=language, by=by, now=now)
    except AccountRefused as refusal:
        if refusal.field in {"name", "email"}:
            raise
        # Whose account this is, or was, is nobody's business here.
        raise MemberRefused(
            _("Ce courriel ne peut pas être invité. Appelez votre conseillère ou conseiller."), field="email"
        ) from refusal
    member = _give(locked, user, role, by=by, now=now)
    return _write_to(member, now=now)


@transaction.atomic
def invite_again(*, member: EmployerMember, by: User, now: datetime) -> EmployerMember:
    """Another e-mail with another link; the one before opens no more. Raises MemberRefused, Forbidden."""
    locked = _locked(member, by)
    if not locked.active or locked.user.has_usable_password():
        raise MemberRefused(_("Cette personne n’attend pas d’invitation."))
    if locked.invited_at and locked.invited_at > now - AGAIN_AFTER:
        raise MemberRefused(_("Une invitation vient de partir. Attendez dix minutes avant une autre."))
    return _write_to(locked, now=now)


@transaction.atomic
def change_role(*, member: EmployerMember, role: str, by: User | None, now: datetime) -> EmployerMember:
    """Give other rights; harmless when they are the same. Raises MemberRefused, Forbidden."""
    locked = _locked(member, by)
    if role not in MemberRole.values or not locked.active:
        raise MemberRefused(_("Choisissez des droits dans la liste."), field="role")
    if locked.role == role:
        return locked
    _require_another(locked)
    before, locked.role = locked.role, role
    locked.save(update_fields=["role"])
    _record(locked, FileEditKind.MEMBER_ROLE, by=by, now=now, changes={"role": [before, role]})
    return locked


@transaction.atomic
def end_membership(*, member: EmployerMember, by: User | None, now: datetime) -> EmployerMember:
    """Someone represents the employer no more, from now on; harmless when repeated.

    Their account stays, with what it did. The staff may close the last access; a representative leaves at least one
    person who administers the space. Raises MemberRefused, Forbidden.
    """
    locked = _locked(member, by)
    if not locked.active:
        return locked
    alone = not _others(locked).exists()
    if not (alone and (by is None or scope_of(by).is_staff)):
        _require_another(locked)
    locked.active, locked.ended_on = False, timezone.localdate(now)
    locked.save(update_fields=["active", "ended_on"])
    if not locked.user.employer_memberships.filter(active=True).exists():
        revoke_links(user=locked.user, now=now)
    _record(locked, FileEditKind.MEMBER_ENDED, by=by, now=now)
    return locked


@transaction.atomic
def restore_membership(*, member: EmployerMember, by: User | None, now: datetime) -> EmployerMember:
    """Give back an access that ended, with the rights that it had; harmless when repeated. Raises Forbidden."""
    locked = _locked(member, by)
    if locked.active:
        return locked
    if not locked.user.is_active:
        raise MemberRefused(_("Ce compte est fermé."))
    return _give(locked.employer, locked.user, locked.role, by=by, now=now)


def end_memberships(*, user: User, now: datetime) -> int:
    """Someone whose account closes represents no employer from today on; returns how many memberships ended."""
    mine = EmployerMember.objects.filter(user=user, active=True)
    return mine.update(active=False, ended_on=timezone.localdate(now))


def _lock(employer: Employer) -> Employer:
    """The employer, locked: gestures on its accesses follow one another."""
    locked: Employer = Employer.objects.select_for_update().get(pk=employer.pk)
    return locked


def _locked(member: EmployerMember, by: User | None) -> EmployerMember:
    """The access and its employer, locked, for whoever may manage it. Raises Forbidden."""
    employer = _lock(member.employer)
    if by is not None:
        _require_manages(by, employer)
    rows = EmployerMember.objects.select_for_update(of=("self",)).select_related("user", "employer")
    found: EmployerMember = rows.get(pk=member.pk)
    return found


def _require_manages(by: User, employer: Employer) -> None:
    if not scope_of(by).is_staff:
        require_member(by, employer.pk, MemberGesture.ADMINISTER)
        return
    require(by, Permission.WORK_FILES)
    if not EmployerFile.objects.visible_to(by).filter(employer=employer).exists():
        raise Forbidden


def _others(member: EmployerMember) -> QuerySet[EmployerMember]:
    rows = EmployerMember.objects.filter(employer_id=member.employer_id, active=True, user__is_active=True)
    return rows.exclude(pk=member.pk)


def _require_another(member: EmployerMember) -> None:
    """Raise MemberRefused when nobody else administers the space."""
    administers = member.active and member.role == MemberRole.ADMINISTRATOR
    if administers and not _others(member).filter(role=MemberRole.ADMINISTRATOR).exists():
        raise MemberRefused(field="role")


def _give(employer: Employer, user: User, role: str, *, by: User | None, now: datetime) -> EmployerMember:
    """The access of a user to a locked employer's space, made, kept or given back."""
    known = EmployerMember.objects.filter(user=user, employer=employer).first()
    first = not employer.members.filter(active=True, role=MemberRole.ADMINISTRATOR).exists()
    usual = MemberRole.ADMINISTRATOR if first else MemberRole.SENDER
    wanted = role or (known.role if known else usual)
    if first and wanted != MemberRole.ADMINISTRATOR:
        if role:
            raise MemberRefused(_("La première personne administre l’espace."), field="role")
        wanted = MemberRole.ADMINISTRATOR
    if wanted not in MemberRole.values:
        raise MemberRefused(_("Choisissez des droits dans la liste."), field="role")
    if known and wanted != known.role:
        _require_another(known)
    member, _made = EmployerMember.objects.update_or_create(
        user=user, employer=employer, defaults={"active": True, "ended_on": None, "role": wanted}
    )
    _record(member, FileEditKind.MEMBER_INVITED, by=by, now=now, changes={"role": ["", wanted]})
    return member


def _write_to(member: EmployerMember, *, now: datetime) -> EmployerMember:
    member.invited_at = now
    member.save(update_fields=["invited_at"])
    announce("member_invited", member.pk, now=now)
    return member


def _record(
    member: EmployerMember,
    kind: str,
    *,
    by: User | None,
    now: datetime,
    changes: dict[str, list[str]] | None = None,
) -> None:
    """In the history of each direction that accompanies the employer."""
    for file in EmployerFile.objects.filter(employer_id=member.employer_id):
        record(file, kind, by=by, now=now, subject=member.user.name, changes=changes)
