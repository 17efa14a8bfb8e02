"""A person of another direction is kept with the accord of who accompanies them: asked, accepted or declined."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.candidates.models import Candidate
from crm.candidates.services import require_person
from crm.core.errors import Refusal
from crm.core.jobs import announce
from crm.matching.models import Decision, DecisionKind, Match, MatchStage, OfficerRequest, RequestAnswer
from crm.matching.services.decisions import ReasonMissing, shown
from crm.matching.services.presenting import write_presentation_consent
from crm.matching.services.steps import lock_match, move_match
from crm.taxonomy.models import Reason


class RequestOver(Refusal):
    """The request was answered, taken back by who made it, or the person's consent to matching has gone."""

    default = _("Cette demande n’attend plus de réponse.")


def _lock_waiting(request: OfficerRequest, by: User) -> tuple[OfficerRequest, Match]:
    require_person(request.match.candidate, by)
    match = lock_match(request.match_id)
    waiting = OfficerRequest.objects.select_for_update(of=("self",)).filter(
        pk=request.pk, answer="", closed_at=None
    )
    locked: OfficerRequest | None = waiting.first()
    if locked is None or match.stage != MatchStage.SHORTLISTED:
        raise RequestOver
    return locked, match


def _answer(
    request: OfficerRequest, answer: str, *, by: User, now: datetime, note: str, reason: Reason | None = None
) -> None:
    request.answer, request.answered_at, request.answered_by = answer, now, by
    request.note, request.reason = note.strip(), reason
    request.save()
    announce("request_answered", request.pk, now=now)


@transaction.atomic
def accept_request(
    *,
    request: OfficerRequest,
    by: User,
    now: datetime,
    note: str = "",
    channel: str = "",
    given_on: date | None = None,
) -> Match:
    """The person was spoken to and wishes to go on. With `channel` and `given_on` they also agreed to be presented.

    `by` works with the person. Raises RequestOver, also once the consent to matching is taken back; Refusal, Forbidden.
    """
    locked, match = _lock_waiting(request, by)
    today = timezone.localdate(now)
    if not Candidate.objects.consenting_to_matching(today).filter(pk=match.candidate_id).exists():
        raise RequestOver(_("La personne ne consent plus au jumelage."))
    _answer(locked, RequestAnswer.ACCEPTED, by=by, now=now, note=note)
    if channel:
        write_presentation_consent(match, channel=channel, given_on=given_on or today, by=by, now=now)
    return match


@transaction.atomic
def decline_request(
    *, request: OfficerRequest, reason: str, by: User, now: datetime, note: str = ""
) -> Match:
    """The person does not go on, for a coded reason: the pair is set aside.

    `by` works with the person. Raises ReasonMissing, RequestOver, Forbidden.
    """
    coded = Reason.objects.filter(code=reason, context=Reason.Context.MATCH).first()
    locked, match = _lock_waiting(request, by)
    if coded is None:
        raise ReasonMissing(field="reason")
    _answer(locked, RequestAnswer.DECLINED, by=by, now=now, note=note, reason=coded)
    Decision.objects.create(
        match=match,
        kind=DecisionKind.SET_ASIDE,
        by=by,
        at=now,
        reason=coded,
        note=note.strip(),
        shown=shown(match),
    )
    move_match(match, MatchStage.SET_ASIDE, by=by, now=now, reason=coded.code, note=note.strip())
    return match
