"""Reads of matches: what is worth a look, what is under way, a person's best needs, who is proposed elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery

from crm.accounts.models import User
from crm.accounts.policy import Permission, scope_of
from crm.candidates.models import CandidateOccupation, CandidateOfficer
from crm.core.models import OutboxMessage
from crm.matching.models import Match, MatchStage, OfficerRequest, Presentation, Rule
from crm.taxonomy.models import Reason

#: The one answer of the list that is a yes.
WANTS_INTERVIEW = "answer-interview"
#: Stages in which someone else is already speaking of the person.
UNDER_WAY = (
    MatchStage.SHORTLISTED,
    MatchStage.CONSENTED,
    MatchStage.PRESENTED,
    MatchStage.MUTUAL_INTEREST,
    MatchStage.INTERVIEW,
    MatchStage.OFFER,
)


def pair_key(need_id: int, candidate_id: int) -> str:
    """The name under which the explanation of a pair is promised."""
    return f"score-pair-{need_id}-{candidate_id}"


def is_awaited(need_id: int, candidate_id: int) -> bool:
    """Whether somebody asked for this pair and the worker has not answered yet."""
    return OutboxMessage.objects.pending().filter(key=pair_key(need_id, candidate_id)).exists()


def with_profile(matches: QuerySet[Match]) -> QuerySet[Match]:
    """With what a row shows of the person: their main occupation, the region of residence as a label, and at which
    stages somebody is speaking of them for other needs; `accord`: None unless their own direction was asked.
    """
    held = CandidateOccupation.objects.filter(candidate=OuterRef("candidate_id")).order_by("-months", "id")
    elsewhere = Match.objects.filter(candidate=OuterRef("candidate_id"), stage__in=UNDER_WAY)
    rows: QuerySet[Any] = matches.select_related("candidate", "run", "presentation_consent")
    return rows.annotate(
        home_region=F("candidate__residence__mrc__region_id"),
        main_occupation=Subquery(held.values("occupation_id")[:1]),
        elsewhere=ArraySubquery(
            elsewhere.exclude(need=OuterRef("need_id")).order_by("-updated_at").values("stage")
        ),
        accord=Subquery(
            OfficerRequest.objects.filter(match=OuterRef("pk"), closed_at=None).values("answer")[:1]
        ),
    )


def last_move(match: Match) -> int:
    """The number of the newest move of a match; 0 before the first."""
    newest = match.moves.order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0


def reasons_to_decline() -> QuerySet[Reason]:
    """The coded reasons with which an employer says no to a profile."""
    return Reason.objects.filter(context=Reason.Context.ANSWER, shareable=True).exclude(code=WANTS_INTERVIEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCount:
    """How many profiles were shown for a need, how many wait for an answer, and the first day that one is due."""

    all: int
    waiting: int
    due_on: date | None


def profiles_by_need(shown: QuerySet[Presentation]) -> dict[int, ShownCount]:
    """The count of these profiles for each need: what may be said to whoever may not read them yet."""
    waits = Q(answered_at=None, closed_at=None)
    rows = shown.order_by().values("match__need_id")
    counted = rows.annotate(
        whole=Count("pk"), waiting=Count("pk", filter=waits), first=Min("due_on", filter=waits)
    )
    return {
        row["match__need_id"]: ShownCount(all=row["whole"], waiting=row["waiting"], due_on=row["first"])
        for row in counted
    }


def rules_in_force(day: date) -> tuple[Rule, ...]:
    """The rule values published for a day."""
    return tuple(Rule.objects.on(day))


def requests_waiting(user: User, *, today: date) -> QuerySet[OfficerRequest]:
    """What advisors of other directions ask about the persons whom one accompanies, oldest first."""
    mine = OfficerRequest.objects.waiting(today).answerable_by(user)
    if not scope_of(user).may(Permission.WORK_FILES):
        charged = CandidateOfficer.objects.on(today).filter(candidate=OuterRef("match__candidate_id"))
        mine = mine.filter(Exists(charged.filter(user=user)) | ~Exists(charged))
    rows: QuerySet[OfficerRequest] = mine.select_related(
        "asked_by",
        "match__candidate",
        "match__need__file__employer",
        "match__need__file__direction",
        "match__need__site__municipality",
        "match__need__occupation",
    )
    return rows.order_by("asked_at", "id")
