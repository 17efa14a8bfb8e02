"""Reads of plans and appointments: the plan in four strands, the agenda of a day or a week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from crm.accounts.models import Posting, Role, User
from crm.candidates.models import Candidate
from crm.settlement.models import ActionPlan, ActionPlanGoal, Appointment, AppointmentStage, Strand
from crm.settlement.rules import BUSY, TRANSITIONS
from crm.territory.models import ServicePoint


@dataclass(frozen=True, slots=True)
class StrandOfPlan:
    """One strand of a plan with its goals, those still to reach first."""

    code: str
    label: str
    goals: tuple[ActionPlanGoal, ...]

    @property
    def done(self) -> int:
        """How many goals of the strand are finished."""
        return sum(goal.done_on is not None for goal in self.goals)


def strands(plan: ActionPlan) -> list[StrandOfPlan]:
    """The four strands of a plan, empty ones too; its goals are read with those of the others by `plans_of`."""
    goals = sorted(
        plan.goals.all(), key=lambda goal: (goal.done_on is not None, goal.due_on or date.max, goal.pk)
    )
    return [
        StrandOfPlan(code, str(label), tuple(goal for goal in goals if goal.strand == code))
        for code, label in Strand.choices
    ]


def plans_of(candidate: Candidate) -> tuple[ActionPlan | None, list[ActionPlan]]:
    """The person's open plan, and those that are closed, newest first."""
    goals = Prefetch("goals", ActionPlanGoal.objects.select_related("partner"))
    rows = list(candidate.action_plans.select_related("opened_by").prefetch_related(goals))
    return next((row for row in rows if row.closed_on is None), None), [row for row in rows if row.closed_on]


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """An appointment with the gestures that its stage and the hour allow."""

    appointment: Appointment
    gestures: frozenset[str]


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """A day of the agenda."""

    day: date
    lines: tuple[AgendaLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaSearch:
    """What the agenda shows: days both included, one service point, one officer."""

    first: date
    last: date
    service_point: str = ""
    staff: str = ""


def line(appointment: Appointment, *, now: datetime) -> AgendaLine:
    """The appointment with what may be done to it now."""
    begun = appointment.starts_at <= now
    allowed = (
        name
        for name, step in TRANSITIONS.items()
        if appointment.stage in step.sources and (begun or not step.begun)
    )
    return AgendaLine(appointment, frozenset(allowed))


def agenda(user: User, *, search: AgendaSearch, now: datetime) -> list[AgendaDay]:
    """Every day of the period, with the appointments that the user sees, in order of hour."""
    # From the first hour to the last one, so that the index of hours answers.
    begins, ends = (
        timezone.make_aware(datetime.combine(day, time()))
        for day in (search.first, search.last + timedelta(1))
    )
    found: QuerySet[Any] = Appointment.objects.visible_to(user).filter(
        starts_at__gte=begins, starts_at__lt=ends
    )
    if search.service_point:
        found = found.filter(service_point__code=search.service_point)
    if search.staff.isascii() and search.staff.isdigit() and len(search.staff) < 10:
        found = found.filter(staff_id=int(search.staff))
    lines = [line(row, now=now) for row in _with_names(found)]
    days = (search.first + timedelta(days=n) for n in range((search.last - search.first).days + 1))
    return [AgendaDay(day, tuple(_lines_on(lines, day))) for day in days]


def _lines_on(lines: list[AgendaLine], day: date) -> list[AgendaLine]:
    return [row for row in lines if timezone.localdate(row.appointment.starts_at) == day]


def _with_names(found: QuerySet[Any]) -> QuerySet[Any]:
    named = found.select_related("candidate__identity", "staff", "service_point__municipality")
    return named.order_by("starts_at", "id")


def appointments_of(candidate: Candidate, *, now: datetime) -> list[AgendaLine]:
    """The person's appointments, newest first."""
    return [line(row, now=now) for row in _with_names(candidate.appointments.all()).reverse()]


def officers_of(direction_ids: frozenset[int], *, today: date) -> list[User]:
    """Who receives persons in these directions on that day, by name."""
    posted = (
        Posting.objects.on(today).with_role(Role.OFFICER, Role.MANAGER).filter(direction_id__in=direction_ids)
    )
    return list(User.objects.filter(pk__in=posted.values("user_id"), is_active=True))


def open_points(direction_ids: frozenset[int], *, today: date) -> list[ServicePoint]:
    """The service points of these directions that receive persons on that day."""
    points = ServicePoint.objects.on(today).filter(direction_id__in=direction_ids, offers__isnull=False)
    return list(points.select_related("municipality").distinct().order_by("code"))


def usual_point(user: User, *, today: date) -> int | None:
    """The service point where the user is posted on that day, by its key."""
    posted = Posting.objects.on(today).filter(user=user, service_point__isnull=False)
    found: int | None = posted.values_list("service_point_id", flat=True).first()
    return found


def free_hour(staff: User, *, start: datetime, minutes: int) -> datetime | None:
    """The first moment from `start` on, that day before 18:00, when the officer is free for so long, if any."""
    local = timezone.localtime(start)
    closes = max(local.replace(hour=18, minute=0), local + timedelta(minutes=minutes))
    taken = Appointment.objects.filter(staff=staff, stage__in=BUSY, starts_at__lt=closes, ends_at__gt=start)
    at = start
    for begins, ends in taken.order_by("starts_at").values_list("starts_at", "ends_at"):
        if begins - at >= timedelta(minutes=minutes):
            break
        at = max(at, ends)
    return at if at + timedelta(minutes=minutes) <= closes else None


def with_next_meeting(persons: QuerySet[Any], *, now: datetime) -> QuerySet[Any]:
    """Each person with the day of the next appointment, asked for or confirmed."""
    coming = Appointment.objects.filter(
        candidate=OuterRef("pk"),
        stage__in=[AppointmentStage.REQUESTED, AppointmentStage.CONFIRMED],
        starts_at__gte=now,
    )
    first = coming.order_by("starts_at").annotate(day=TruncDate("starts_at")).values("day")[:1]
    return persons.annotate(next_meeting=Subquery(first))
