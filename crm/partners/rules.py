"""Stages of an agreement: which move leads where."""

from __future__ import annotations

from datetime import date

from crm.partners.models import AgreementStage as S

#: Bounds of the days of an agreement (published rule DA-1).
EARLIEST = date(2000, 1, 1)
START_YEARS_AHEAD = 5
LONGEST_YEARS = 10

#: Stages before the signature: nothing is paid yet, nothing counts.
UNSIGNED = (S.DRAFT, S.ANALYSIS)

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


def years_after(day: date, years: int) -> date:
    """The same date some years later; 29 February becomes the 28th where the year has none."""
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def starts_in_bounds(day: date, *, today: date) -> bool:
    """Whether an agreement may begin on that day."""
    return EARLIEST <= day <= years_after(today, START_YEARS_AHEAD)


def ends_in_bounds(day: date, *, starts_on: date) -> bool:
    """Whether an agreement that begins on `starts_on` may run until that day."""
    return day < years_after(starts_on, LONGEST_YEARS)


def may_move(stage: str, to: str) -> bool:
    """Whether the table holds this move."""
    return to in TRANSITIONS[stage]


def next_moves(stage: str) -> tuple[S, ...]:
    """Moves offered as such; the signature has a form of its own because it carries a date."""
    return tuple(to for to in TRANSITIONS[stage] if to != S.SIGNED)
