"""What can be done about the work in people's hands, as verbs."""

from crm.caseload.services.absences import AbsenceContent, AbsenceRefused, record_absence, remove_absence
from crm.caseload.services.departures import WorkInHand, close_account_with_work
from crm.caseload.services.handovers import (
    NOTE_LIMIT,
    HandoverRefused,
    answer_handover,
    propose_handover,
    propose_person_handover,
)
from crm.caseload.services.reviews import REVIEW_NOTE_LIMIT, Line, ReviewRefused, record_decisions
from crm.caseload.services.territories import Outcome, Wish, change_territories, follow_passages

__all__ = [
    "NOTE_LIMIT",
    "REVIEW_NOTE_LIMIT",
    "AbsenceContent",
    "AbsenceRefused",
    "HandoverRefused",
    "Line",
    "Outcome",
    "ReviewRefused",
    "Wish",
    "WorkInHand",
    "answer_handover",
    "change_territories",
    "close_account_with_work",
    "follow_passages",
    "propose_handover",
    "propose_person_handover",
    "record_absence",
    "record_decisions",
    "remove_absence",
]
