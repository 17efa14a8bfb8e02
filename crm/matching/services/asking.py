"""Any pair may be explained: one that no ranking keeps is scored when somebody asks."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require
from crm.candidates.models import Candidate
from crm.core.errors import Refusal
from crm.core.jobs import enqueue
from crm.matching.queries import pair_key
from crm.needs.models import SCORED_STAGES, LabourNeed

REFERENCE = re.compile(r"\s*(?:PC-)?0*([1-9]\d{0,8})\s*", re.IGNORECASE)


class NobodyToExplain(Refusal):
    """No person of this number may be compared: unknown, not available, or without consent to matching."""

    default = _("Aucune personne de ce numéro n’est disponible pour un jumelage.")


@transaction.atomic
def ask_for_pair(*, need: LabourNeed, reference: str, by: User, now: datetime) -> Candidate:
    """Promise the explanation of a need and of the person « PC-0412 ». Raises NobodyToExplain, Refusal, Forbidden.

    Whoever may not be scored is refused in the same words as whoever does not exist.
    """
    require(by, Permission.DECIDE_MATCHES)
    if need.stage not in SCORED_STAGES:
        raise Refusal(_("Ce besoin n’est plus comparé à personne."), field="reference")
    found = REFERENCE.fullmatch(reference)
    scorable = Candidate.objects.scorable(timezone.localdate(now))
    candidate: Candidate | None = scorable.filter(pk=found.group(1)).first() if found else None
    if candidate is None:
        raise NobodyToExplain(field="reference")
    if not candidate.matches.filter(need=need).exists():
        enqueue(
            "workers.tasks.matching.score_pair",
            key=pair_key(need.pk, candidate.pk),
            now=now,
            priority=0,
            need_id=need.pk,
            candidate_id=candidate.pk,
        )
    return candidate
