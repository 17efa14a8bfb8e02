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
)
from crm.matching.models.outcomes import (
    Answer,
    Path,
    Placement,
    PlacementMove,
    PlacementStage,
    Presentation,
)
from crm.matching.models.plans import (
    MatchingPlan,
    MatchingPlanQuerySet,
    PairKind,
    PlanNeed,
    PlanPair,
    PlanPairQuerySet,
    PlanState,
)
from crm.matching.models.weights import WeightPreview, WeightSet

__all__ = [
    "Answer",
    "Decision",
    "DecisionKind",
    "Match",
    "MatchMove",
    "MatchStage",
    "MatchingPlan",
    "MatchingPlanQuerySet",
    "PairKind",
    "Path",
    "Placement",
    "PlacementMove",
    "PlacementStage",
    "PlanNeed",
    "PlanPair",
    "PlanPairQuerySet",
    "PlanState",
    "Presentation",
    "Rule",
    "ScoringRun",
    "Verdict",
    "WeightPreview",
    "WeightSet",
]
