"""Partner organisations and the agreements that fund their work."""

from crm.partners.models.agreements import Agreement, AgreementMove, AgreementQuerySet, AgreementStage
from crm.partners.models.directory import Partner, Programme, StaffReadsQuerySet
from crm.partners.models.terms import Commitment, Deliverable, Payment, Report, Term

__all__ = [
    "Agreement",
    "AgreementMove",
    "AgreementQuerySet",
    "AgreementStage",
    "Commitment",
    "Deliverable",
    "Partner",
    "Payment",
    "Programme",
    "Report",
    "StaffReadsQuerySet",
    "Term",
]
