"""What is written about matches: rankings by the worker, decisions and steps by people."""

from crm.matching.services.asking import NobodyToExplain, ask_for_pair
from crm.matching.services.decisions import NoteMissing, ReasonMissing, restore, set_aside, shortlist
from crm.matching.services.naming import NothingToAsk, decline_identity, share_identity
from crm.matching.services.outcomes import (
    AlreadyPlaced,
    IdentityMissing,
    accept_offer,
    make_offer,
    record_interview,
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
from crm.matching.services.undoing import undo_hire, undo_interview, withdraw_presentation

__all__ = [
    "AlreadyPlaced",
    "ConsentMissing",
    "IdentityMissing",
    "NobodyToExplain",
    "NoteMissing",
    "NothingToAsk",
    "ReasonMissing",
    "ScoredPair",
    "ScoredRun",
    "accept_offer",
    "answer_presentation",
    "ask_for_pair",
    "decline_identity",
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
    "share_identity",
    "shortlist",
    "store_pair",
    "undo_hire",
    "undo_interview",
    "withdraw_presentation",
]
