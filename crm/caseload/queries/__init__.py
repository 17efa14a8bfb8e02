"""Reads of the work in people's hands."""

from crm.caseload.queries.hands import InHand, files_led, in_hand, persons_held
from crm.caseload.queries.loads import Held, Member, age_bands, departed, held_by_all, members

__all__ = [
    "Held",
    "InHand",
    "Member",
    "age_bands",
    "departed",
    "files_led",
    "held_by_all",
    "in_hand",
    "members",
    "persons_held",
]
