"""What can be done about the work in people's hands, as verbs."""

from crm.caseload.services.departures import WorkInHand, close_account_with_work
from crm.caseload.services.handovers import (
    NOTE_LIMIT,
    HandoverRefused,
    answer_handover,
    propose_handover,
    propose_person_handover,
)
from crm.caseload.services.territories import Outcome, Wish, change_territories, follow_passages

__all__ = [
    "NOTE_LIMIT",
    "HandoverRefused",
    "Outcome",
    "Wish",
    "WorkInHand",
    "answer_handover",
    "change_territories",
    "close_account_with_work",
    "follow_passages",
    "propose_handover",
    "propose_person_handover",
]
