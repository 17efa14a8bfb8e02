"""A person asks to be placed together with another, or no longer does; it holds while both ask."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.candidates.models import Candidate, Channel, TogetherAsked
from crm.candidates.services.common import lock_candidate, require_person
from crm.core.errors import Refusal

REFERENCE = re.compile(r"\s*(?:PC-)?0*([1-9]\d{0,8})\s*", re.IGNORECASE)


class TogetherRefused(Refusal):
    """Nobody of this number, the person alone, or asked already."""

    default = _("Aucune autre personne de ce numéro.")


@transaction.atomic
def ask_together(
    *, candidate: Candidate, reference: str, asked_on: date, channel: str, by: User, now: datetime
) -> TogetherAsked:
    """Write down that the person asks to be placed with « PC-0412 ». Raises TogetherRefused, Forbidden."""
    require_person(candidate, by)
    found = REFERENCE.fullmatch(reference)
    other = Candidate.objects.filter(pk=found.group(1)).exclude(pk=candidate.pk).first() if found else None
    if other is None:
        raise TogetherRefused(field="reference")
    if channel not in Channel.values:
        raise Refusal(_("Dites comment la personne l’a demandé."), field="channel")
    if asked_on > timezone.localdate(now):
        raise Refusal(_("La demande ne peut pas être datée de demain."), field="asked_on")
    locked = lock_candidate(candidate)
    if locked.together.filter(other=other, revoked_at=None).exists():
        raise TogetherRefused(_("La personne l’a déjà demandé."), field="reference")
    return TogetherAsked.objects.create(
        candidate=locked, other=other, asked_on=asked_on, channel=channel, recorded_by=by
    )


@transaction.atomic
def no_longer_together(*, asked: TogetherAsked, by: User, now: datetime) -> TogetherAsked:
    """The person no longer asks it: nothing holds from now on. Raises TogetherRefused, Forbidden."""
    require_person(asked.candidate, by)
    locked: TogetherAsked = TogetherAsked.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    if locked.revoked_at is not None:
        raise TogetherRefused(_("La personne ne le demande déjà plus."))
    locked.revoked_at, locked.revoked_by = now, by
    locked.save(update_fields=["revoked_at", "revoked_by"])
    return locked
