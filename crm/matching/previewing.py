"""What a draft of the weights would change, in figures that name no person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

#: How many places at the top of a ranking are compared, and how many needs are read at most.
FIRST = 5
MOST_NEEDS = 200
#: How many of the needs that change most are listed.
LISTED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Changes in hundredths of a point: half of the pairs change by `median` or less; the greatest rise and fall."""

    median: int
    rise: int
    fall: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionSpread(Spread):
    """The changes of one line of the score."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedChange:
    """The first places of one need: for each after, the place before; for each who leaves, both places."""

    need_id: int
    entering: int
    places: tuple[int, ...]
    leaving: tuple[tuple[int, int], ...]

    @property
    def missing(self) -> range:
        """The first places that nobody holds."""
        return range(len(self.places), FIRST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What changes between two versions over some needs.

    `ranked`: needs that people are ranked for; `needs`: those compared; `persons`: who was scored for each; `pairs`:
    the pairs not inadmissible, whose scores `scores` spreads; `criteria`: the lines of the pairs in the first places
    before or after. `changed`: needs whose first places are held by others or in another order; `replaced`: those
    where somebody enters; `entering`: how many enter in all, and as many leave. `verdicts`: verdicts that differ.
    """

    ranked: int
    needs: int
    persons: int
    pairs: int
    verdicts: int
    changed: int
    replaced: int
    entering: int
    scores: Spread
    criteria: tuple[CriterionSpread, ...]
    most: tuple[NeedChange, ...]


def preview_key(weights_id: int) -> str:
    """The name under which the preview of a draft is promised."""
    return f"preview-weights-{weights_id}"


def plain(figures: Figures) -> dict[str, Any]:
    """The figures as JSON keeps them."""
    return asdict(figures)


def figures_of(kept: Mapping[str, Any]) -> Figures:
    """The figures as they were before they were kept."""
    return Figures(
        **{
            **kept,
            "scores": Spread(**kept["scores"]),
            "criteria": tuple(CriterionSpread(**row) for row in kept["criteria"]),
            "most": tuple(
                NeedChange(
                    **{
                        **row,
                        "places": tuple(row["places"]),
                        "leaving": tuple((before, after) for before, after in row["leaving"]),
                    }
                )
                for row in kept["most"]
            ),
        }
    )
