"""What is in one person's hands on a day: files led, persons accompanied, handovers that wait for an answer."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery

from crm.accounts.models import User
from crm.candidates.models import Candidate, CandidateOfficer, PersonStage
from crm.caseload.models import Handover
from crm.employers.models import EmployerFile
from crm.needs.models import ACTIVE_STAGES as ACTIVE_NEEDS


def answers_awaited(user: User) -> int:
    """How many handovers wait for this person's answer."""
    return Handover.objects.waiting().filter(receiver=user).count()


def files_led(user: User, direction_ids: frozenset[int], day: date) -> QuerySet[EmployerFile]:
    """The open files that a person leads on a day, oldest contact first: last contact, next follow-up, active needs."""
    waiting = Handover.objects.waiting().filter(file=OuterRef("pk"))
    return (
        EmployerFile.objects.open()
        .led_by(user, day)
        .filter(direction_id__in=direction_ids)
        .select_related("employer")
        .annotate(
            last_contact=Max("interventions__occurred_on", filter=Q(interventions__undone_at=None)),
            next_follow_up=Min("follow_ups__due_on", filter=Q(follow_ups__done_at=None)),
            active_needs=Count("needs", filter=Q(needs__stage__in=ACTIVE_NEEDS), distinct=True),
            waiting_handover=Subquery(waiting.values("receiver__name")[:1]),
        )
        .order_by(F("last_contact").asc(nulls_first=True), "employer__folded_name", "pk")
    )


def persons_held(user: User, direction_ids: frozenset[int], day: date) -> QuerySet[Candidate]:
    """The persons whom someone accompanies on a day, longest registered first: next follow-up, open plans."""
    waiting = Handover.objects.waiting().filter(candidate=OuterRef("pk"))
    charge = CandidateOfficer.objects.on(day).filter(candidate=OuterRef("pk"), user=user)
    return (
        Candidate.objects.filter(Exists(charge), direction_id__in=direction_ids)
        .exclude(stage=PersonStage.CLOSED)
        .select_related("residence")
        .annotate(
            next_follow_up=Min("follow_ups__due_on", filter=Q(follow_ups__done_at=None)),
            open_plans=Count("action_plans", filter=Q(action_plans__closed_on=None), distinct=True),
            waiting_handover=Subquery(waiting.values("receiver__name")[:1]),
        )
        .order_by("registered_on", "pk")
    )
