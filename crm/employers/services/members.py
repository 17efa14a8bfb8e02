"""Who represents an employer in its space."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from crm.accounts.models import User
from crm.employers.models import EmployerMember


def end_memberships(*, user: User, now: datetime) -> int:
    """Someone whose account closes represents no employer from today on; returns how many memberships ended."""
    mine = EmployerMember.objects.filter(user=user, active=True)
    return mine.update(active=False, ended_on=timezone.localdate(now))
