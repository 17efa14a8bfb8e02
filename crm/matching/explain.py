"""A stored match as what the page shows: lines that add up in tenths of a point, with their evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm.matching.models import Match
from workers.engine.results import UNDOCUMENTED, Criterion, shown_tenths, shown_weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One criterion: weight and points in hundredths, both as shown in tenths, evidence as codes and numbers."""

    code: str
    weight: int
    points: int
    tenths: int
    weight_tenths: int
    documented: int
    found: tuple[Mapping[str, Any], ...]
    not_found: tuple[Mapping[str, Any], ...]
    missing: tuple[Mapping[str, Any], ...]

    @property
    def is_undocumented(self) -> bool:
        """The line that gathers the neutral shares of what was never asked."""
        return self.code == UNDOCUMENTED

    @property
    def hundredths_shown(self) -> int:
        """The points as shown, again in hundredths for the formatting filters."""
        return self.tenths * 10

    @property
    def weight_shown(self) -> int:
        """The weight as shown, in hundredths; never under the points as shown."""
        return self.weight_tenths * 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A match explained: the score shown, its lines, each condition with its outcome, what would change it."""

    shown: int
    lines: tuple[Line, ...]
    met: tuple[Mapping[str, Any], ...]
    missing: tuple[Mapping[str, Any], ...]
    blocked: tuple[Mapping[str, Any], ...]
    changes: tuple[Mapping[str, Any], ...]


def explained(match: Match) -> Explanation:
    """The explanation of a match from its stored codes and numbers; the tenths shown add up to the score shown."""
    criteria = [
        Criterion(code=row["code"], weight=row["weight"], points=row["points"], documented=row["documented"])
        for row in match.criteria
    ]
    total, tenths = shown_tenths(criteria, match.score)
    weights = shown_weights(criteria, tenths)
    lines = tuple(
        Line(
            code=row["code"],
            weight=row["weight"],
            points=row["points"],
            tenths=shown,
            weight_tenths=weight,
            documented=row["documented"],
            found=tuple(row["found"]),
            not_found=tuple(row["not_found"]),
            missing=tuple(row["missing"]),
        )
        for row, shown, weight in zip(match.criteria, tenths, weights, strict=True)
    )
    by_status = {
        status: tuple(r for r in match.constraints if r["status"] == status)
        for status in ("ok", "missing", "blocked")
    }
    return Explanation(
        shown=total * 10,
        lines=lines,
        met=by_status["ok"],
        missing=by_status["missing"],
        blocked=by_status["blocked"],
        changes=tuple(match.changes),
    )
