"""What the calendar does to needs: a pause ends on its day, a validity runs out."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from crm.core.jobs import announce
from crm.needs.models import LabourNeed, NeedEdit, NeedStage
from crm.needs.rules.content import TIME_TO_CONFIRM
from crm.needs.rules.stages import TRANSITIONS
from crm.needs.services.stages import apply_move, lock_need
from crm.taxonomy.models import Reason


def resume_needs(*, now: datetime) -> int:
    """Take up again every need whose pause ends today or ended before; returns how many. Safe to repeat."""
    due = LabourNeed.objects.filter(
        stage=NeedStage.SUSPENDED, suspended_until__lte=timezone.localdate(now)
    ).order_by("pk")
    return sum(_resume(pk, now=now) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _resume(need_id: int, *, now: datetime) -> bool:
    """The need is open again, long enough valid for its employer to confirm it; whoever leads its file is told."""
    locked, today = lock_need(need_id), timezone.localdate(now)
    paused = locked.stage == NeedStage.SUSPENDED and locked.suspended_until
    if not paused or paused > today:
        return False
    before = locked.valid_until
    locked.valid_until = max(before, today + TIME_TO_CONFIRM)
    if locked.valid_until != before:
        NeedEdit.objects.create(
            need=locked, at=now, by=None, changes={"valid_until": [str(before), str(locked.valid_until)]}
        )
    move = apply_move(locked, "resume", by=None, now=now)
    announce("need_resumed", move.pk, now=now)
    return True


def expire_needs(*, now: datetime) -> int:
    """Move every need whose validity is over to expired; returns how many."""
    today = timezone.localdate(now)
    over = LabourNeed.objects.filter(stage__in=TRANSITIONS["expire"].sources, valid_until__lt=today)
    # What was put aside until a day comes back on it, and expires later if nobody confirms it.
    over = over.filter(suspended_until=None)
    return sum(_expire(pk, now=now) for pk in over.values_list("pk", flat=True))


@transaction.atomic
def _expire(need_id: int, *, now: datetime) -> bool:
    locked = lock_need(need_id)
    may = locked.stage in TRANSITIONS["expire"].sources and locked.suspended_until is None
    if not may or locked.valid_until >= timezone.localdate(now):
        return False
    apply_move(locked, "expire", by=None, now=now, reason=Reason.objects.filter(code="need-expired").first())
    return True
