"""Reads of the work in people's hands."""

from crm.caseload.queries.hands import InHand, answers_awaited, files_led, in_hand, persons_held
from crm.caseload.queries.loads import Member, age_bands, departed, members

__all__ = [
    "InHand",
    "Member",
    "age_bands",
    "answers_awaited",
    "departed",
    "files_led",
    "in_hand",
    "members",
    "persons_held",
]
