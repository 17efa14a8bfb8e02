"""Appointments: the agenda of a day or a week, those of a person, and the gestures on each in place."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.policy import Permission, scope_of
from crm.candidates.models import Candidate
from crm.candidates.services import journal_reads
from crm.core.errors import Forbidden, Refusal
from crm.portal.back import own_path
from crm.portal.officer.access import the_person
from crm.portal.officer.appointment_forms import AppointmentForm, HourForm
from crm.portal.officer.person import person_frame
from crm.portal.reader import reader
from crm.portal.sheets import Columns, asked_format, table_answer
from crm.settlement import queries, services
from crm.settlement.models import Appointment
from crm.settlement.rules import GESTURE_DONE
from crm.taxonomy.models import Reason

#: A period with more appointments than this draws the gestures of the reader's own alone.
DRAWN_WITH_GESTURES = 60
#: Of a day of such a week, so many are drawn beside the reader's own; the day's page has them all.
DRAWN_OF_A_DAY = 10


def _day(request: HttpRequest) -> date:
    """The day asked for; today when none is, or when it is none."""
    try:
        asked = date.fromisoformat(request.GET.get("jour", ""))
    except ValueError:
        return timezone.localdate()
    return asked if date(2000, 1, 1) <= asked <= date(2099, 12, 1) else timezone.localdate()


def _reasons() -> Any:
    return Reason.objects.filter(context=Reason.Context.APPOINTMENT)


COLUMNS: Columns = (
    (gettext_lazy("Début"), lambda row: row.starts_at),
    (gettext_lazy("Fin"), lambda row: row.ends_at),
    (gettext_lazy("Personne"), lambda row: str(row.candidate.identity)),
    (gettext_lazy("Numéro"), lambda row: row.candidate.reference),
    (gettext_lazy("Objet"), lambda row: row.purpose),
    (gettext_lazy("Où"), lambda row: row.service_point or row.get_mode_display()),
    (gettext_lazy("Avec"), lambda row: row.staff.name),
    (gettext_lazy("Étape"), lambda row: row.get_stage_display()),
)


def _as_file(request: HttpRequest, days: list[queries.AgendaDay]) -> HttpResponseBase:
    """The period as it is shown; the journal of reads says who took the names."""
    rows = [line.appointment for one in days for line in one.lines]
    journal_reads(
        candidate_ids={row.candidate_id for row in rows},
        user=reader(request),
        what="export",
        now=timezone.now(),
    )
    return table_answer(request, _("rendez-vous"), rows, COLUMNS)


def _drawn(group: queries.AgendaDay, request: HttpRequest) -> list[queries.AgendaLine]:
    mine = reader(request).pk
    return [
        line
        for place, line in enumerate(group.lines)
        if place < DRAWN_OF_A_DAY or line.appointment.staff_id == mine
    ]


@require_safe
def agenda(request: HttpRequest) -> HttpResponseBase:
    """The day or the week, by service point and officer."""
    scope = scope_of(request.user)
    if not scope.may(Permission.WORK_PERSONS):
        raise Http404
    day, week = _day(request), request.GET.get("vue") == "semaine"
    first = day - timedelta(days=day.weekday()) if week else day
    search = queries.AgendaSearch(
        first=first,
        last=first + timedelta(days=6 if week else 0),
        service_point=request.GET.get("point", ""),
        staff=request.GET.get("qui", ""),
    )
    step, today = timedelta(days=7 if week else 1), timezone.localdate()
    days = queries.agenda(reader(request), search=search, now=timezone.now())
    if asked_format(request):
        return _as_file(request, days)
    crowded = sum(len(group.lines) for group in days) > DRAWN_WITH_GESTURES
    context = {
        "days": [(group, _drawn(group, request) if crowded and week else group.lines) for group in days],
        "crowded": crowded,
        "search": search,
        "week": week,
        "day": day,
        "today": today,
        "before": first - step,
        "after": first + step,
        "reasons": _reasons(),
        "points": queries.open_points(scope.direction_ids, today=today),
        "staff": queries.officers_of(scope.direction_ids, today=today),
    }
    return render(request, "officer/appointments.html", context)


@require_safe
def of_person(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's appointments, newest first."""
    person = the_person(request, pk)
    context = person_frame(request, person, "appointments") | {
        "lines": queries.appointments_of(person, now=timezone.now()),
        "reasons": _reasons(),
    }
    return render(request, "officer/person_appointments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, person_id: int) -> HttpResponse:
    """Make an appointment with a person."""
    person = the_person(request, person_id)
    form = _appointment_form(request, person)
    if request.method == "POST" and form.is_valid():
        data, (starts_at, ends_at) = form.cleaned_data, form.hours()
        try:
            services.request_appointment(
                candidate=person,
                staff=data["staff"],
                mode=data["mode"],
                service_point=data["service_point"],
                starts_at=starts_at,
                ends_at=ends_at,
                purpose=data["purpose"],
                confirmed=data["confirmed"],
                by=reader(request),
                now=timezone.now(),
            )
        except Forbidden as refusal:
            raise PermissionDenied(str(refusal.message)) from refusal
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Rendez-vous pris."))
            return redirect("person-appointments", pk=person.pk)
    context = {"form": form, "person": person}
    return render(request, "officer/appointment_form.html", context, status=422 if form.errors else 200)


def _appointment_form(request: HttpRequest, person: Candidate) -> AppointmentForm:
    directions, today = frozenset({person.direction_id}), timezone.localdate()
    return AppointmentForm(
        request.POST or None,
        staff=queries.officers_of(directions, today=today),
        points=queries.open_points(directions, today=today),
        initial={
            "staff": reader(request).pk,
            "mode": "service_point",
            "day": today + timedelta(days=1),
            "service_point": queries.usual_point(reader(request), today=today),
        },
    )


def _appointment(request: HttpRequest, pk: int) -> Appointment:
    rows = Appointment.objects.visible_to(request.user).select_related(
        "candidate__identity", "staff", "service_point"
    )
    found: Appointment = get_object_or_404(rows, pk=pk)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def reschedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an appointment to another hour."""
    appointment = _appointment(request, pk)
    form = HourForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        starts_at, ends_at = form.hours()
        try:
            services.reschedule_appointment(
                appointment=appointment,
                starts_at=starts_at,
                ends_at=ends_at,
                by=reader(request),
                now=timezone.now(),
            )
        except Forbidden as refusal:
            raise PermissionDenied(str(refusal.message)) from refusal
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Rendez-vous reporté."))
            return redirect("person-appointments", pk=appointment.candidate_id)
    context = {"form": form, "appointment": appointment, "person": appointment.candidate}
    return render(request, "officer/appointment_reschedule.html", context, status=422 if form.errors else 200)


@require_POST
def act(request: HttpRequest, pk: int, gesture: str) -> HttpResponse:
    """Confirm, hold, note the absence or cancel; back to where the gesture was made."""
    appointment = _appointment(request, pk)
    if gesture not in GESTURE_DONE:
        raise Http404
    try:
        services.act_on_appointment(
            appointment=appointment,
            gesture=gesture,
            reason=request.POST.get("reason", "")[:60].replace("\x00", ""),
            by=reader(request),
            now=timezone.now(),
        )
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, str(GESTURE_DONE[gesture]))
    return redirect(own_path(request, request.POST.get("next", "")) or "appointments")
