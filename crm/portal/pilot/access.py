"""What every page of the administrator begins with."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest

from crm.accounts.models import Posting, Role, User
from crm.accounts.policy import Permission, scope_of
from crm.portal.reader import reader


def pilot(request: HttpRequest) -> User:
    """The administrator who reads; to anyone else these pages do not exist (404)."""
    if not scope_of(request.user).may(Permission.RUN_INSTALLATION):
        raise Http404
    return reader(request)


def alone(*, today: date) -> bool:
    """Whether nobody but administrators is posted yet: the pages of a new installation say the next step."""
    return not Posting.objects.on(today).exclude(role=Role.ADMIN).exists()
