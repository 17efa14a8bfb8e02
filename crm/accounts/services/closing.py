"""An account closes and may open again; what its person did stays theirs."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import AccountEventKind, PasswordLink, Posting, User
from crm.accounts.policy import Permission, require
from crm.accounts.services.history import record
from crm.core.errors import Forbidden, Refusal


class ClosingRefused(Refusal):
    """An account that cannot be closed or opened again."""


@transaction.atomic
def close_account(*, user: User, by: User | None, now: datetime) -> User:
    """Close an account: its sessions and links end at once, its postings end today, its password is forgotten.

    Raises Forbidden, and ClosingRefused for one's own account and for one that is closed.
    """
    require(by, Permission.RUN_INSTALLATION)
    if by is not None and by.pk == user.pk:
        raise ClosingRefused(
            _("On ne ferme pas son propre compte : demandez-le à une autre personne pilote.")
        )
    locked = _locked(user, by)
    if not locked.is_active:
        raise ClosingRefused(_("Ce compte est déjà fermé."))
    locked.is_active = False
    # A session holds for as long as the password that opened it: without one, none comes back when the account does.
    locked.set_unusable_password()
    locked.save(update_fields=["is_active", "password"])
    PasswordLink.objects.live(now).filter(user=locked).update(revoked_at=now)
    today = timezone.localdate(now)
    postings = Posting.objects.filter(user=locked).during(today, today.max)
    postings.filter(valid_from__gt=today).delete()
    postings.update(valid_to=today)
    record(locked, AccountEventKind.CLOSED, by=by, now=now)
    return locked


@transaction.atomic
def reopen_account(*, user: User, by: User | None, now: datetime) -> User:
    """Open a closed account again, without posting or password. Raises Forbidden, ClosingRefused when it is open.

    What was closed the same day would come back with the account: those postings end the day before, and one that
    began today goes; the account's history keeps when it began.
    """
    require(by, Permission.RUN_INSTALLATION)
    locked = _locked(user, by)
    if locked.is_active:
        raise ClosingRefused(_("Ce compte est déjà ouvert."))
    today = timezone.localdate(now)
    postings = Posting.objects.filter(user=locked).during(today, today.max)
    postings.filter(valid_from__gte=today).delete()
    postings.update(valid_to=today - timedelta(days=1))
    locked.is_active = True
    locked.save(update_fields=["is_active"])
    record(locked, AccountEventKind.REOPENED, by=by, now=now)
    return locked


def _locked(user: User, by: User | None) -> User:
    """The account, locked with that of its administrator: two of them cannot close each other at once."""
    keys = [user.pk, by.pk] if by else [user.pk]
    rows = {row.pk: row for row in User.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    if by is not None and not rows[by.pk].is_active:
        raise Forbidden
    return rows[user.pk]
