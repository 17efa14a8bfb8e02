"""Passwords: chosen by their person, through a one-time link when the one before is forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.links import LinkExpired, digest, find_link, make_link
from crm.accounts.models import AccountEventKind, PasswordLink, User
from crm.accounts.policy import Permission, require
from crm.accounts.services.history import record
from crm.core.errors import Refusal

PASSWORD_LINK_LASTS = timedelta(hours=24)


class PasswordRefused(Refusal):
    """A password that the rules of the house refuse, or an account that may have none."""


@transaction.atomic
def make_password_link(*, user: User, by: User | None, now: datetime) -> tuple[PasswordLink, str]:
    """A link, good once and for 24 hours, and its token; those made before no longer open.

    The password of today keeps working until another is chosen. Raises Forbidden, PasswordRefused for a closed account.
    """
    require(by, Permission.RUN_INSTALLATION)
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not locked.is_active:
        raise PasswordRefused(_("Rouvrez d’abord le compte."))
    return issue_link(locked, by=by, now=now)


def issue_link(user: User, *, by: User | None, now: datetime) -> tuple[PasswordLink, str]:
    """Make the link of a locked account and its row of history; those made before no longer open."""
    PasswordLink.objects.live(now).filter(user=user).update(revoked_at=now)
    link, token = make_link(PasswordLink, by=by, now=now, lasts=PASSWORD_LINK_LASTS, once=True, user=user)
    record(user, AccountEventKind.LINK_MADE, by=by, now=now)
    return link, token


@transaction.atomic
def choose_password(*, token: str, password: str, now: datetime) -> User:
    """Give the link's person their new password; the link is used up, sessions opened with the old one end.

    Raises LinkExpired (also for a token that never was), PasswordRefused.
    """
    holder = User.objects.filter(password_links__digest=digest(token))
    user = holder.select_for_update(of=("self",)).first()
    # Read once the account is held: one that closes, or another use of the link, comes before or after, never between.
    link = find_link(PasswordLink, token, now=now)
    if link is None or user is None or not user.is_active:
        raise LinkExpired
    _write_password(user, password, now=now)
    link.used_at = now
    link.save(update_fields=["used_at"])
    return user


@transaction.atomic
def choose_first_password(*, user: User, password: str, now: datetime) -> User:
    """Give their password to somebody invited who has none yet; links made for that before open no more.

    Raises LinkExpired when they have chosen one since, or when their account closed; PasswordRefused.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.has_usable_password() or not locked.is_active:
        raise LinkExpired("used")
    _write_password(locked, password, now=now)
    PasswordLink.objects.live(now).filter(user=locked).update(revoked_at=now)
    return locked


def _write_password(user: User, password: str, *, now: datetime) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise PasswordRefused(" ".join(error.messages), field="new_password1") from error
    user.set_password(password)
    user.save(update_fields=["password"])
    record_password_change(user=user, now=now)


def record_password_change(*, user: User, now: datetime) -> None:
    """Write in the account's history that its person changed the password."""
    record(user, AccountEventKind.PASSWORD, by=user, now=now)
