"""Appointments: asked for, confirmed, held or missed, cancelled, moved. Each change of stage is a row."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import Posting, Role, User
from crm.candidates.models import Candidate, PersonStage
from crm.candidates.services import move_candidate
from crm.candidates.services.common import require_person
from crm.core.errors import Refusal, WrittenSince
from crm.settlement.models import Appointment, AppointmentMode, AppointmentMove, AppointmentStage
from crm.settlement.rules import BUSY, transition
from crm.taxonomy.models import Reason
from crm.territory.models import ServicePoint


class AppointmentRefused(Refusal):
    """The hour or the place of an appointment does not hold."""


@transaction.atomic
def request_appointment(
    *,
    candidate: Candidate,
    staff: User,
    mode: str,
    service_point: ServicePoint | None,
    starts_at: datetime,
    ends_at: datetime,
    purpose: str,
    by: User | None,
    now: datetime,
    confirmed: bool = False,
) -> Appointment:
    """An appointment of a person with an officer, requested or at once confirmed.

    Raises Forbidden; AppointmentRefused when it is in the past, ends before it starts, overlaps another of the same
    officer, or is at a service point that does not receive persons of the direction that day.
    """
    require_person(candidate, by)
    # The officer's row is held so that two requests for the same hour cannot both pass.
    officer = User.objects.select_for_update().get(pk=staff.pk)
    _check_hours(starts_at, ends_at, purpose, now)
    _check_place(candidate, mode, service_point, timezone.localdate(starts_at))
    _check_officer(candidate, officer, starts_at, ends_at)
    appointment = Appointment.objects.create(
        candidate=candidate,
        staff=officer,
        mode=mode,
        starts_at=starts_at,
        ends_at=ends_at,
        purpose=purpose.strip(),
        service_point=service_point if mode == AppointmentMode.SERVICE_POINT else None,
        stage=AppointmentStage.CONFIRMED if confirmed else AppointmentStage.REQUESTED,
    )
    AppointmentMove.objects.create(appointment=appointment, to_stage=appointment.stage, at=now, by=by)
    return appointment


@transaction.atomic
def act_on_appointment(
    *,
    appointment: Appointment,
    gesture: str,
    by: User | None,
    now: datetime,
    reason: str = "",
    seen: int | None = None,
) -> Appointment:
    """Confirm, hold, note the absence or cancel (with a coded reason). The first meeting held welcomes the person.

    Raises Forbidden, TransitionRefused, or AppointmentRefused when the appointment has not begun; WrittenSince when
    its stamp is no longer `seen`.
    """
    row = _locked(appointment, by)
    if seen is not None and row.stamp != seen:
        raise WrittenSince
    step = transition(gesture, row.stage)
    if step.begun and row.starts_at > now:
        raise AppointmentRefused(_("Ce rendez-vous n’a pas encore commencé."))
    if step.reason and not Reason.objects.filter(pk=reason, context=Reason.Context.APPOINTMENT).exists():
        raise AppointmentRefused(_("Choisissez le motif."), field="reason")
    _move(row, step.target, by=by, now=now, reason=reason)
    if row.stage == AppointmentStage.HELD and row.candidate.stage == PersonStage.REGISTERED:
        move_candidate(candidate=row.candidate, to=PersonStage.WELCOMED, by=by, now=now)
    return row


@transaction.atomic
def reschedule_appointment(
    *, appointment: Appointment, starts_at: datetime, ends_at: datetime, by: User | None, now: datetime
) -> Appointment:
    """Move the appointment to another hour: the old one stays as « reporté », the new one is returned confirmed."""
    row = _locked(appointment, by)
    _move(row, transition("reschedule", row.stage).target, by=by, now=now)
    return request_appointment(
        candidate=row.candidate,
        staff=row.staff,
        mode=row.mode,
        service_point=row.service_point,
        starts_at=starts_at,
        ends_at=ends_at,
        purpose=row.purpose,
        by=by,
        now=now,
        confirmed=True,
    )


def _locked(appointment: Appointment, by: User | None) -> Appointment:
    require_person(appointment.candidate, by)
    row: Appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    return row


def _move(row: Appointment, stage: str, *, by: User | None, now: datetime, reason: str = "") -> None:
    AppointmentMove.objects.create(
        appointment=row, from_stage=row.stage, to_stage=stage, at=now, by=by, reason=reason
    )
    row.stage = stage
    row.save(update_fields=["stage", "updated_at"])


def _check_hours(starts_at: datetime, ends_at: datetime, purpose: str, now: datetime) -> None:
    if starts_at <= now:
        raise AppointmentRefused(_("Ce moment est déjà passé."), field="starts_at")
    if ends_at <= starts_at:
        raise AppointmentRefused(_("La fin ne peut pas précéder le début."), field="ends_at")
    if timezone.localdate(starts_at) != timezone.localdate(ends_at):
        raise AppointmentRefused(_("Un rendez-vous tient en une journée."), field="ends_at")
    if not purpose.strip() or len(purpose.strip()) > 200:
        raise AppointmentRefused(_("Dites l’objet en une ligne (200 caractères)."), field="purpose")


def _check_place(candidate: Candidate, mode: str, point: ServicePoint | None, day: date) -> None:
    if mode not in AppointmentMode.values:
        raise AppointmentRefused(_("Choisissez où se tient le rendez-vous."), field="mode")
    if mode != AppointmentMode.SERVICE_POINT:
        return
    if point is None:
        raise AppointmentRefused(_("Choisissez le point de services."), field="service_point")
    open_points = ServicePoint.objects.on(day).filter(
        direction_id=candidate.direction_id, offers__isnull=False
    )
    if not open_points.filter(pk=point.pk).exists():
        raise AppointmentRefused(
            _("Ce point de services ne reçoit pas de personnes à cette date."), field="service_point"
        )


def _check_officer(candidate: Candidate, staff: User, starts_at: datetime, ends_at: datetime) -> None:
    posted = Posting.objects.on(timezone.localdate(starts_at)).with_role(Role.OFFICER, Role.MANAGER)
    if not posted.filter(user=staff, direction_id=candidate.direction_id).exists():
        raise AppointmentRefused(
            _("Cette personne n’est pas en poste dans la direction à cette date."), field="staff"
        )
    taken = Appointment.objects.filter(
        staff=staff, stage__in=BUSY, starts_at__lt=ends_at, ends_at__gt=starts_at
    )
    if taken.exists():
        raise AppointmentRefused(_("Cette heure est déjà prise dans l’agenda."), field="starts_at")
