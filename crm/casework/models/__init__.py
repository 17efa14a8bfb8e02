"""What was done, what was promised, what was filed."""

from crm.casework.models.acts import (
    QUALIFYING_KINDS,
    Activity,
    FollowUp,
    FollowUpPassing,
    Intervention,
    InterventionKind,
)
from crm.casework.models.documents import Document, DocumentKind, DocumentPart, DocumentScope
from crm.casework.models.renewals import PermitRenewal

__all__ = [
    "QUALIFYING_KINDS",
    "Activity",
    "Document",
    "DocumentKind",
    "DocumentPart",
    "DocumentScope",
    "FollowUp",
    "FollowUpPassing",
    "Intervention",
    "InterventionKind",
    "PermitRenewal",
]
