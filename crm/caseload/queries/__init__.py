"""Reads of the work in people's hands."""

from crm.caseload.queries.hands import InHand, files_led, in_hand, persons_held
from crm.caseload.queries.loads import Member, Team, team_of
from crm.caseload.queries.reviews import (
    ToReview,
    decisions_of,
    past_weeks,
    sheet_lines,
    standing,
    to_review,
)
from crm.caseload.queries.staffing import DirectionStaff, RoleStaff, staff_on
from crm.caseload.queries.trend import WeekLoad, trend_of

__all__ = [
    "DirectionStaff",
    "InHand",
    "Member",
    "RoleStaff",
    "Team",
    "ToReview",
    "WeekLoad",
    "decisions_of",
    "files_led",
    "in_hand",
    "past_weeks",
    "persons_held",
    "sheet_lines",
    "staff_on",
    "standing",
    "team_of",
    "to_review",
    "trend_of",
]
