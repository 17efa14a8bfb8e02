"""Reads of the work done."""

from crm.casework.queries.acts import (
    PERMITS_AHEAD,
    QUIET_AFTER,
    Event,
    follow_ups_due,
    last_contact,
    quiet_files,
    timeline,
)

__all__ = [
    "PERMITS_AHEAD",
    "QUIET_AFTER",
    "Event",
    "follow_ups_due",
    "last_contact",
    "quiet_files",
    "timeline",
]
