"""A stage that a match brought about is taken back with it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from crm.accounts.models import User
from crm.accounts.policy import Permission, require
from crm.candidates.models import ACTIVE_STAGES, Candidate, CandidateMove, PersonStage
from crm.candidates.services.common import lock_candidate, rescore

#: What follows by itself from a stage: taking the stage back takes this back with it.
FOLLOWS = {PersonStage.EMPLOYED: (PersonStage.EMPLOYED, PersonStage.FOLLOWED)}


@transaction.atomic
def take_back_stage(
    *, candidate: Candidate, reached: PersonStage, by: User, now: datetime, note: str = ""
) -> Candidate:
    """The person goes back to the stage before `reached`; nothing changes for whoever has gone elsewhere since.

    Raises Forbidden unless `by` decides on matches.
    """
    require(by, Permission.DECIDE_MATCHES)
    locked = lock_candidate(candidate)
    came = locked.moves.filter(to_stage=reached).order_by("-at", "-id").first()
    if locked.stage not in FOLLOWS.get(reached, (reached,)) or came is None or not came.from_stage:
        return locked
    before, locked.stage = locked.stage, came.from_stage
    if (before in ACTIVE_STAGES) != (locked.stage in ACTIVE_STAGES):
        rescore(locked, now=now)
    else:
        locked.save(update_fields=["stage", "updated_at"])
    CandidateMove.objects.create(
        candidate=locked, from_stage=before, to_stage=locked.stage, at=now, by=by, note=note
    )
    return locked
