"""What happens to an account is written down."""

from __future__ import annotations

from datetime import date, datetime

from crm.accounts.models import AccountEvent, Posting, User


def record(
    user: User,
    kind: str,
    *,
    by: User | None,
    now: datetime,
    posting: Posting | None = None,
    day: date | None = None,
) -> None:
    """Add a row to the history of an account; `day` is the first or last one of `posting`."""
    AccountEvent.objects.create(user=user, kind=kind, at=now, by=by, posting=posting, day=day)
