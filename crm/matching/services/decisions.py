"""People decide: shortlist, set aside, put back; each with its reason and what was shown at that moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require
from crm.core.errors import Refusal, WrittenSince
from crm.core.jobs import announce
from crm.matching.models import Decision, DecisionKind, Match, MatchStage, OfficerRequest
from crm.matching.queries import last_move
from crm.matching.services.steps import lock_match, move_match
from crm.taxonomy.models import Reason


class NoteMissing(Refusal):
    """Shortlisting asks why."""

    default = _("Dites en une phrase pourquoi vous retenez cette personne.")


class ReasonMissing(Refusal):
    """Setting aside asks for a coded reason."""

    default = _("Choisissez un motif dans la liste.")


def shown(match: Match) -> dict[str, Any]:
    """What the page showed of a match, kept beside the decision that was taken on it."""
    run = match.run
    return {
        "verdict": match.verdict,
        "score": match.score,
        "coverage": match.coverage,
        "criteria": match.criteria,
        "constraints": match.constraints,
        "changes": match.changes,
        "engine": run.engine_version if run else "",
        "weights": run.weights_version if run else "",
        "scored_at": run.scored_at.isoformat() if run else "",
    }


@transaction.atomic
def shortlist(*, match: Match, note: str, by: User, now: datetime) -> Match:
    """Keep a person, saying why, whatever the verdict: it advises. Raises NoteMissing, TransitionRefused, Forbidden.

    Of another direction, whoever accompanies the person is asked first: nothing moves further until they accept.
    """
    require(by, Permission.DECIDE_MATCHES)
    if not note.strip():
        raise NoteMissing(field="note")
    locked = lock_match(match.pk)
    Decision.objects.create(
        match=locked, kind=DecisionKind.SHORTLIST, by=by, at=now, note=note.strip(), shown=shown(locked)
    )
    move_match(locked, MatchStage.SHORTLISTED, by=by, now=now, note=note.strip())
    if locked.candidate.direction_id != locked.need.file.direction_id:
        asked = OfficerRequest.objects.create(match=locked, asked_by=by, asked_at=now)
        announce("request_asked", asked.pk, now=now)
    return locked


@transaction.atomic
def set_aside(*, match: Match, reason: str, by: User, now: datetime, note: str = "") -> Match:
    """Set a person aside for a need, with a coded reason. Raises ReasonMissing, TransitionRefused, Forbidden."""
    require(by, Permission.DECIDE_MATCHES)
    coded = Reason.objects.filter(code=reason, context=Reason.Context.MATCH).first()
    if coded is None:
        raise ReasonMissing(field="reason")
    locked = lock_match(match.pk)
    Decision.objects.create(
        match=locked,
        kind=DecisionKind.SET_ASIDE,
        by=by,
        at=now,
        reason=coded,
        note=note.strip(),
        shown=shown(locked),
    )
    move_match(locked, MatchStage.SET_ASIDE, by=by, now=now, reason=coded.code, note=note.strip())
    return locked


@transaction.atomic
def restore(*, match: Match, by: User, now: datetime, seen: int | None = None) -> Match:
    """Put a shortlisted or set-aside person back in the ranking. Raises TransitionRefused, Forbidden.

    `seen`: the move that is taken back; WrittenSince when somebody made another one, or answered what it asked. The
    row's stamp would not do: a new ranking writes it too.
    """
    require(by, Permission.DECIDE_MATCHES)
    locked = lock_match(match.pk)
    answered = locked.requests.filter(closed_at=None).exclude(answer="")
    if seen is not None and (last_move(locked) != seen or answered.exists()):
        raise WrittenSince
    Decision.objects.create(match=locked, kind=DecisionKind.RESTORE, by=by, at=now, shown=shown(locked))
    move_match(locked, MatchStage.PROPOSED, by=by, now=now)
    return locked
