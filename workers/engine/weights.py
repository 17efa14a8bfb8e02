"""Published weights: what each criterion counts for, and what is given when its facts were never asked."""

from __future__ import annotations

from dataclasses import dataclass

from workers.engine.results import WHOLE_SCORE, share_out

CRITERIA = ("skills", "occupation", "experience", "french", "languages", "mobility", "wage", "availability")
#: Criteria that every need asks about: it has an occupation, a place and a date.
ALWAYS_ASKED = frozenset({"occupation", "mobility", "availability"})

#: Above this neutral share, in per-mille, a skill gained at a low level could lower the score.
MOST_NEUTRAL_FOR_SKILLS = 400


class InvalidWeights(ValueError):
    """The weights do not name every criterion once, do not add up, or are out of bounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """One published version of the weights.

    `weights`: (criterion, hundredths of a point), adding up to 10,000. `neutral`: (criterion, per-mille of
    the weight given where the facts are missing), 0–1000. Raises `InvalidWeights`.
    """

    version: str
    weights: tuple[tuple[str, int], ...]
    neutral: tuple[tuple[str, int], ...]

    def __post_init__(self) -> None:
        for rows in (self.weights, self.neutral):
            if sorted(code for code, _ in rows) != sorted(CRITERIA):
                raise InvalidWeights("each criterion is named exactly once")
        if any(value < 0 for _, value in self.weights) or sum(dict(self.weights).values()) != WHOLE_SCORE:
            raise InvalidWeights("weights are positive and add up to 10,000")
        if any(not 0 <= value <= 1000 for _, value in self.neutral):
            raise InvalidWeights("neutral shares are per-mille")
        if dict(self.neutral)["skills"] > MOST_NEUTRAL_FOR_SKILLS:
            raise InvalidWeights("the neutral share of skills is at most 400")
        if not sum(value for code, value in self.weights if code in ALWAYS_ASKED):
            raise InvalidWeights("a criterion that every need asks about has a weight")

    def for_asked(self, asked: frozenset[str]) -> dict[str, int]:
        """The weights for a need that asks about these criteria only; they add up to 10,000.

        What a need does not ask weighs nothing, and its weight goes to the others in proportion (largest
        remainder).
        """
        rows = dict(self.weights)
        codes = [code for code in CRITERIA if code in asked]
        parts = [rows[code] for code in codes]
        return dict(zip(codes, share_out(WHOLE_SCORE, parts), strict=True))


#: The whole profile of the occupation first: people and employers name few of the skills that the work holds, and
#: the profile knows the others (on the development cases of ROME and O*NET, experts' grades are ordered best with
#: the profile at four times the skills named or more). Then the skills named, and how long. French counts only where
#: the need states a level. Mobility outweighs wage and dates, which the employer and the person can still discuss.
#: The neutral shares stay below what a documented, suitable person obtains, so that asking is worth while, and well
#: above nothing, so that nobody sinks for a question that was never put.
DEFAULT_WEIGHTS = Weights(
    version="2026-3",
    weights=(
        ("skills", 1000),
        ("occupation", 4000),
        ("experience", 1500),
        ("french", 1200),
        ("languages", 300),
        ("mobility", 1000),
        ("wage", 500),
        ("availability", 500),
    ),
    neutral=(
        ("skills", 300),
        ("occupation", 300),
        ("experience", 300),
        ("french", 500),
        ("languages", 500),
        ("mobility", 500),
        ("wage", 500),
        ("availability", 500),
    ),
)
