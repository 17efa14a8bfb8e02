"""The accompaniment itself: stages, who is in charge by date, collaborators, the diagnosis."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import Posting, Role, User
from crm.accounts.policy import Permission, require, scope_of
from crm.core.errors import AlreadyMoved, Forbidden, Refusal
from crm.core.jobs import announce
from crm.employers.models import (
    Diagnosis,
    EmployerFile,
    FileCollaborator,
    FileEditKind,
    FileLead,
    FileMove,
    FileStage,
    Readiness,
)
from crm.employers.rules import LONGEST_SLEEP, DiagnosisContent, require_transition
from crm.employers.services.writing import lock_file, record, require_file
from crm.taxonomy.models import Reason


class AccompanimentRefused(Refusal):
    """A gesture on a file that its rules refuse."""


@transaction.atomic
def move_file(
    *,
    file: EmployerFile,
    to: str,
    by: User | None,
    now: datetime,
    reason: str = "",
    note: str = "",
    wake_on: date | None = None,
    expected: str = "",
) -> EmployerFile:
    """Move the file to another stage: closing names a coded reason, putting to sleep a day to take it up again.

    `expected` is the stage in which the reader saw the file. Raises TransitionRefused, AccompanimentRefused beside
    `reason` or `wake_on`, Forbidden, AlreadyMoved when the file left the expected stage meanwhile.
    """
    require_file(by, file)
    locked = lock_file(file)
    if expected and locked.stage != expected:
        last = locked.moves.select_related("by").order_by("-at", "-id").first()
        raise AlreadyMoved(who=last.by.name if last and last.by else "", stage=locked.get_stage_display())
    require_transition(locked.stage, to)
    why = _reason(reason) if to == FileStage.CLOSED else None
    locked.wake_on = _wake_day(wake_on, timezone.localdate(now)) if to == FileStage.ASLEEP else None
    before, locked.stage = locked.stage, to
    locked.save()
    FileMove.objects.create(
        file=locked,
        from_stage=before,
        to_stage=to,
        at=now,
        by=by,
        note=note,
        reason=why.code if why else "",
        shareable=bool(why and why.shareable),
    )
    return locked


@transaction.atomic
def take_back_move(
    *, file: EmployerFile, seen: int, by: User | None, now: datetime, wake_on: date | None = None
) -> EmployerFile:
    """Put the file back where it stood before `by` moved it; `seen` is its stamp right after that move.

    `wake_on` is the day that a file which slept had. Raises AccompanimentRefused when somebody else moved it or
    anything was written since, Forbidden.
    """
    require_file(by, file)
    locked = lock_file(file)
    last = locked.moves.order_by("-at", "-id").first()
    if last is None or not last.from_stage or last.by != by or locked.stamp != seen:
        raise AccompanimentRefused(
            _("Ce changement d’étape ne s’annule plus : autre chose a été fait depuis.")
        )
    asleep = last.from_stage == FileStage.ASLEEP
    locked.wake_on = _wake_day(wake_on, timezone.localdate(now)) if asleep else None
    before, locked.stage = locked.stage, last.from_stage
    locked.save()
    FileMove.objects.create(file=locked, from_stage=before, to_stage=locked.stage, at=now, by=by)
    return locked


def _reason(code: str) -> Reason:
    found = Reason.objects.filter(code=code, context=Reason.Context.FILE).first()
    if found is None:
        raise AccompanimentRefused(_("Choisissez un motif dans la liste."), field="reason")
    return found


def _wake_day(day: date | None, today: date) -> date:
    if day is None or day <= today:
        raise AccompanimentRefused(
            _("Un dossier en veille porte une date de reprise, à venir."), field="wake_on"
        )
    if day - today > LONGEST_SLEEP:
        raise AccompanimentRefused(_("Choisissez une date de reprise d’ici deux ans."), field="wake_on")
    return day


@transaction.atomic
def set_lead(*, file: EmployerFile, user: User, by: User | None, now: datetime) -> FileLead:
    """`user` takes charge of the file today; who led it until yesterday stays in the history.

    Raises Forbidden unless `by` leads the file or reviews the caseloads of its direction, AccompanimentRefused when
    `user` is no advisor there or already leads it.
    """
    today = timezone.localdate(now)
    locked = lock_file(file)
    require_may_hand_over(locked, FileLead.objects.on(today).filter(file=locked).first(), by)
    return change_lead(file=locked, user=user, by=by, now=now)


@transaction.atomic
def change_lead(*, file: EmployerFile, user: User, by: User | None, now: datetime) -> FileLead:
    """End the lead of yesterday and begin that of `user` today, once it was decided that `by` may: a handover accepted.

    Raises AccompanimentRefused when `user` is no advisor of the file's direction or already leads it.
    """
    today = timezone.localdate(now)
    locked = lock_file(file)
    leads = FileLead.objects.select_for_update().filter(file=locked)
    lead = leads.on(today).first()
    if lead and lead.user_id == user.pk:
        raise AccompanimentRefused(_("Cette personne est déjà responsable du dossier."), field="user")
    posted = Posting.objects.on(today).filter(user=user, role=Role.ADVISOR, direction_id=locked.direction_id)
    if not (user.is_active and posted.exists()):
        raise AccompanimentRefused(
            _("La personne responsable est conseillère ou conseiller dans la direction du dossier."),
            field="user",
        )
    _end(lead, today=today)
    later = leads.filter(valid_from__gt=today).order_by("valid_from").first()
    made = FileLead.objects.create(
        file=locked,
        user=user,
        valid_from=today,
        valid_to=later.valid_from - timedelta(days=1) if later else None,
    )
    if by is None or by.pk != user.pk:
        announce("lead", made.pk, now=now)
    before = lead.user.name if lead else ""
    record(
        locked, FileEditKind.LEAD, by=by, now=now, subject=user.name, changes={"lead": [before, user.name]}
    )
    return made


def require_may_hand_over(file: EmployerFile, lead: FileLead | None, by: User | None) -> None:
    """Raise Forbidden unless `by` leads the file, takes up one that nobody leads, or reviews the caseloads there."""
    if by is None or (lead and lead.user_id == by.pk):
        return
    scope = scope_of(by)
    here = file.direction_id in scope.direction_ids
    takes_up = lead is None and here and scope.may(Permission.WORK_FILES)
    if not takes_up and not (here and scope.may(Permission.REVIEW_CASELOADS)):
        raise Forbidden(
            _("La personne responsable ou sa ou son gestionnaire confie le dossier à quelqu’un d’autre.")
        )


def _end(lead: FileLead | None, *, today: date) -> None:
    """A lead that began today never held a day: it leaves no row but the audit's."""
    if lead and lead.valid_from == today:
        lead.delete()
    elif lead:
        lead.valid_to = today - timedelta(days=1)
        lead.save(update_fields=["valid_to"])


@transaction.atomic
def add_collaborator(*, file: EmployerFile, user: User, by: User | None, now: datetime) -> FileCollaborator:
    """Name someone of any direction to work on the file. Raises AccompanimentRefused unless that person is staff."""
    require_file(by, file)
    if not scope_of(user).is_staff:
        raise AccompanimentRefused(_("Choisissez une personne de l’équipe."), field="user")
    locked = lock_file(file)
    named, made = FileCollaborator.objects.get_or_create(file=locked, user=user)
    if made:
        record(locked, FileEditKind.COLLABORATOR_ADDED, by=by, now=now, subject=user.name)
    return named


@transaction.atomic
def remove_collaborator(*, file: EmployerFile, user: User, by: User | None, now: datetime) -> None:
    """Take a collaborator off the file; nothing happens when there is none."""
    require_file(by, file)
    locked = lock_file(file)
    gone, _rows = FileCollaborator.objects.filter(file=locked, user=user).delete()
    if gone:
        record(locked, FileEditKind.COLLABORATOR_REMOVED, by=by, now=now, subject=user.name)


@transaction.atomic
def complete_diagnosis(
    *, file: EmployerFile, content: DiagnosisContent, by: User, now: datetime
) -> Diagnosis:
    """A diagnosis made today, a new row each time: it counts as an act of accompaniment (rule EA-1).

    A file not yet at its diagnosis moves there. Raises AccompanimentRefused when nothing was looked at, Forbidden.
    """
    require(by, Permission.WORK_FILES)
    require_file(by, file)
    locked = lock_file(file)
    axes = asdict(content)
    summary, paths = axes.pop("summary").strip(), axes.pop("paths")
    if any(value is not None and value not in Readiness.values for value in axes.values()):
        raise AccompanimentRefused(_("Chaque volet est à bâtir, en partie ou prêt."))
    if not any(axes.values()) or not summary:
        raise AccompanimentRefused(_("Évaluez au moins un volet et écrivez vos constats."), field="summary")
    made = Diagnosis.objects.create(
        file=locked,
        completed_on=timezone.localdate(now),
        completed_by=by,
        summary=summary,
        paths=",".join(paths),
        **axes,
    )
    if locked.stage in {FileStage.SPOTTED, FileStage.FIRST_CONTACT}:
        move_file(file=locked, to=FileStage.DIAGNOSIS, by=by, now=now)
    return made
