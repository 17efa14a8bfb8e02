"""What is in one person's hands on a day: files led, persons accompanied, handovers that wait for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, QuerySet, Subquery

from crm.accounts.models import User
from crm.candidates.models import Candidate, CandidateOfficer, PersonStage
from crm.caseload.models import Handover
from crm.casework.models import FollowUp
from crm.core.firsts import Counted
from crm.employers.models import EmployerFile, FileStage
from crm.needs.models import ACTIVE_STAGES as ACTIVE_NEEDS
from crm.needs.models import LabourNeed
from crm.settlement.models import ActionPlan


@dataclass(frozen=True, slots=True)
class InHand:
    """What one person holds on a day, wherever it is: files not closed, persons accompanied, follow-ups to do."""

    files: tuple[EmployerFile, ...]
    persons: tuple[Candidate, ...]
    follow_ups: int

    @property
    def must_be_handed_over(self) -> bool:
        """Whether somebody else must take something up when this person leaves."""
        return bool(self.files or self.persons)


def in_hand(user: User, day: date) -> InHand:
    """What a person holds on a day, in every direction."""
    files = EmployerFile.objects.exclude(stage=FileStage.CLOSED).led_by(user, day)
    charges = CandidateOfficer.objects.on(day).filter(user=user).values("candidate_id")
    persons = Candidate.objects.filter(pk__in=charges).exclude(stage=PersonStage.CLOSED)
    return InHand(
        files=tuple(
            files.select_related("employer", "direction").order_by(
                "direction_id", "employer__folded_name", "pk"
            )
        ),
        persons=tuple(persons.select_related("direction").order_by("direction_id", "pk")),
        follow_ups=FollowUp.objects.open().filter(owner=user).count(),
    )


def files_led(
    user: User, direction_ids: frozenset[int], day: date, *, asleep: bool = False
) -> QuerySet[EmployerFile]:
    """The open files that a person leads on a day, oldest contact first: last contact, next follow-up, active needs.

    `asleep` adds those that sleep until their day.
    """
    files = EmployerFile.objects.exclude(stage=FileStage.CLOSED) if asleep else EmployerFile.objects.open()
    here = {"file": OuterRef("pk")}
    waiting = Handover.objects.waiting().filter(**here)
    promises = FollowUp.objects.open().filter(**here).order_by("due_on")
    needs = LabourNeed.objects.filter(**here, stage__in=ACTIVE_NEEDS).order_by()
    # Each looked up by itself: joined, every promise would come once for every need.
    return (
        files.led_by(user, day)
        .filter(direction_id__in=direction_ids)
        .select_related("employer")
        .annotate(
            last_contact=F("last_contact_on"),
            next_follow_up=Subquery(promises.values("due_on")[:1]),
            active_needs=Counted(needs.values("pk")),
            waiting_handover=Subquery(waiting.values("receiver__name")[:1]),
        )
        .order_by(F("last_contact_on").asc(nulls_first=True), "employer__folded_name", "pk")
    )


def persons_held(user: User, direction_ids: frozenset[int], day: date) -> QuerySet[Candidate]:
    """The persons whom someone accompanies on a day, longest registered first: next follow-up, open plans."""
    here = {"candidate": OuterRef("pk")}
    waiting = Handover.objects.waiting().filter(**here)
    promises = FollowUp.objects.open().filter(**here).order_by("due_on")
    plans = ActionPlan.objects.filter(**here, closed_on=None).order_by()
    charges = CandidateOfficer.objects.on(day).filter(user=user)
    return (
        Candidate.objects.filter(pk__in=charges.values("candidate_id"), direction_id__in=direction_ids)
        .exclude(stage=PersonStage.CLOSED)
        .select_related("residence")
        .annotate(
            next_follow_up=Subquery(promises.values("due_on")[:1]),
            open_plans=Counted(plans.values("pk")),
            waiting_handover=Subquery(waiting.values("receiver__name")[:1]),
        )
        .order_by("registered_on", "pk")
    )
