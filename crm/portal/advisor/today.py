"""Aujourd’hui: what is due, what is new, what grows old; each role sees its own day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from crm.accounts.models import User
from crm.accounts.policy import Permission, scope_of
from crm.candidates.models import Authorisation, Candidate, CandidateOfficer, PersonStage
from crm.casework.queries import PERMITS_AHEAD, follow_ups_due, quiet_files
from crm.core.among import among
from crm.core.firsts import first_of
from crm.employers.models import EmployerFile
from crm.employers.queries import expiring_staff
from crm.matching.answers import Answered, answers
from crm.matching.models import Match, MatchStage, Presentation, Verdict
from crm.needs.models import ACTIVE_STAGES, LabourNeed
from crm.needs.rules.content import answer_promised
from crm.notices.queries import waiting_for
from crm.portal.advisor.access import require_staff
from crm.portal.advisor.day_requests import asked_of
from crm.portal.advisor.day_words import day_sentence
from crm.portal.reader import reader
from crm.settlement.models import Appointment, AppointmentStage

PERMIT_AHEAD = timedelta(days=90)
NEW_MATCH = timedelta(days=14)
WORTH_A_LOOK = 5000
COMING = timedelta(days=7)
SHOWN = 8
NEEDS_SHOWN = 5


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The reader's day in a sentence, then in rows that act in place."""
    require_staff(request)
    user, now = reader(request), timezone.now()
    day, scope = timezone.localdate(now), scope_of(user)
    promises = follow_ups_due(user, today=day, ahead=COMING)
    late = [row for row in promises if row.due_on < day]
    due = [row for row in promises if row.due_on == day]
    context: dict[str, Any] = {
        "day": day,
        "groups": (late, due, [row for row in promises if row.due_on > day][:SHOWN]),
        "late": len(late),
        "due": len(due),
        "files": scope.may(Permission.WORK_FILES),
        "persons": scope.may(Permission.WORK_PERSONS),
    }
    if scope.may(Permission.WORK_FILES):
        context |= _files(user, day, now)
    context["answers"] = _answers(user, day, now)
    context["handovers"] = waiting_for(user).handovers
    if scope.may(Permission.WORK_PERSONS):
        context |= _persons(user, day) | {"asked": asked_of(user, day)}
    context["sentence"] = day_sentence(
        late=len(late),
        due=len(due),
        needs=context.get("waiting_total", 0),
        matches=len(context.get("matches", ())),
        answers=len(context["answers"]),
        handovers=context["handovers"],
        requests=len(context.get("asked", ())),
        meetings=len(context.get("appointments", ())),
    )
    return render(request, "advisor/today.html", context)


def _files(user: User, day: date, now: datetime) -> dict[str, Any]:
    """Needs to qualify, matches worth a look, employers without news: of the files one leads, all for a manager."""
    own = EmployerFile.objects.visible_to(user)
    if scope_of(user).may(Permission.DECIDE_MATCHES):
        own = own.filter(pk__in=EmployerFile.objects.led_by(user, day).values("pk"))
    waiting = LabourNeed.objects.waiting().filter(file__in=own.values("pk"))
    needs, waiting_total = first_of(
        waiting.order_by("created_at", "pk"),
        NEEDS_SHOWN,
        "file__employer",
        "site__municipality",
        "occupation",
    )
    quiet: list[Any] = []
    quiet_total = 0
    if scope_of(user).may(Permission.DECIDE_MATCHES):
        quiet, quiet_total = first_of(quiet_files(user, today=day), SHOWN, "employer")
    return {
        "waiting": [(need, answer_promised(timezone.localdate(need.created_at))) for need in needs],
        "waiting_total": waiting_total,
        "quiet": quiet,
        "quiet_total": quiet_total,
        "matches": _new_matches(own, now),
        "staff_permits": [
            (row, (row.expires_on - day).days)
            for row in expiring_staff(own, until=day + PERMITS_AHEAD)[:SHOWN]
        ],
        "any_file": own.exists,
    }


def _answers(user: User, day: date, now: datetime) -> list[Answered]:
    """What employers answered: on one's files and presentations, or about the persons whom one accompanies."""
    seen, scope = Presentation.objects.visible_to(user), scope_of(user)
    if not scope.is_staff:
        return []
    if scope.may(Permission.DECIDE_MATCHES):
        led = EmployerFile.objects.led_by(user, day)
        seen = seen.filter(Q(match__need__file__in=led.values("pk")) | Q(presented_by=user))
    elif not scope.may(Permission.WORK_FILES):
        mine = CandidateOfficer.objects.on(day).filter(user=user)
        seen = seen.filter(match__candidate__in=mine.values("candidate_id"))
    return answers(seen, today=day, now=now)


def _new_matches(files: Any, now: datetime) -> list[Match]:
    """The best pair of each active need, ranked lately and touched by nobody."""
    rows = (
        Match.objects.filter(
            need__file__in=files.values("pk"),
            need__stage__in=ACTIVE_STAGES,
            stage=MatchStage.PROPOSED,
            created_at__gte=now - NEW_MATCH,
            score__gte=WORTH_A_LOOK,
        )
        .exclude(verdict=Verdict.INADMISSIBLE)
        .order_by("need_id", "rank", "id")
        .distinct("need_id")
    )
    best = Match.objects.filter(among("pk", rows.values("pk"))).select_related(
        "candidate__residence__mrc__region",
        "need__site__municipality__mrc__region",
        "need__file__employer",
        "need__occupation",
    )
    return list(best.order_by("verdict", "-score", "id")[:5])


def _persons(user: User, day: date) -> dict[str, Any]:
    """Today's appointments, and permits that expire among the persons whom one accompanies."""
    start = timezone.make_aware(datetime.combine(day, time()))
    meetings = Appointment.objects.visible_to(user).filter(
        staff=user,
        starts_at__range=(start, start + timedelta(days=1)),
        stage__in=[AppointmentStage.REQUESTED, AppointmentStage.CONFIRMED, AppointmentStage.HELD],
    )
    mine = CandidateOfficer.objects.on(day).filter(user=user)
    seen = Candidate.objects.visible_to(user).exclude(stage=PersonStage.CLOSED)
    # Whom one accompanies, one sees: the direction is asked of a manager alone.
    of_whom = seen.values("pk") if scope_of(user).may(Permission.WORK_FILES) else mine.values("candidate_id")
    expiring = Authorisation.objects.filter(
        candidate__in=of_whom, may_work_until__range=(day, day + PERMIT_AHEAD)
    ).exclude(candidate__stage=PersonStage.CLOSED)
    permits, permits_total = first_of(
        expiring.order_by("may_work_until", "pk"),
        SHOWN,
        "candidate",
        "kind",
        "tied_employer",
    )
    return {
        "appointments": list(
            meetings.select_related("candidate", "service_point__municipality").order_by("starts_at")
        ),
        "permits": [(row, (row.may_work_until - day).days) for row in permits if row.may_work_until],
        "permits_total": permits_total,
        # Asked by the page of a day with nothing in it alone.
        "any_person": seen.exists,
    }
