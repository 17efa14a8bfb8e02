"""What can be done with acts, promises and documents, as verbs."""

from crm.casework.services.activities import (
    ActivityContent,
    ActivityRefused,
    correct_activity,
    record_activity,
    undo_activity,
)
from crm.casework.services.acts import (
    ALREADY_DONE,
    FollowUpRefused,
    InterventionRefused,
    add_follow_up,
    complete_follow_up,
    log_intervention,
    pass_follow_up,
    pass_follow_ups,
    put_back_follow_up,
    reopen_follow_up,
    reschedule_follow_up,
    undo_intervention,
)
from crm.casework.services.documents import (
    DocumentContent,
    add_document,
    pieces_of,
    purge_documents,
    remove_document,
    restore_document,
)
from crm.casework.services.renewals import (
    StaffContent,
    end_foreign_staff,
    plan_renewals,
    resume_foreign_staff,
    save_foreign_staff,
)

__all__ = [
    "ALREADY_DONE",
    "ActivityContent",
    "ActivityRefused",
    "DocumentContent",
    "FollowUpRefused",
    "InterventionRefused",
    "StaffContent",
    "add_document",
    "add_follow_up",
    "complete_follow_up",
    "correct_activity",
    "end_foreign_staff",
    "log_intervention",
    "pass_follow_up",
    "pass_follow_ups",
    "pieces_of",
    "plan_renewals",
    "purge_documents",
    "put_back_follow_up",
    "record_activity",
    "remove_document",
    "reopen_follow_up",
    "reschedule_follow_up",
    "restore_document",
    "resume_foreign_staff",
    "save_foreign_staff",
    "undo_activity",
    "undo_intervention",
]
