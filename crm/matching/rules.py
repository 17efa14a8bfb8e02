"""The stages of a match and of a placement as tables, and the closed list of the de-identified profile."""

from __future__ import annotations

from datetime import timedelta

from crm.core.errors import TransitionRefused
from crm.matching.models import MatchStage

S = MatchStage
#: (from, to): the moves that exist. A pair may be set aside at any step before the hire, and put back.
FORWARD = (
    (S.PROPOSED, S.SHORTLISTED),
    (S.SHORTLISTED, S.CONSENTED),
    (S.CONSENTED, S.PRESENTED),
    (S.PRESENTED, S.MUTUAL_INTEREST),
    (S.MUTUAL_INTEREST, S.INTERVIEW),
    (S.INTERVIEW, S.OFFER),
    (S.OFFER, S.ACCEPTED),
)
TRANSITIONS: frozenset[tuple[str, str]] = frozenset(
    [
        *FORWARD,
        *((stage, S.SET_ASIDE) for stage, _next in FORWARD),
        (S.SET_ASIDE, S.PROPOSED),
        (S.SHORTLISTED, S.PROPOSED),
        # A consent that was taken back or ran out is given anew.
        (S.CONSENTED, S.CONSENTED),
    ]
)
#: What is taken back, a hire, an interview or a presentation: from the stage in which it stands, to the stage before
#: it, and the stages whose rows no longer count.
TAKEN_BACK: dict[str, tuple[str, frozenset[str]]] = {
    S.ACCEPTED: (S.OFFER, frozenset({S.ACCEPTED})),
    S.INTERVIEW: (S.MUTUAL_INTEREST, frozenset({S.INTERVIEW})),
    S.PRESENTED: (S.CONSENTED, frozenset({S.PRESENTED})),
    S.MUTUAL_INTEREST: (S.CONSENTED, frozenset({S.PRESENTED, S.MUTUAL_INTEREST})),
}
#: Stages between the employer's yes and the hire: the person may be named to the employer, who then meets them.
TO_BE_NAMED = frozenset({S.MUTUAL_INTEREST, S.INTERVIEW, S.OFFER})
#: The coded reason of a person who does not wish to be named to the employer.
NOT_NAMED = "match-no-identity"
#: Years of experience are shown to employers in bands only: (upper bound in months, code).
EXPERIENCE_BANDS = ((24, "0-1"), (60, "2-4"), (120, "5-9"))
LONGEST_BAND = "10+"
#: How many of each verdict are stored of a ranking; any other pair is scored again when asked.
KEPT = 50
#: For how long a consent to show or to name a person stands, and how old one may be when it is written down.
CONSENT_LASTS = timedelta(days=180)
#: Days that an employer has to answer a presentation.
ANSWER_DAYS = 10


def check_move(before: str, after: str) -> None:
    """Raise TransitionRefused unless the table holds the move."""
    if (before, after) not in TRANSITIONS:
        raise TransitionRefused


def experience_band(months: int) -> str:
    """0–1, 2–4, 5–9 or 10+ years, as an employer reads it."""
    return next((code for limit, code in EXPERIENCE_BANDS if months < limit), LONGEST_BAND)
