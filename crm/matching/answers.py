"""Reads: what employers answered lately, and what comes next for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery

from crm.accounts.models import User
from crm.candidates.models import CandidateOfficer
from crm.matching.models import Answer, MatchMove, MatchStage, Presentation
from crm.matching.rules import NOT_NAMED

#: For how long a no stays in the day's list; a yes stays until the interview.
TOLD_FOR = timedelta(days=7)


class Next(StrEnum):
    """What comes after an answer."""

    ASK_IDENTITY = "ask_identity"
    INTERVIEW = "interview"
    DECLINED = "declined"
    NOT_NAMED = "not_named"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answered presentation, what comes next, and the officer in charge of the person."""

    presentation: Presentation
    next: Next
    officer: User | None


def answers(shown: QuerySet[Presentation], *, today: date, now: datetime) -> list[Answered]:
    """Those of `shown` whose answer still asks something of somebody, or was a no of the last days; newest first."""
    last = (
        MatchMove.objects.filter(match=OuterRef("match"), to_stage=MatchStage.SET_ASIDE)
        .order_by("-at", "-id")
        .values("reason")[:1]
    )
    lately = Q(match__moves__to_stage=MatchStage.SET_ASIDE, match__moves__at__gte=now - TOLD_FOR)
    aside = (
        lately
        & Q(match__stage=MatchStage.SET_ASIDE)
        & (Q(answer=Answer.NOT_INTERESTED) | Q(last_reason=NOT_NAMED))
    )
    rows = (
        shown.exclude(answer="")
        .filter(undone_at=None)
        .annotate(last_reason=Subquery(last, output_field=CharField()))
        .filter(Q(match__stage=MatchStage.MUTUAL_INTEREST, answer=Answer.INTERESTED) | aside)
    )
    found = list(
        Presentation.objects.filter(pk__in=rows.values("pk"))
        .select_related(
            "match__candidate",
            "match__need__file__employer",
            "match__need__site__municipality",
            "match__need__occupation",
            "answer_reason",
            "identity_release__consent",
        )
        .order_by("-answered_at", "-id")
    )
    charges = CandidateOfficer.objects.on(today).filter(
        candidate_id__in={row.match.candidate_id for row in found}
    )
    officers = {row.candidate_id: row.user for row in charges.select_related("user")}
    return [
        Answered(presentation=row, next=_next(row), officer=officers.get(row.match.candidate_id))
        for row in found
    ]


def _next(row: Presentation) -> Next:
    if row.answer == Answer.NOT_INTERESTED:
        return Next.DECLINED
    if row.match.stage == MatchStage.SET_ASIDE:
        return Next.NOT_NAMED
    return Next.INTERVIEW if row.identity else Next.ASK_IDENTITY
