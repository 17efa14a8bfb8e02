"""What happened to a match, newest first: its stages, and the moment the employer was given a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from crm.accounts.models import User
from crm.matching.models import Match, OfficerRequest, Presentation, RequestAnswer
from crm.taxonomy.models import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One line of the history; `undone` no longer counts."""

    label: str
    at: datetime
    by: User | None
    undone: bool = False
    reason: Reason | None = None
    note: str = ""


def history_of(
    match: Match, presentations: Iterable[Presentation], requests: Iterable[OfficerRequest]
) -> list[Moment]:
    """The moments of a match; the presentations come with their `identity_release` and who gave the name."""
    moves = list(match.moves.select_related("by").order_by("-at", "-id"))
    reasons = Reason.objects.in_bulk({move.reason for move in moves if move.reason})
    stages = [
        Moment(
            label=move.stage_label,
            at=move.at,
            by=move.by,
            undone=move.undone_at is not None,
            reason=reasons.get(move.reason),
            note=move.note,
        )
        for move in moves
    ]
    named = [
        Moment(label=_("Nom et coordonnées donnés à l’entreprise"), at=given.at, by=given.by)
        for given in (row.identity_release for row in presentations)
        if given is not None
    ]
    # Stable: what happened at one moment keeps its order, a name given after the stages that led to it.
    return sorted([*named, *_asked(requests), *stages], key=lambda moment: moment.at, reverse=True)


def _asked(requests: Iterable[OfficerRequest]) -> Iterator[Moment]:
    """What was asked of the person's own direction, and its accord; a refusal shows as the stage that it leads to."""
    for row in requests:
        yield Moment(
            label=_("Accord demandé à la direction de la personne"), at=row.asked_at, by=row.asked_by
        )
        if row.answer == RequestAnswer.ACCEPTED and row.answered_at:
            label = _("Accord de la direction de la personne")
            yield Moment(label=label, at=row.answered_at, by=row.answered_by, note=row.note)
