"""What can be done about the work in people's hands, as verbs."""

from crm.caseload.services.handovers import (
    NOTE_LIMIT,
    HandoverRefused,
    answer_handover,
    propose_handover,
    propose_person_handover,
)

__all__ = ["NOTE_LIMIT", "HandoverRefused", "answer_handover", "propose_handover", "propose_person_handover"]
