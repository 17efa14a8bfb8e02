"""Stages taken back: what a match brought about goes with it, and one's own last move by one press."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require
from crm.candidates.models import ACTIVE_STAGES, Candidate, CandidateMove, PersonStage
from crm.candidates.services.common import lock_candidate, require_person, rescore
from crm.core.errors import Refusal


class NothingToTakeBack(Refusal):
    """The move is not one's own last gesture on the person any more."""

    default = _("Ce changement d’étape ne s’annule plus : autre chose a été fait depuis.")


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
    return _go_back(locked, came.from_stage, CandidateMove(by=by, at=now, note=note), now=now)


def _go_back(locked: Candidate, to: str, row: CandidateMove, *, now: datetime) -> Candidate:
    before, locked.stage = locked.stage, to
    if (before in ACTIVE_STAGES) != (locked.stage in ACTIVE_STAGES):
        rescore(locked, now=now)
    else:
        locked.save(update_fields=["stage", "updated_at"])
    row.candidate, row.from_stage, row.to_stage = locked, before, to
    row.save()
    return locked


@transaction.atomic
def take_back_move(*, candidate: Candidate, seen: int, by: User | None, now: datetime) -> Candidate:
    """Put the person back in the stage that `by` moved them from; `seen` is the row's stamp right after that move.

    Raises NothingToTakeBack when somebody else moved the person or anything was written since, Forbidden.
    """
    require_person(candidate, by)
    locked = lock_candidate(candidate)
    last = locked.moves.order_by("-at", "-id").first()
    if last is None or not last.from_stage or last.by != by or locked.stamp != seen:
        raise NothingToTakeBack
    return _go_back(locked, last.from_stage, CandidateMove(by=by, at=now), now=now)
