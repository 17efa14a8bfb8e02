"""People, their profile without identity, their consents, and the registers that the law asks for."""

from crm.candidates.models.consents import Channel, Consent, ConsentKind, ReadEntry, Release
from crm.candidates.models.people import (
    ACTIVE_STAGES,
    Candidate,
    CandidateMove,
    CandidateOfficer,
    CandidateQuerySet,
    Identity,
    PersonStage,
)
from crm.candidates.models.profile import (
    AcceptedMrc,
    AcceptedRegion,
    Authorisation,
    CandidateLanguage,
    CandidateLicence,
    CandidateOccupation,
    CandidateSkill,
    LicenceStage,
    ProfileEdit,
)
from crm.candidates.models.together import TogetherAsked, TogetherAskedQuerySet

__all__ = [
    "ACTIVE_STAGES",
    "AcceptedMrc",
    "AcceptedRegion",
    "Authorisation",
    "Candidate",
    "CandidateLanguage",
    "CandidateLicence",
    "CandidateMove",
    "CandidateOccupation",
    "CandidateOfficer",
    "CandidateQuerySet",
    "CandidateSkill",
    "Channel",
    "Consent",
    "ConsentKind",
    "Identity",
    "LicenceStage",
    "PersonStage",
    "ProfileEdit",
    "ReadEntry",
    "Release",
    "TogetherAsked",
    "TogetherAskedQuerySet",
]
