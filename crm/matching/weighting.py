"""What makes weights valid, as the engine wants them: pure, and the same for the form, the service and the preview."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.core.errors import Refusal

#: In the order of the published table; the engine refuses any other set.
CRITERIA = (
    "skills",
    "occupation",
    "experience",
    "french",
    "mobility",
    "wage",
    "availability",
    "languages",
)
#: Every need asks about these: without any weight on them, a need that asks nothing else could not be scored.
ALWAYS_ASKED = ("occupation", "mobility", "availability")
WHOLE = 10_000
WHOLE_SHARE = 1_000
#: Above this, a skill gained at a low level could lower the score (the engine's limit).
MOST_NEUTRAL_FOR_SKILLS = 400


class InvalidWeights(Refusal):
    """Weights that cannot score: `over` is by how many hundredths they miss 100 points, 0 for another reason."""

    default = _("Les poids doivent faire 100 points en tout.")

    def __init__(
        self, message: str | Promise | None = None, *, field: str | None = None, over: int = 0
    ) -> None:
        super().__init__(message, field=field)
        self.over = over


class StartInThePast(Refusal):
    """A version begins today or later: what was scored is not scored again as of another day."""

    default = _("Choisissez aujourd’hui ou un jour à venir.")

    def __init__(self) -> None:
        super().__init__(field="starts_on")


def check_weights(weights: Mapping[str, int], neutral_shares: Mapping[str, int]) -> None:
    """Raise InvalidWeights unless the engine takes them: hundredths adding up to 10,000, thousandths within 0–1000."""
    for rows in (weights, neutral_shares):
        if set(rows) != set(CRITERIA) or any(value < 0 for value in rows.values()):
            raise InvalidWeights
    if any(value > WHOLE_SHARE for value in neutral_shares.values()):
        raise InvalidWeights(_("Une part neutre va de 0 à 100 %."))
    over = sum(weights.values()) - WHOLE
    if over:
        raise InvalidWeights(over=over)
    if neutral_shares["skills"] > MOST_NEUTRAL_FOR_SKILLS:
        raise InvalidWeights(_("La part neutre des compétences va de 0 à 40 %."))
    if not any(weights[code] for code in ALWAYS_ASKED):
        raise InvalidWeights(
            _(
                "Donnez un poids à la profession, à la mobilité ou à la disponibilité : chaque besoin les demande."
            )
        )


def check_start(starts_on: date, *, today: date) -> None:
    """Raise StartInThePast unless the day is today or later."""
    if starts_on < today:
        raise StartInThePast


def version_name(starts_on: date, taken: set[str]) -> str:
    """The day of beginning, and a number when that day already has one; the house's own are named otherwise."""
    name, number = starts_on.isoformat(), 1
    while name in taken:
        number += 1
        name = f"{starts_on.isoformat()}.{number}"
    return name
