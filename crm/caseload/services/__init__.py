"""What can be done about the work in people's hands, as verbs."""

from crm.caseload.services.departures import WorkInHand, close_account_with_work
from crm.caseload.services.handovers import (
    NOTE_LIMIT,
    HandoverRefused,
    answer_handover,
    propose_handover,
    propose_person_handover,
)

__all__ = [
    "NOTE_LIMIT",
    "HandoverRefused",
    "WorkInHand",
    "answer_handover",
    "close_account_with_work",
    "propose_handover",
    "propose_person_handover",
]
