"""The two registers that the law asks for: what was told to whom, and who read what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.candidates.models import Candidate, Consent, ReadEntry, Release
from crm.candidates.rules import SAME_READING, release_allowed
from crm.candidates.services.consents import ConsentMissing
from crm.core.errors import Refusal
from crm.core.readonly import journal_may_write


def record_release(
    *, candidate: Candidate, consent: Consent, recipient: str, purpose: str, content: Mapping[str, Any],
    by: User | None, now: datetime,
) -> Release:
    """One communication to someone outside, with the frozen content, on a consent in force today.

    Raises ConsentMissing when the consent is another person's, revoked, expired, or does not cover the content.
    """
    in_force = Consent.objects.in_force(timezone.localdate(now)).filter(pk=consent.pk, candidate=candidate)
    current = in_force.first()
    if current is None or not release_allowed(current.kind, content):
        raise ConsentMissing
    if not recipient.strip():
        raise Refusal(_("Nommez le destinataire."), field="recipient")
    return Release.objects.create(
        candidate=candidate, consent=current, recipient=recipient.strip(), purpose=purpose.strip(),
        content=dict(content), at=now, by=by,
    )


def journal_read(*, candidate: Candidate, user: User, what: str, now: datetime) -> None:
    """Note that `user` read the part `what` of the person's file; once an hour for the same part."""
    recent = ReadEntry.objects.filter(candidate=candidate, user=user, what=what, at__gt=now - SAME_READING)
    if not recent.exists():
        with journal_may_write():
            ReadEntry.objects.create(candidate=candidate, user=user, what=what, at=now)
