"""Partners and their agreements: entered, drafted, signed, followed to their end."""

from crm.partners.services.agreements import (
    AgreementRefused,
    draft_agreement,
    mark_reports_due,
    move_agreement,
    sign_agreement,
)
from crm.partners.services.directory import PartnerRefused, add_partner
from crm.partners.services.terms import (
    TermRefused,
    await_report,
    commit_amount,
    note_result,
    promise_deliverable,
    put_back_term,
    receive_report,
    record_payment,
    withdraw_term,
)

__all__ = [
    "AgreementRefused",
    "PartnerRefused",
    "TermRefused",
    "add_partner",
    "await_report",
    "commit_amount",
    "draft_agreement",
    "mark_reports_due",
    "move_agreement",
    "note_result",
    "promise_deliverable",
    "put_back_term",
    "receive_report",
    "record_payment",
    "sign_agreement",
    "withdraw_term",
]
