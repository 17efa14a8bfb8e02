"""The person's way through the stages, and the officer in charge by date."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import Posting, Role, User
from crm.accounts.policy import Permission, scope_of
from crm.candidates.models import ACTIVE_STAGES, Candidate, CandidateMove, CandidateOfficer, PersonStage
from crm.candidates.rules import BY_MATCHING, transition
from crm.candidates.services.access import locked, require_file, score_again
from crm.core.errors import Refusal
from crm.taxonomy.models import Reason


def move_candidate(
    *, candidate: Candidate, move: str, by: User | None, now: datetime, reason: str = "", note: str = ""
) -> CandidateMove:
    """Move the person by the name of the move. Entering or leaving the ranking makes a new revision.

    Raises Forbidden, TransitionRefused, or a Refusal on `reason` or when nothing in the profile can be ranked.
    """
    if not (move in BY_MATCHING and by is not None and scope_of(by).may(Permission.DECIDE_MATCHES)):
        require_file(candidate, by)
    with transaction.atomic():
        person = locked(candidate)
        step = transition(move, person.stage)
        if step.reason and not Reason.objects.filter(pk=reason, context=Reason.Context.PERSON).exists():
            raise Refusal(_("Choisissez le motif."), field="reason")
        if step.target == PersonStage.PROFILE_VALID and not person.occupations.exists():
            raise Refusal(_("Notez au moins un métier avant de valider le profil."))
        row = CandidateMove.objects.create(
            candidate=person, from_stage=person.stage, to_stage=step.target, at=now, by=by,
            reason=reason if step.reason else "", note=note.strip()[:2000],
        )
        ranked_before, person.stage = person.stage in ACTIVE_STAGES, step.target
        if ranked_before != (person.stage in ACTIVE_STAGES):
            score_again(person, now=now)
        else:
            person.save(update_fields=["stage", "updated_at"])
    candidate.refresh_from_db()
    return row


def set_officer(
    *, candidate: Candidate, officer: User, from_day: date, by: User | None, now: datetime
) -> CandidateOfficer:
    """Put an officer in charge from a day on; whoever was in charge ends the day before.

    Raises Forbidden; a Refusal when the officer is not posted in the person's direction that day, or when someone
    is already in charge from a later day.
    """
    require_file(candidate, by)
    posted = Posting.objects.on(from_day).with_role(Role.OFFICER).filter(user=officer)
    if not posted.filter(direction_id=candidate.direction_id).exists():
        raise Refusal(_("Cette personne n’est pas agente dans la direction à cette date."), field="officer")
    with transaction.atomic():
        locked(candidate)
        rows = CandidateOfficer.objects.filter(candidate=candidate)
        if rows.filter(valid_from__gt=from_day).exists():
            raise Refusal(_("Une autre personne prend déjà le dossier plus tard."), field="from_day")
        rows.filter(valid_from=from_day).delete()
        rows.on(from_day).update(valid_to=from_day - timedelta(days=1))
        return CandidateOfficer.objects.create(candidate=candidate, user=officer, valid_from=from_day)
