"""What every step of a match shares: the lock, the table of stages, the row of the move."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.core.errors import Refusal
from crm.matching.models import Match, MatchMove, MatchStage
from crm.matching.rules import CONSENT_LASTS, TAKEN_BACK, check_move
from crm.needs.services import lock_need
from crm.taxonomy.models import Reason


def lock_match(match_id: int) -> Match:
    """The match, locked until the transaction ends; its need first, as a ranking does. Raises Match.DoesNotExist."""
    lock_need(Match.objects.values_list("need_id", flat=True).get(pk=match_id))
    return (
        Match.objects.select_for_update(of=("self",))
        .select_related("need__file__employer", "candidate")
        .get(pk=match_id)
    )


def move_match(
    match: Match,
    to: str,
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
    note: str = "",
    on: date | None = None,
) -> MatchMove:
    """Make a move that the table holds on a locked match, and write its row; `on` is the day it happened."""
    check_move(match.stage, to)
    before, match.stage = match.stage, to
    match.save()
    if to == MatchStage.SET_ASIDE:
        match.presentations.open().update(closed_at=now, updated_at=now)
    if to in {MatchStage.SET_ASIDE, MatchStage.PROPOSED}:
        match.requests.filter(closed_at=None).update(closed_at=now, updated_at=now)
    return MatchMove.objects.create(
        match=match,
        from_stage=before,
        to_stage=to,
        at=now,
        by=by,
        reason=reason,
        note=note,
        occurred_on=on or timezone.localdate(now),
    )


def check_given(given_on: date, *, now: datetime) -> None:
    """Raise Refusal unless a consent given on that day still stands today."""
    today = timezone.localdate(now)
    if given_on > today:
        raise Refusal(_("Le consentement ne peut pas être daté de demain."), field="given_on")
    if given_on < today - CONSENT_LASTS:
        raise Refusal(
            _("Ce consentement date de plus de six mois : demandez-le de nouveau."), field="given_on"
        )


def undo_reason(code: str) -> str:
    """The code of a reason to take something back. Raises Refusal for any other."""
    if not Reason.objects.filter(code=code, context=Reason.Context.UNDO).exists():
        raise Refusal(_("Choisissez un motif dans la liste."), field="reason")
    return code


def take_back(match: Match, *, by: User, now: datetime, reason: str, note: str) -> MatchMove:
    """Leave the stage in which a locked match stands: its rows stay and no longer count, one more says who and why.

    What happened before the pair was put back in the ranking did happen, and still counts.
    """
    before = match.stage
    match.stage, undone = TAKEN_BACK[before]
    match.save()
    restored = match.moves.filter(to_stage=MatchStage.PROPOSED).order_by("-pk").values_list("pk", flat=True)
    since = match.moves.filter(pk__gt=restored.first() or 0)
    since.filter(to_stage__in=undone, undone_at=None).update(undone_at=now)
    return MatchMove.objects.create(
        match=match,
        from_stage=before,
        to_stage=match.stage,
        at=now,
        by=by,
        reason=reason,
        note=note,
        occurred_on=timezone.localdate(now),
    )
