"""Handing files over: proposed with a note, answered by the receiver, in force on the day of the acceptance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import Posting, Role, User
from crm.accounts.policy import Permission, scope_of
from crm.caseload.models import Handover
from crm.core.errors import Forbidden, Refusal
from crm.employers.models import EmployerFile, FileLead, FileStage
from crm.employers.services import change_lead

NOTE_LIMIT = 2000


class HandoverRefused(Refusal):
    """A handover that cannot be proposed or answered."""

    default = _("Ce transfert n’est pas possible.")


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
    if not note.strip():
        raise HandoverRefused(
            _("Une note de transfert aide la personne qui reçoit : écrivez-la."), field="note"
        )
    if len(note) > NOTE_LIMIT:
        raise HandoverRefused(_("La note compte au plus 2 000 caractères."), field="note")
    return [_propose(file, receiver=receiver, note=note.strip(), by=by, now=now) for file in files]


def _propose(file: EmployerFile, *, receiver: User, note: str, by: User, now: datetime) -> Handover:
    today = timezone.localdate(now)
    file = EmployerFile.objects.select_for_update().get(pk=file.pk)
    lead = FileLead.objects.on(today).filter(file=file).first()
    giver_id = lead.user_id if lead else None
    scope = scope_of(by)
    reviews = scope.may(Permission.REVIEW_CASELOADS) and file.direction_id in scope.direction_ids
    if not reviews and giver_id != by.pk:
        raise Forbidden(
            _(
                "Un transfert est proposé par la personne responsable du dossier ou par sa ou son gestionnaire."
            )
        )
    if file.stage == FileStage.CLOSED:
        raise HandoverRefused(_("Un dossier fermé ne se transfère pas."), field="chosen")
    if giver_id == receiver.pk:
        raise HandoverRefused(_("Cette personne est déjà responsable du dossier."), field="receiver")
    _require_advisor(receiver, file, today)
    if Handover.objects.waiting().filter(file=file).exists():
        raise HandoverRefused(_("Un transfert de ce dossier attend déjà une réponse."), field="chosen")
    return Handover.objects.create(
        file=file, giver_id=giver_id, receiver=receiver, proposed_by=by, proposed_at=now, note=note
    )


def _require_advisor(receiver: User, file: EmployerFile, today: date) -> None:
    posted = Posting.objects.on(today).filter(
        user=receiver, role=Role.ADVISOR, direction_id=file.direction_id
    )
    if not (receiver.is_active and posted.exists()):
        raise HandoverRefused(
            _("La personne qui reçoit doit être conseillère ou conseiller dans la direction du dossier."),
            field="receiver",
        )


@transaction.atomic
def answer_handover(*, handover: Handover, accepted: bool, by: User, now: datetime) -> Handover:
    """Accept or decline a handover; accepted, the file changes hands that day.

    Raises Forbidden for anyone but the receiver, and HandoverRefused when it was answered, when the file has changed
    hands since, or when the receiver has left the direction.
    """
    handover = Handover.objects.select_for_update().select_related("file", "receiver").get(pk=handover.pk)
    if handover.receiver_id != by.pk:
        raise Forbidden(_("Seule la personne qui reçoit répond à un transfert."))
    if handover.answered_at is not None:
        raise HandoverRefused(_("Ce transfert a déjà reçu une réponse."))
    if accepted:
        _change_hands(handover, now=now)
    handover.answered_at = now
    handover.accepted = accepted
    handover.save(update_fields=["answered_at", "accepted", "updated_at"])
    return handover


def _change_hands(handover: Handover, *, now: datetime) -> None:
    """The receiver leads the file from today, if it is still in the hands that gave it."""
    today = timezone.localdate(now)
    _require_advisor(handover.receiver, handover.file, today)
    lead = FileLead.objects.select_for_update().on(today).filter(file=handover.file).first()
    if (lead.user_id if lead else None) != handover.giver_id:
        raise HandoverRefused(_("Le dossier a changé de mains depuis la proposition."))
    change_lead(file=handover.file, user=handover.receiver, by=handover.receiver, now=now)
