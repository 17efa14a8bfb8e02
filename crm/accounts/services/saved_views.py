"""Keeping views of the working lists, columns, and the view that opens first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import Audience, ListChoice, SavedView, User
from crm.accounts.policy import Permission, scope_of
from crm.core.errors import Forbidden, Refusal


class ViewRefused(Refusal):
    """A view that cannot be kept so."""

    default = _("Cette vue ne peut pas être gardée ainsi.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewContent:
    """A view as its owner describes it; shared with one of their directions, or with nobody."""

    name: str
    noun: str
    face: str
    query: Mapping[str, str]
    columns: Sequence[str] = ()
    direction_id: int | None = None


@transaction.atomic
def keep_view(*, content: ViewContent, by: User) -> SavedView:
    """A new view of `by`. Raises ViewRefused beside the field."""
    _check(content.name, content.direction_id, noun=content.noun, by=by)
    return SavedView.objects.create(
        owner=by,
        noun=content.noun,
        name=content.name.strip(),
        face=content.face,
        query=dict(content.query),
        columns=list(content.columns),
        audience=Audience.DIRECTION if content.direction_id else Audience.OWN,
        direction_id=content.direction_id,
    )


@transaction.atomic
def change_view(*, view: SavedView, name: str, direction_id: int | None, by: User) -> SavedView:
    """Rename a view, share it or keep it to oneself. Raises ViewRefused, Forbidden."""
    locked = _lock(view, by)
    owner_shares = direction_id if direction_id != locked.direction_id else None
    _check(
        name, owner_shares, noun=locked.noun, by=locked.owner if locked.owner_id != by.pk else by, but=locked
    )
    locked.name = name.strip()
    locked.direction_id = direction_id
    locked.audience = Audience.DIRECTION if direction_id else Audience.OWN
    locked.save()
    return locked


@transaction.atomic
def delete_view(*, view: SavedView, by: User, now: datetime) -> SavedView:
    """Take a view away; `restore_view` gives it back. Raises Forbidden."""
    locked = _lock(view, by)
    locked.deleted_at = locked.deleted_at or now
    locked.save(update_fields=["deleted_at", "updated_at"])
    return locked


@transaction.atomic
def restore_view(*, view: SavedView, by: User) -> SavedView:
    """The undo of `delete_view`. Raises ViewRefused when the name was taken meanwhile, Forbidden."""
    locked = _lock(view, by)
    if locked.deleted_at is not None:
        _check(locked.name, None, noun=locked.noun, by=locked.owner, but=locked)
        locked.deleted_at = None
        locked.save(update_fields=["deleted_at", "updated_at"])
    return locked


@transaction.atomic
def choose_columns(*, user: User, noun: str, columns: Sequence[str]) -> ListChoice:
    """The columns that the user sees of a list from now on; none is the usual ones."""
    choice, _made = ListChoice.objects.update_or_create(
        user=user, noun=noun, defaults={"columns": list(columns)}
    )
    return choice


@transaction.atomic
def choose_view_columns(*, view: SavedView, columns: Sequence[str], by: User) -> SavedView:
    """The columns that whoever opens the view sees; none is the usual ones. Raises Forbidden."""
    locked = _lock(view, by)
    locked.columns = list(columns)
    locked.save(update_fields=["columns", "updated_at"])
    return locked


@transaction.atomic
def open_with(*, user: User, noun: str, view: SavedView | None) -> ListChoice:
    """The view that opens when the user goes to a list; None is the usual one."""
    choice, _made = ListChoice.objects.update_or_create(user=user, noun=noun, defaults={"opens_with": view})
    return choice


def may_change_view(view: SavedView, by: User) -> bool:
    """Whether it is one's own, or shared with a direction whose manager one is."""
    scope = scope_of(by)
    reviews = scope.may(Permission.REVIEW_CASELOADS) and view.direction_id in scope.direction_ids
    return view.owner_id == by.pk or reviews


def _lock(view: SavedView, by: User) -> SavedView:
    """The view, for its owner, or for a manager of the direction with which it is shared."""
    locked = SavedView.objects.select_for_update(of=("self",)).select_related("owner").get(pk=view.pk)
    if not may_change_view(locked, by):
        raise Forbidden(_("La personne qui a gardé cette vue, ou sa ou son gestionnaire, peut la changer."))
    return locked


def _check(name: str, direction_id: int | None, *, noun: str, by: User, but: SavedView | None = None) -> None:
    if not name.strip():
        raise ViewRefused(_("Donnez un nom à la vue."), field="name")
    if len(name.strip()) > 60:
        raise ViewRefused(_("Le nom compte au plus 60 caractères."), field="name")
    # Two tabs that keep the same name at once wait for each other here, rather than at the constraint.
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    same = SavedView.objects.filter(owner=by, noun=noun, name=name.strip(), deleted_at=None)
    if same.exclude(pk=but.pk if but else None).exists():
        raise ViewRefused(_("Vous avez déjà une vue de ce nom."), field="name")
    if direction_id and direction_id not in scope_of(by).direction_ids:
        raise ViewRefused(_("Partagez avec une de vos directions."), field="direction")
