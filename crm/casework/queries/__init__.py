"""Reads of the work done."""

from crm.casework.queries.acts import PERMITS_AHEAD, QUIET_AFTER, follow_ups_due, quiet_files, quiet_since
from crm.casework.queries.heads import Beside, Head, beside_of, head_of, with_beside, with_head
from crm.casework.queries.timeline import WORDED, Event, by, event_of, of_need, sources_of, undone_when

__all__ = [
    "PERMITS_AHEAD",
    "QUIET_AFTER",
    "WORDED",
    "Beside",
    "Event",
    "Head",
    "beside_of",
    "by",
    "event_of",
    "follow_ups_due",
    "head_of",
    "of_need",
    "quiet_files",
    "quiet_since",
    "sources_of",
    "undone_when",
    "with_beside",
    "with_head",
]
