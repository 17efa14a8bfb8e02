"""Stages of an agreement: which move leads where."""

from __future__ import annotations

from crm.partners.models import AgreementStage as S

TRANSITIONS: dict[str, tuple[S, ...]] = {
    S.DRAFT: (S.ANALYSIS,),
    S.ANALYSIS: (S.DRAFT, S.SIGNED),
    S.SIGNED: (S.RUNNING,),
    S.RUNNING: (S.REPORT_DUE, S.CLOSED),
    S.REPORT_DUE: (S.REPORT_RECEIVED,),
    S.REPORT_RECEIVED: (S.REPORT_DUE, S.CLOSED, S.RENEWED),
    S.CLOSED: (),
    S.RENEWED: (),
}


def may_move(stage: str, to: str) -> bool:
    """Whether the table holds this move."""
    return to in TRANSITIONS[stage]


def next_moves(stage: str) -> tuple[S, ...]:
    """Moves offered as such; the signature has a form of its own because it carries a date."""
    return tuple(to for to in TRANSITIONS[stage] if to != S.SIGNED)
