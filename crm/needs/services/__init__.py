"""What can be done to a need, as verbs."""

from crm.needs.services.stages import (
    NoPositionLeft,
    ask_for_scores,
    confirm_still_current,
    expire_needs,
    fill_position,
    lock_need,
    move_need,
    rank_needs_of_site,
    release_position,
    set_valid_until,
    start_presenting,
    stop_presenting,
)
from crm.needs.services.undoing import UndoRefused, undo_need_edit
from crm.needs.services.writing import (
    NeedRefused,
    edit_need,
    qualify_need,
    save_draft,
    submit_draft,
    submit_need,
)

__all__ = [
    "NeedRefused",
    "NoPositionLeft",
    "UndoRefused",
    "ask_for_scores",
    "confirm_still_current",
    "edit_need",
    "expire_needs",
    "fill_position",
    "lock_need",
    "move_need",
    "qualify_need",
    "rank_needs_of_site",
    "release_position",
    "save_draft",
    "set_valid_until",
    "start_presenting",
    "stop_presenting",
    "submit_draft",
    "submit_need",
    "undo_need_edit",
]
