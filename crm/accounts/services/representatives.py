"""Accounts of who represents an employer: without posting or password until they choose one by their link.

Who may open one, and of which employer, is decided above, where employers are known.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import AccountEventKind, PasswordLink, User
from crm.accounts.services.history import record
from crm.accounts.services.opening import AccountRefused, check_name_and_email


@transaction.atomic
def open_representative(*, name: str, email: str, language: str, by: User | None, now: datetime) -> User:
    """The account of this email, opened when there is none, locked until the transaction ends.

    Raises AccountRefused when the name or the email is none, and for an account that is closed or of the staff.
    """
    name, email = name.strip(), email.strip().lower()
    check_name_and_email(name, email)
    defaults = {
        "name": name,
        "language": language,
        "password": make_password(None),
        # Whom a demo person invites is of the demo too: a real account would close its one-click door.
        "is_demo": by is not None and by.is_demo,
    }
    user, opened = User.objects.get_or_create(email=email, defaults=defaults)
    locked = User.objects.select_for_update().get(pk=user.pk)
    if opened:
        record(locked, AccountEventKind.OPENED, by=by, now=now)
    if not locked.is_active:
        raise AccountRefused(
            _("Le compte de ce courriel est fermé : demandez à la personne pilote de le rouvrir."),
            field="contact",
        )
    if locked.postings.exists():
        raise AccountRefused(
            _("Ce courriel est celui d’un compte de l’équipe : il ne représente aucune entreprise."),
            field="contact",
        )
    return locked


def revoke_links(*, user: User, now: datetime) -> int:
    """Links not used yet open no more; returns how many."""
    return PasswordLink.objects.live(now).filter(user=user).update(revoked_at=now)
