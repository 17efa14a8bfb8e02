"""A person's file: registered, entrusted to an officer, moved from stage to stage."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import Posting, Role, User
from crm.accounts.policy import Permission, require, scope_of
from crm.candidates.models import (
    ACTIVE_STAGES,
    Candidate,
    CandidateMove,
    CandidateOfficer,
    ConsentKind,
    Identity,
    PersonStage,
)
from crm.candidates.queries import possible_duplicates
from crm.candidates.rules import BROUGHT_BY_MATCHES, CONSENT_LASTS, NOTICE_VERSION, may_move
from crm.candidates.services.common import lock_candidate, require_person, rescore
from crm.candidates.services.consents import record_consent
from crm.core.errors import AlreadyMoved, Forbidden, Refusal, TransitionRefused
from crm.taxonomy.models import Reason
from crm.territory.models import Direction, Municipality

#: How far ahead a change of officer may be written.
FORESEEN = timedelta(days=92)


class PossibleDuplicate(Refusal):
    """Someone of the same direction has this name, telephone or e-mail; `found` are those persons."""

    default = _(
        "Une personne de votre direction porte ce nom, ce téléphone ou ce courriel. Vérifiez avant de continuer."
    )

    def __init__(self, found: list[Candidate]) -> None:
        super().__init__()
        self.found = found


class OfficerRefused(Refusal):
    """The colleague may not be put in charge of this person, or not from that day."""

    default = _("Choisissez une agente ou un agent de la direction de la personne.")


class ReasonRefused(Refusal):
    """The coded reason is missing, or is not one of a person's file."""

    default = _("Choisissez un motif dans la liste.")


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityContent:
    """Who the person is and how to reach them."""

    given_name: str
    family_name: str
    email: str = ""
    phone: str = ""
    language: str = "fr-ca"


@transaction.atomic
def register_candidate(
    *,
    direction: Direction,
    identity: IdentityContent,
    residence: Municipality | None,
    by: User,
    now: datetime,
    consent_by: str | None = None,
    known_apart: bool = False,
) -> Candidate:
    """Open a person's file; an officer who opens it is in charge of it.

    `consent_by` is the channel by which the person consented to matching today, for a year; None: no consent yet.
    Raises PossibleDuplicate unless the reader has seen the warning (`known_apart`), Forbidden outside one's direction.
    """
    require(by, Permission.WORK_PERSONS)
    if direction.pk not in scope_of(by).direction_ids:
        raise Forbidden
    if not known_apart and (found := possible_duplicates(direction, **_sought(identity))):
        raise PossibleDuplicate(found)
    today = timezone.localdate(now)
    candidate = Candidate.objects.create(direction=direction, registered_on=today, residence=residence)
    Identity.objects.create(candidate=candidate, **asdict(identity))
    CandidateMove.objects.create(candidate=candidate, to_stage=PersonStage.REGISTERED, at=now, by=by)
    if Role.OFFICER in scope_of(by).roles:
        CandidateOfficer.objects.create(candidate=candidate, user=by, valid_from=today, decided_by=by)
    if consent_by:
        record_consent(
            candidate=candidate,
            kind=ConsentKind.MATCHING,
            notice_version=NOTICE_VERSION,
            given_on=today,
            channel=consent_by,
            expires_on=today + CONSENT_LASTS,
            by=by,
            now=now,
        )
    return candidate


def _sought(identity: IdentityContent) -> dict[str, str]:
    return {
        "name": f"{identity.given_name} {identity.family_name}",
        "email": identity.email,
        "phone": identity.phone,
    }


@transaction.atomic
def update_identity(
    *,
    candidate: Candidate,
    identity: IdentityContent,
    residence: Municipality | None,
    by: User | None,
) -> Candidate:
    """Correct who the person is. Nothing is scored again: the engine reads none of it."""
    require_person(candidate, by)
    locked = lock_candidate(candidate)
    # Saved whole, so that the folded name follows the name.
    Identity(candidate=locked, **asdict(identity)).save()
    locked.residence = residence
    locked.save(update_fields=["residence", "updated_at"])
    return locked


@transaction.atomic
def move_candidate(
    *,
    candidate: Candidate,
    to: str,
    by: User | None,
    now: datetime,
    reason: str = "",
    note: str = "",
    expected: str = "",
) -> Candidate:
    """Move a person to another stage; closing asks a coded reason. Entering or leaving the rankings re-scores.

    Whoever decides on matches may cause what a match brings about; `expected` is the stage in which the reader saw the
    person. Raises TransitionRefused, ReasonRefused, Forbidden, AlreadyMoved.
    """
    _require_mover(candidate, to, by)
    locked = lock_candidate(candidate)
    if expected and locked.stage != expected:
        last = locked.moves.select_related("by").order_by("-at", "-id").first()
        who = last.by.name if last and last.by else ""
        raise AlreadyMoved(who=who, stage=locked.get_stage_display())
    if not may_move(locked.stage, to):
        raise TransitionRefused
    _check_reason(to, reason)
    before, locked.stage = locked.stage, to
    if (before in ACTIVE_STAGES) != (to in ACTIVE_STAGES):
        rescore(locked, now=now)
    else:
        locked.save(update_fields=["stage", "updated_at"])
    CandidateMove.objects.create(
        candidate=locked, from_stage=before, to_stage=to, at=now, by=by, reason=reason, note=note
    )
    return locked


def _require_mover(candidate: Candidate, to: str, by: User | None) -> None:
    if to in BROUGHT_BY_MATCHES and by is not None and scope_of(by).may(Permission.DECIDE_MATCHES):
        return
    require_person(candidate, by)


def _check_reason(to: str, reason: str) -> None:
    known = Reason.objects.filter(code=reason, context=Reason.Context.PERSON).exists()
    if (to == PersonStage.CLOSED and not known) or (reason and not known):
        raise ReasonRefused(field="reason")


@transaction.atomic
def set_officer(
    *, candidate: Candidate, officer: User, valid_from: date, by: User | None, now: datetime
) -> CandidateOfficer:
    """Entrust a person to an officer from a day; whoever was in charge was so until the day before.

    Raises Forbidden when `by` does not work with this person, and what `change_officer` refuses.
    """
    require_person(candidate, by)
    return change_officer(candidate=candidate, officer=officer, valid_from=valid_from, by=by, now=now)


@transaction.atomic
def change_officer(
    *, candidate: Candidate, officer: User, valid_from: date, by: User | None, now: datetime
) -> CandidateOfficer:
    """End the charge before `valid_from` and begin that of `officer`, as `by` decided, who may: a handover.

    Raises OfficerRefused when the officer is not posted in the person's direction that day, or the day lies before the
    last change.
    """
    locked = lock_candidate(candidate)
    posted = Posting.objects.on(valid_from).with_role(Role.OFFICER)
    if not (officer.is_active and posted.filter(user=officer, direction=locked.direction).exists()):
        raise OfficerRefused(field="officer")
    last = locked.officers.order_by("valid_from").last()
    if last and last.user_id == officer.pk and last.valid_to is None:
        raise OfficerRefused(_("Cette personne est déjà confiée à ce collègue."), field="officer")
    if valid_from > timezone.localdate(now) + FORESEEN:
        raise OfficerRefused(_("Choisissez un jour d’ici trois mois."), field="valid_from")
    if last and valid_from < last.valid_from:
        raise OfficerRefused(_("Ce jour précède le dernier changement."), field="valid_from")
    _end(last, valid_from)
    return CandidateOfficer.objects.create(
        candidate=locked, user=officer, valid_from=valid_from, decided_by=by
    )


def _end(last: CandidateOfficer | None, valid_from: date) -> None:
    """The charge before a new one ends the day before it; one that began the same day never was."""
    if last is None:
        return
    if last.valid_from == valid_from:
        last.delete()
    elif last.valid_to is None or last.valid_to >= valid_from:
        last.valid_to = valid_from - timedelta(days=1)
        last.save(update_fields=["valid_to"])
