"""Taking back a hire, an interview or a presentation: nothing is erased, and what is taken back no longer counts."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require
from crm.candidates.models import PersonStage
from crm.candidates.services import take_back_stage
from crm.core.errors import Refusal
from crm.matching.models import Match, MatchStage, Presentation
from crm.matching.services.steps import lock_match, take_back, undo_reason
from crm.needs.models import NeedStage
from crm.needs.services import release_position, start_presenting, stop_presenting

WITHDRAWABLE = (MatchStage.PRESENTED, MatchStage.MUTUAL_INTEREST)


@transaction.atomic
def undo_hire(*, match: Match, reason: str, by: User, now: datetime, note: str = "") -> Match:
    """The hire did not happen after all: back to the offer, the position free again, the person where they were.

    Raises Refusal without a coded reason, when there is no hire or when the employment has ended, Forbidden.
    """
    require(by, Permission.DECIDE_MATCHES)
    coded = undo_reason(reason)
    locked = lock_match(match.pk)
    placement = locked.placements.select_for_update().filter(undone_at=None).first()
    if locked.stage != MatchStage.ACCEPTED or placement is None:
        raise Refusal(_("Aucune embauche à annuler."))
    if placement.ended_on is not None:
        raise Refusal(_("Cet emploi a commencé puis pris fin : c’est une rupture, l’embauche a eu lieu."))
    placement.undone_at = now
    placement.save(update_fields=["undone_at", "updated_at"])
    take_back(locked, by=by, now=now, reason=coded, note=note.strip())
    need = release_position(need=locked.need, by=by, now=now)
    shown = Presentation.objects.standing().filter(match__need=need)
    if need.stage == NeedStage.OPEN and shown.exists():
        start_presenting(need=need, by=by, now=now)
    take_back_stage(candidate=locked.candidate, reached=PersonStage.EMPLOYED, by=by, now=now)
    return locked


@transaction.atomic
def undo_interview(*, match: Match, reason: str, by: User, now: datetime, note: str = "") -> Match:
    """The interview did not take place after all: back to mutual interest.

    Raises Refusal without a coded reason or when no interview was the last step, Forbidden.
    """
    require(by, Permission.DECIDE_MATCHES)
    coded = undo_reason(reason)
    locked = lock_match(match.pk)
    if locked.stage != MatchStage.INTERVIEW:
        raise Refusal(_("Aucune entrevue à annuler."))
    take_back(locked, by=by, now=now, reason=coded, note=note.strip())
    return locked


@transaction.atomic
def withdraw_presentation(*, match: Match, reason: str, by: User, now: datetime, note: str = "") -> Match:
    """The profile is no longer shown to the employer; the register keeps that it was.

    Raises Refusal without a coded reason or when no profile stands, Forbidden.
    """
    require(by, Permission.DECIDE_MATCHES)
    coded = undo_reason(reason)
    locked = lock_match(match.pk)
    standing = locked.presentations.open().select_for_update().first()
    if locked.stage not in WITHDRAWABLE or standing is None:
        raise Refusal(_("Aucune présentation à retirer."))
    standing.undone_at = now
    standing.save(update_fields=["undone_at", "updated_at"])
    take_back(locked, by=by, now=now, reason=coded, note=note.strip())
    left = Presentation.objects.standing()
    if not left.filter(match__need=locked.need).exists():
        stop_presenting(need=locked.need, by=by, now=now)
    if not Presentation.objects.open().filter(match__candidate=locked.candidate).exists():
        take_back_stage(candidate=locked.candidate, reached=PersonStage.PROPOSED, by=by, now=now)
    return locked
