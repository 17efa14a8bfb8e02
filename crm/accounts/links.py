"""Signed links: made once, shown once, found again by their hash. A GET reads; only `take_link` uses one up."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from django.utils.translation import gettext_lazy as _

from crm.accounts.models import SignedLink, User
from crm.core.errors import Refusal

L = TypeVar("L", bound=SignedLink)

EXPIRED, REVOKED, USED = "expired", "revoked", "used"


class LinkExpired(Refusal):
    """The link was real and no longer opens; `why` is EXPIRED, REVOKED or USED."""

    default = _("Ce lien n’est plus valide. Demandez-en un nouveau à votre conseillère ou conseiller.")

    def __init__(self, why: str = EXPIRED) -> None:
        super().__init__()
        self.why = why


def digest(token: str) -> str:
    """What is stored of a token: its SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """128 random bits, as an address writes them."""
    return secrets.token_urlsafe(16)


def make_link(
    model: type[L], *, by: User | None, now: datetime, lasts: timedelta, once: bool = False, **target: Any
) -> tuple[L, str]:
    """A new link of `model` and its token, which is known only now."""
    token = new_token()
    made = model.objects.create(
        digest=digest(token), created_by=by, created_at=now, expires_at=now + lasts, once=once, **target
    )
    return cast("L", made), token


def mint(link: SignedLink) -> str:
    """A new token of a link whose token nobody holds, or may hold any longer: the one before opens nothing.

    So a message can wait in a table without its secret: the token is made at the moment it is sent.
    """
    token = new_token()
    link.digest = digest(token)
    link.save(update_fields=["digest"])
    return token


def why_over(link: SignedLink, *, now: datetime) -> str:
    """Why the link no longer opens, "" when it does."""
    if link.revoked_at is not None:
        return REVOKED
    if link.once and link.used_at is not None:
        return USED
    return EXPIRED if link.expires_at <= now else ""


def find_link(model: type[L], token: str, *, now: datetime) -> L | None:
    """The link of this token, or None when no such link was ever made. Raises LinkExpired when it no longer opens."""
    link = model.objects.filter(digest=digest(token)).first()
    if link is not None and (why := why_over(link, now=now)):
        raise LinkExpired(why)
    return cast("L | None", link)


def take_link(model: type[L], link_id: int, *, now: datetime) -> L:
    """Use up a link that works once, inside the transaction of what it does: two presses act once.

    Raises LinkExpired when it was used, revoked or ran out since it was found.
    """
    locked = model.objects.select_for_update(of=("self",)).get(pk=link_id)
    if why := why_over(locked, now=now):
        raise LinkExpired(why)
    locked.used_at = now
    locked.save(update_fields=["used_at"])
    return cast("L", locked)
