"""Who reads a page behind the door."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from crm.accounts.models import User


def reader(request: HttpRequest) -> User:
    """The user who is signed in; a stranger finds nothing (404)."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user
