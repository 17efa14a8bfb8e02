"""What can be done about a person, as verbs."""

from crm.candidates.services.consents import (
    ConsentRefused,
    ReleaseRefused,
    journal_read,
    record_consent,
    record_release,
    revoke_consent,
)
from crm.candidates.services.people import (
    IdentityContent,
    OfficerRefused,
    PossibleDuplicate,
    move_candidate,
    register_candidate,
    set_officer,
    update_identity,
)

__all__ = [
    "ConsentRefused",
    "IdentityContent",
    "OfficerRefused",
    "PossibleDuplicate",
    "ReleaseRefused",
    "journal_read",
    "move_candidate",
    "record_consent",
    "record_release",
    "register_candidate",
    "revoke_consent",
    "set_officer",
    "update_identity",
]
