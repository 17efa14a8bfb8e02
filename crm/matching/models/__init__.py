"""Scored pairs, the decisions that people take on them, and what comes out: presentations and placements."""

from crm.matching.models.matches import (
    Decision,
    DecisionKind,
    Match,
    MatchMove,
    MatchStage,
    Rule,
    ScoringRun,
    Verdict,
    WeightSet,
)
from crm.matching.models.outcomes import (
    Answer,
    Path,
    Placement,
    PlacementMove,
    PlacementStage,
    Presentation,
)

__all__ = [
    "Answer",
    "Decision",
    "DecisionKind",
    "Match",
    "MatchMove",
    "MatchStage",
    "Path",
    "Placement",
    "PlacementMove",
    "PlacementStage",
    "Presentation",
    "Rule",
    "ScoringRun",
    "Verdict",
    "WeightSet",
]
