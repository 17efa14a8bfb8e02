"""The field's common words: the house's own tables, and what official files bring beside them."""

from crm.taxonomy.models.official import (
    EscoConcept,
    EscoLabel,
    EscoLink,
    OccupationRatings,
    OccupationText,
)
from crm.taxonomy.models.words import (
    FrenchLevel,
    Language,
    Licence,
    Occupation,
    OccupationGroup,
    OccupationSkill,
    OccupationTitle,
    PermitKind,
    Reason,
    Sector,
    Skill,
    SkillAlias,
    SpokenLanguage,
    TitleSource,
)

__all__ = [
    "EscoConcept",
    "EscoLabel",
    "EscoLink",
    "FrenchLevel",
    "Language",
    "Licence",
    "Occupation",
    "OccupationGroup",
    "OccupationRatings",
    "OccupationSkill",
    "OccupationText",
    "OccupationTitle",
    "PermitKind",
    "Reason",
    "Sector",
    "Skill",
    "SkillAlias",
    "SpokenLanguage",
    "TitleSource",
]
