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
from crm.matching.services.path_steps import (
    StepContent,
    add_path_step,
    edit_path_step,
    put_back_path_step,
    take_off_path_step,
)
from crm.matching.services.presenting import (
    AccordAwaited,
    ConsentMissing,
    ProfileChanged,
    ProfileUnread,
    answer_presentation,
    present,
    record_presentation_consent,
)
from crm.matching.services.ranking import (
    drop_ranking,
    promise_rankings,
    refresh_person,
    replace_ranking,
    store_pair,
)
from crm.matching.services.remembering import remember_snapshot
from crm.matching.services.requests import RequestOver, accept_request, decline_request
from crm.matching.services.storing import ScoredPair, ScoredRun
from crm.matching.services.undoing import undo_hire, undo_interview, withdraw_presentation
from crm.matching.services.weighting import (
    DraftExists,
    DraftGone,
    WeightContent,
    ask_preview,
    discard_draft,
    publish_draft,
    save_draft,
    store_preview,
    take_back,
)

__all__ = [
    "AccordAwaited",
    "AlreadyPlaced",
    "ConsentMissing",
    "DraftExists",
    "DraftGone",
    "IdentityMissing",
    "NobodyToExplain",
    "NoteMissing",
    "NothingToAsk",
    "ProfileChanged",
    "ProfileUnread",
    "ReasonMissing",
    "RequestOver",
    "ScoredPair",
    "ScoredRun",
    "StepContent",
    "WeightContent",
    "accept_offer",
    "accept_request",
    "add_path_step",
    "answer_presentation",
    "ask_for_pair",
    "ask_preview",
    "decline_identity",
    "decline_request",
    "discard_draft",
    "drop_ranking",
    "edit_path_step",
    "make_offer",
    "present",
    "promise_rankings",
    "publish_draft",
    "put_back_path_step",
    "record_interview",
    "record_presentation_consent",
    "refresh_person",
    "remember_snapshot",
    "replace_ranking",
    "restore",
    "save_draft",
    "set_aside",
    "share_identity",
    "shortlist",
    "store_pair",
    "store_preview",
    "take_back",
    "take_off_path_step",
    "undo_hire",
    "undo_interview",
    "withdraw_presentation",
]
