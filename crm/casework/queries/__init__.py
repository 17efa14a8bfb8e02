"""Reads of the work done."""

from crm.casework.queries.acts import (
    PERMITS_AHEAD,
    QUIET_AFTER,
    WHOLE,
    Event,
    Window,
    follow_ups_due,
    quiet_files,
    quiet_since,
    timeline,
)
from crm.casework.queries.heads import head_of

__all__ = [
    "PERMITS_AHEAD",
    "QUIET_AFTER",
    "WHOLE",
    "Event",
    "Window",
    "follow_ups_due",
    "head_of",
    "quiet_files",
    "quiet_since",
    "timeline",
]
