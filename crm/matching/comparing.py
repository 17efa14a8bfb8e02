"""Stored matches of one need side by side, and where a change would put a person among the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crm.matching.models import Match, ScoringRun, Verdict
from crm.matching.ranking import Placed
from workers.engine.compare import Comparison, DecidedBy, Decision, compare
from workers.engine.results import ConstraintResult, Criterion, Result, Status
from workers.engine.results import Verdict as EngineVerdict

#: What a comparison is made of, for the pages: they know the engine through here.
__all__ = ["Comparison", "DecidedBy", "Decision", "Others", "Status", "compared", "others_among", "others_of"]


def compared(matches: Sequence[Match]) -> tuple[list[Match], Comparison]:
    """The matches of one need, best first, with what tells them apart. Raises `NotComparable`."""
    found = compare([_result(match) for match in matches])
    return [matches[place] for place in found.order], found


def _result(match: Match) -> Result:
    """What a comparison reads of a stored match: codes, points and outcomes, without the evidence."""
    return Result(
        need=str(match.need_id),
        person=str(match.candidate_id),
        verdict=EngineVerdict(match.verdict),
        score=match.score,
        coverage=match.coverage,
        criteria=tuple(
            Criterion(
                code=row["code"], weight=row["weight"], points=row["points"], documented=row["documented"]
            )
            for row in match.criteria
        ),
        constraints=tuple(
            ConstraintResult(code=row["code"], status=Status(row["status"])) for row in match.constraints
        ),
    )


@dataclass(frozen=True, slots=True)
class Others:
    """Everyone else ranked for the need of one match: those stored, and how many of each verdict were read."""

    stored: dict[str, list[tuple[int, int]]]
    read: dict[str, int]
    tie: int

    def place(self, verdict: str, score: int) -> int | None:
        """Which place the person would have with this verdict and score; None where too few others are stored."""
        ahead = 0
        for better in Verdict.values:
            if better == verdict:
                break
            ahead += self.read[better]
        rows = self.stored.get(verdict, [])
        before = sum(row < (-score, self.tie) for row in rows)
        if before == len(rows) < self.read[verdict]:
            return None
        return ahead + before + 1


def others_of(match: Match) -> Others | None:
    """The others of the match's ranking; None for a match of no ranking. One query."""
    if match.run is None:
        return None
    rows = Match.objects.filter(need_id=match.need_id).exclude(pk=match.pk)
    return _others(match, match.run, rows.values_list("verdict", "score", "tie"))


def others_among(match: Match, places: Iterable[Placed]) -> Others | None:
    """The same from a ranking already read."""
    if match.run is None:
        return None
    return _others(
        match, match.run, ((row.verdict, row.score, row.tie) for row in places if row.pk != match.pk)
    )


def _others(match: Match, run: ScoringRun, rows: Iterable[tuple[str, int, int]]) -> Others:
    stored: dict[str, list[tuple[int, int]]] = {}
    for verdict, score, tie in rows:
        stored.setdefault(verdict, []).append((-score, tie))
    known = Counter({verdict: len(found) for verdict, found in stored.items()})
    counted = {"admissible": run.admissible, "to_verify": run.to_verify, "inadmissible": run.inadmissible}
    read = {
        verdict: max(number - (verdict == match.verdict), known[verdict])
        for verdict, number in counted.items()
    }
    return Others(stored=stored, read=read, tie=match.tie)
