"""Labour needs, and the forms of needs that are not sent: drafts and templates."""

from crm.needs.models.kept import NeedDraft, NeedTemplate
from crm.needs.models.needs import (
    ACTIVE_STAGES,
    SCORED_STAGES,
    WAITING_STAGES,
    DrivingClass,
    Duration,
    Help,
    LabourNeed,
    NeedQuerySet,
    NeedStage,
    Shift,
)
from crm.needs.models.rows import NeedEdit, NeedMove, NeedSkill

__all__ = [
    "ACTIVE_STAGES",
    "SCORED_STAGES",
    "WAITING_STAGES",
    "DrivingClass",
    "Duration",
    "Help",
    "LabourNeed",
    "NeedDraft",
    "NeedEdit",
    "NeedMove",
    "NeedQuerySet",
    "NeedSkill",
    "NeedStage",
    "NeedTemplate",
    "Shift",
]
