"""Reads of accounts: colleagues, and what a reader keeps of the working lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from crm.accounts.models import BulkRun, ListChoice, Posting, SavedView, User
from crm.accounts.policy import scope_of


def colleagues(user: User, *, today: date, role: str = "") -> QuerySet[User]:
    """Who is posted today in the user's directions, in that role when one is named, by name."""
    posted = Posting.objects.on(today).filter(direction_id__in=scope_of(user).direction_ids)
    if role:
        posted = posted.filter(role=role)
    return User.objects.filter(pk__in=posted.values("user_id"), is_active=True).order_by("name")


@dataclass(frozen=True, slots=True)
class KeptOfList:
    """Views that the reader may open, one's own first; one's columns; the view that opens first."""

    views: tuple[SavedView, ...]
    columns: tuple[str, ...]
    opens_with: int | None

    def view(self, key: str) -> SavedView | None:
        """The view of that key, if the reader may open it."""
        return next((view for view in self.views if str(view.pk) == key), None)


def view_open_to(user: User, view_id: int, *, deleted: bool = False) -> SavedView | None:
    """A view that the user may open; with `deleted`, one of their own that was taken away."""
    if deleted:
        return SavedView.objects.filter(pk=view_id, owner=user).select_related("owner").first()
    seen = SavedView.objects.open_to(user_id=user.pk, direction_ids=scope_of(user).direction_ids)
    return seen.filter(pk=view_id).select_related("owner", "direction").first()


def run_of(user: User, key: UUID) -> BulkRun | None:
    """A gesture that the user made on many rows."""
    return BulkRun.objects.filter(key=key, by=user).first()


def kept_of_list(user: User, noun: str) -> KeptOfList:
    """What the reader keeps of one list, and what the direction shares."""
    seen = SavedView.objects.open_to(user_id=user.pk, direction_ids=scope_of(user).direction_ids)
    views = sorted(
        seen.filter(noun=noun).select_related("owner"), key=lambda view: (view.owner_id != user.pk, view.name)
    )
    choice = ListChoice.objects.filter(user=user, noun=noun).first()
    return KeptOfList(
        tuple(views), tuple(choice.columns) if choice else (), choice.opens_with_id if choice else None
    )
