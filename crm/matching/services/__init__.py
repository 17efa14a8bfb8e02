"""What is written about matches: rankings by the worker, decisions and steps by people."""

from crm.matching.services.asking import NobodyToExplain, ask_for_pair
from crm.matching.services.decisions import NoteMissing, ReasonMissing, restore, set_aside, shortlist
from crm.matching.services.outcomes import (
    AlreadyPlaced,
    accept_offer,
    make_offer,
    record_interview,
    undo_interview,
)
from crm.matching.services.presenting import (
    ConsentMissing,
    answer_presentation,
    present,
    record_presentation_consent,
)
from crm.matching.services.ranking import (
    ScoredPair,
    ScoredRun,
    drop_ranking,
    promise_rankings,
    refresh_person,
    replace_ranking,
    store_pair,
)

__all__ = [
    "AlreadyPlaced",
    "ConsentMissing",
    "NobodyToExplain",
    "NoteMissing",
    "ReasonMissing",
    "ScoredPair",
    "ScoredRun",
    "accept_offer",
    "answer_presentation",
    "ask_for_pair",
    "drop_ranking",
    "make_offer",
    "present",
    "promise_rankings",
    "record_interview",
    "record_presentation_consent",
    "refresh_person",
    "replace_ranking",
    "restore",
    "set_aside",
    "shortlist",
    "store_pair",
    "undo_interview",
]
