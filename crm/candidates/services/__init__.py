"""What can be done about a person, as verbs."""

from crm.candidates.services.bulk import register_candidates, score_put_back, write_candidates
from crm.candidates.services.common import require_person
from crm.candidates.services.consents import (
    ConsentRefused,
    ReleaseRefused,
    hold_matching_consents,
    journal_read,
    journal_reads,
    record_consent,
    record_release,
    revoke_consent,
)
from crm.candidates.services.people import (
    IdentityContent,
    OfficerRefused,
    PossibleDuplicate,
    change_officer,
    move_candidate,
    register_candidate,
    set_officer,
    update_identity,
)
from crm.candidates.services.profile import (
    AuthorisationFacts,
    ProfileRefused,
    SkillAnswer,
    rescore_tied,
    save_authorisation,
    save_driving_and_licences,
    save_french,
    save_languages,
    save_occupations,
    save_skills,
)
from crm.candidates.services.stages import NothingToTakeBack, take_back_move, take_back_stage
from crm.candidates.services.together import TogetherRefused, ask_together, no_longer_together
from crm.candidates.services.wishes import confirm_profile, save_conditions, save_mobility

__all__ = [
    "AuthorisationFacts",
    "ConsentRefused",
    "IdentityContent",
    "NothingToTakeBack",
    "OfficerRefused",
    "PossibleDuplicate",
    "ProfileRefused",
    "ReleaseRefused",
    "SkillAnswer",
    "TogetherRefused",
    "ask_together",
    "change_officer",
    "confirm_profile",
    "hold_matching_consents",
    "journal_read",
    "journal_reads",
    "move_candidate",
    "no_longer_together",
    "record_consent",
    "record_release",
    "register_candidate",
    "register_candidates",
    "require_person",
    "rescore_tied",
    "revoke_consent",
    "save_authorisation",
    "save_conditions",
    "save_driving_and_licences",
    "save_french",
    "save_languages",
    "save_mobility",
    "save_occupations",
    "save_skills",
    "score_put_back",
    "set_officer",
    "take_back_move",
    "take_back_stage",
    "update_identity",
    "write_candidates",
]
