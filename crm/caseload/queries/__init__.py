"""Reads of the work in people's hands."""

from crm.caseload.queries.hands import InHand, files_led, in_hand, persons_held
from crm.caseload.queries.loads import Member, Team, team_of

__all__ = [
    "InHand",
    "Member",
    "Team",
    "files_led",
    "in_hand",
    "persons_held",
    "team_of",
]
