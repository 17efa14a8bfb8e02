"""Scored pairs, what people decide on them, what comes out: presentations, placements; plans of many at once."""

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
from crm.matching.models.near import KeptOut
from crm.matching.models.outcomes import (
    Answer,
    Path,
    Placement,
    PlacementMove,
    PlacementStage,
    Presentation,
)
from crm.matching.models.path_steps import Actor, PathStep, PathStepEdit
from crm.matching.models.plans import (
    MatchingPlan,
    MatchingPlanQuerySet,
    PairKind,
    PlanNeed,
    PlanPair,
    PlanPairQuerySet,
    PlanState,
)
from crm.matching.models.requests import OfficerRequest, OfficerRequestQuerySet, RequestAnswer
from crm.matching.models.snapshots import Snapshot
from crm.matching.models.weights import WeightPreview, WeightSet

__all__ = [
    "Actor",
    "Answer",
    "Decision",
    "DecisionKind",
    "KeptOut",
    "Match",
    "MatchMove",
    "MatchStage",
    "MatchingPlan",
    "MatchingPlanQuerySet",
    "OfficerRequest",
    "OfficerRequestQuerySet",
    "PairKind",
    "Path",
    "PathStep",
    "PathStepEdit",
    "Placement",
    "PlacementMove",
    "PlacementStage",
    "PlanNeed",
    "PlanPair",
    "PlanPairQuerySet",
    "PlanState",
    "Presentation",
    "RequestAnswer",
    "Rule",
    "ScoringRun",
    "Snapshot",
    "Verdict",
    "WeightPreview",
    "WeightSet",
]
