"""Somebody leaves: their account closes, and what they had in hand is not forgotten."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.services import close_account
from crm.caseload.models import Handover
from crm.caseload.queries import in_hand
from crm.core.errors import Refusal
from crm.employers.services import end_memberships


class WorkInHand(Refusal):
    """The person still has files or persons in hand, and nobody said that they are to stay there."""

    default = _(
        "Cette personne a encore des dossiers en main : faites-les transférer d’abord, ou confirmez la fermeture."
    )


@transaction.atomic
def close_account_with_work(*, user: User, leaves_work: bool, by: User | None, now: datetime) -> User:
    """Close an account; handovers that waited for its answer are declined, so that they may be proposed to others, and
    its person represents no employer any more.

    What is in hand stays so, and the manager’s caseloads page shows it as having nobody. Raises WorkInHand when there
    is any and `leaves_work` is not said, and what `accounts.services.close_account` refuses.
    """
    closed = close_account(user=user, by=by, now=now)
    if not leaves_work and in_hand(closed, timezone.localdate(now)).must_be_handed_over:
        raise WorkInHand(field="leaves_work")
    waiting = Handover.objects.waiting().filter(receiver=closed)
    waiting.update(answered_at=now, accepted=False, updated_at=now)
    end_memberships(user=closed, now=now)
    return closed
