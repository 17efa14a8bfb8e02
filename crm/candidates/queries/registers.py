"""The two registers that the law asks for, as they are searched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from crm.accounts.models import User
from crm.candidates.models import ReadEntry, Release


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterSearch:
    """What is looked for in a register: a person's reference, a reader or recipient, days both included."""

    person: str = ""
    words: str = ""
    since: date | None = None
    until: date | None = None


def read_entries(user: User, *, search: RegisterSearch) -> QuerySet[ReadEntry]:
    """The journal of reads that the user may read, newest first."""
    found: QuerySet[Any] = ReadEntry.objects.visible_to(user).select_related("user", "candidate")
    if search.words:
        found = found.filter(user__name__unaccent__icontains=search.words)
    return _narrow(found, search)


def releases(user: User, *, search: RegisterSearch) -> QuerySet[Release]:
    """The register of communications that the user may read, newest first."""
    found: QuerySet[Any] = Release.objects.visible_to(user).select_related("by", "candidate", "consent")
    if search.words:
        wanted = Q(recipient__unaccent__icontains=search.words) | Q(purpose__unaccent__icontains=search.words)
        found = found.filter(wanted)
    return _narrow(found, search)


def _narrow(found: QuerySet[Any], search: RegisterSearch) -> QuerySet[Any]:
    if search.person:
        number = search.person.upper().removeprefix("PC-").strip()
        known = number.isascii() and number.isdigit() and len(number) < 10
        found = found.filter(candidate_id=int(number)) if known else found.none()
    if search.since:
        found = found.filter(at__date__gte=search.since)
    if search.until:
        found = found.filter(at__date__lte=search.until)
    return found
