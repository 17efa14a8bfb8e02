"""Handing files and persons over: proposed with a note, answered by the receiver, in force when accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import Posting, Role, User
from crm.accounts.policy import Permission, scope_of
from crm.candidates.models import Candidate, CandidateOfficer, PersonStage
from crm.candidates.services import change_officer
from crm.caseload.models import Handover
from crm.casework.services import pass_follow_ups
from crm.core.errors import Forbidden, Refusal
from crm.core.jobs import announce
from crm.employers.models import EmployerFile, FileLead, FileStage
from crm.employers.services import change_lead

NOTE_LIMIT = 2000
WRONG_RECEIVER = {
    Role.ADVISOR: _(
        "La personne qui reçoit doit être conseillère ou conseiller dans la direction du dossier."
    ),
    Role.OFFICER: _("La personne qui reçoit doit être agente ou agent dans la direction du dossier."),
}


class HandoverRefused(Refusal):
    """A handover that cannot be proposed or answered."""

    default = _("Ce transfert n’est pas possible.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """What may change hands, as it stands today: whose it is, where, and which role receives it."""

    direction_id: int
    giver_id: int | None
    is_closed: bool
    role: Role
    file: EmployerFile | None = None
    candidate: Candidate | None = None


def _held_file(file: EmployerFile, today: date) -> _Held:
    locked = EmployerFile.objects.select_for_update().get(pk=file.pk)
    lead = FileLead.objects.on(today).filter(file=locked).first()
    return _Held(
        direction_id=locked.direction_id,
        giver_id=lead.user_id if lead else None,
        is_closed=locked.stage == FileStage.CLOSED,
        role=Role.ADVISOR,
        file=locked,
    )


def _held_person(candidate: Candidate, today: date) -> _Held:
    locked = Candidate.objects.select_for_update().get(pk=candidate.pk)
    charge = CandidateOfficer.objects.on(today).filter(candidate=locked).first()
    return _Held(
        direction_id=locked.direction_id,
        giver_id=charge.user_id if charge else None,
        is_closed=locked.stage == PersonStage.CLOSED,
        role=Role.OFFICER,
        candidate=locked,
    )


@transaction.atomic
def propose_handover(
    *, files: Sequence[EmployerFile], receiver: User, note: str, by: User, now: datetime
) -> list[Handover]:
    """Propose that `receiver` takes charge of each file; nothing changes hands before the receiver accepts.

    Raises Forbidden when `by` neither reviews caseloads in the file's direction nor leads it, and HandoverRefused when
    the note is empty, the receiver is no advisor there, already leads the file, or the file is closed or already waits.
    All files are proposed, or none.
    """
    if not files:
        raise HandoverRefused(_("Choisissez au moins un dossier."), field="chosen")
    _check_note(note)
    held = [_held_file(file, timezone.localdate(now)) for file in files]
    return [_propose(one, receiver=receiver, note=note, by=by, now=now) for one in held]


@transaction.atomic
def propose_person_handover(
    *, persons: Sequence[Candidate], receiver: User, note: str, by: User, now: datetime
) -> list[Handover]:
    """Propose that `receiver`, an officer, accompanies each person; the same promises and refusals as for files."""
    if not persons:
        raise HandoverRefused(_("Choisissez au moins une personne."), field="chosen")
    _check_note(note)
    held = [_held_person(person, timezone.localdate(now)) for person in persons]
    return [_propose(one, receiver=receiver, note=note, by=by, now=now) for one in held]


def _check_note(note: str) -> None:
    if not note.strip():
        raise HandoverRefused(
            _("Une note de transfert aide la personne qui reçoit : écrivez-la."), field="note"
        )
    if len(note) > NOTE_LIMIT:
        raise HandoverRefused(_("La note compte au plus 2 000 caractères."), field="note")


def _propose(held: _Held, *, receiver: User, note: str, by: User, now: datetime) -> Handover:
    scope = scope_of(by)
    reviews = scope.may(Permission.REVIEW_CASELOADS) and held.direction_id in scope.direction_ids
    if not reviews and held.giver_id != by.pk:
        raise Forbidden(
            _(
                "Un transfert est proposé par la personne responsable du dossier ou par sa ou son gestionnaire."
            )
        )
    if held.is_closed:
        raise HandoverRefused(_("Un dossier fermé ne se transfère pas."), field="chosen")
    if held.giver_id == receiver.pk:
        raise HandoverRefused(_("Cette personne est déjà responsable du dossier."), field="receiver")
    _require_posted(receiver, held, timezone.localdate(now))
    _end_waiting(held, now=now)
    made = Handover.objects.create(
        file=held.file,
        candidate=held.candidate,
        giver_id=held.giver_id,
        receiver=receiver,
        proposed_by=by,
        proposed_at=now,
        note=note.strip(),
    )
    announce("handover", made.pk, now=now)
    return made


def _end_waiting(held: _Held, *, now: datetime) -> None:
    """A proposal that waits for somebody who may no longer receive is declined; any other one keeps its turn."""
    waiting = Handover.objects.waiting().filter(file=held.file, candidate=held.candidate).first()
    if waiting is None:
        return
    if _is_posted(waiting.receiver, held, timezone.localdate(now)):
        raise HandoverRefused(_("Un transfert de ce dossier attend déjà une réponse."), field="chosen")
    Handover.objects.filter(pk=waiting.pk).update(answered_at=now, accepted=False, updated_at=now)


def _is_posted(receiver: User, held: _Held, today: date) -> bool:
    posted = Posting.objects.on(today).filter(user=receiver, role=held.role, direction_id=held.direction_id)
    return receiver.is_active and posted.exists()


def _require_posted(receiver: User, held: _Held, today: date) -> None:
    if not _is_posted(receiver, held, today):
        raise HandoverRefused(WRONG_RECEIVER[held.role], field="receiver")


@transaction.atomic
def answer_handover(*, handover: Handover, accepted: bool, by: User, now: datetime) -> Handover:
    """Accept or decline a handover; accepted, the file or the person changes hands that day.

    Open follow-ups of the giver about it pass to the receiver. Raises Forbidden for anyone but the receiver, and a
    Refusal when it was answered, when the file has changed hands since or will on a day already written, or when the
    receiver has left the direction.
    """
    if handover.receiver_id != by.pk:
        raise Forbidden(_("Seule la personne qui reçoit répond à un transfert."))
    # The account first, as its closing does: one that is being closed receives nothing.
    receiver = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    handover = Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    if handover.answered_at is not None:
        raise HandoverRefused(_("Ce transfert a déjà reçu une réponse."))
    if accepted:
        _change_hands(handover, receiver, now=now)
    handover.answered_at = now
    handover.accepted = accepted
    handover.save(update_fields=["answered_at", "accepted", "updated_at"])
    announce("handover", handover.pk, now=now)
    return handover


def _change_hands(handover: Handover, receiver: User, *, now: datetime) -> None:
    """The receiver is in charge from today, if what was proposed is still in the hands that gave it.

    What the giver had promised about it is the receiver's to do.
    """
    today = timezone.localdate(now)
    subject = handover.subject
    held = _held_person(subject, today) if isinstance(subject, Candidate) else _held_file(subject, today)
    _require_posted(receiver, held, today)
    if held.giver_id != handover.giver_id:
        raise HandoverRefused(_("Le dossier a changé de mains depuis la proposition."))
    if held.file:
        change_lead(file=held.file, user=receiver, by=receiver, now=now)
    elif held.candidate:
        change_officer(candidate=held.candidate, officer=receiver, valid_from=today, by=receiver, now=now)
    if handover.giver:
        pass_follow_ups(
            giver=handover.giver, receiver=receiver, file=held.file, candidate=held.candidate, now=now
        )
