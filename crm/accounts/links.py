"""Signed links: made once, shown once, found again by their hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from django.utils.translation import gettext_lazy as _

from crm.accounts.models import SignedLink, User
from crm.core.errors import Refusal

L = TypeVar("L", bound=SignedLink)


class LinkExpired(Refusal):
    """The link was real and no longer opens."""

    default = _("Ce lien n’est plus valide. Demandez-en un nouveau à votre conseillère ou conseiller.")


def digest(token: str) -> str:
    """What is stored of a token: its SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(
    model: type[L], *, by: User | None, now: datetime, lasts: timedelta, once: bool = False, **target: Any
) -> tuple[L, str]:
    """A new link of `model` and its token (128 random bits), which is known only now."""
    token = secrets.token_urlsafe(16)
    made = model.objects.create(
        digest=digest(token), created_by=by, created_at=now, expires_at=now + lasts, once=once, **target
    )
    return cast("L", made), token


def find_link(model: type[L], token: str, *, now: datetime) -> L | None:
    """The link of this token, or None when no such link was ever made. Raises LinkExpired when it no longer opens."""
    link = model.objects.filter(digest=digest(token)).first()
    if link is not None and not model.objects.live(now).filter(pk=link.pk).exists():
        raise LinkExpired
    return cast("L | None", link)
