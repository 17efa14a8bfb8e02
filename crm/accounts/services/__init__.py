"""What can be done about accounts, as verbs."""

from crm.accounts.services.bulk import BULK_LIMIT, KeyTaken, Made, Outcome, run_on_each, try_on_each, undo_run
from crm.accounts.services.carrying import Destination, carry_posting
from crm.accounts.services.closing import ClosingRefused, close_account, reopen_account
from crm.accounts.services.opening import (
    AccountRefused,
    AdministratorExists,
    NewAccount,
    add_direction,
    add_service_point,
    create_account,
    create_first_administrator,
    invite_first_administrator,
)
from crm.accounts.services.passwords import (
    PasswordRefused,
    choose_first_password,
    choose_password,
    issue_link,
    make_password_link,
    record_password_change,
)
from crm.accounts.services.postings import PostingContent, PostingRefused, begin_posting, end_posting
from crm.accounts.services.representatives import open_representative, revoke_links
from crm.accounts.services.saved_views import (
    ViewContent,
    ViewRefused,
    change_view,
    choose_columns,
    choose_view_columns,
    delete_view,
    keep_view,
    may_change_view,
    open_with,
    restore_view,
)
from crm.accounts.services.targets import TARGET_ROLES, TargetContent, TargetRefused, set_target

__all__ = [
    "BULK_LIMIT",
    "TARGET_ROLES",
    "AccountRefused",
    "AdministratorExists",
    "ClosingRefused",
    "Destination",
    "KeyTaken",
    "Made",
    "NewAccount",
    "Outcome",
    "PasswordRefused",
    "PostingContent",
    "PostingRefused",
    "TargetContent",
    "TargetRefused",
    "ViewContent",
    "ViewRefused",
    "add_direction",
    "add_service_point",
    "begin_posting",
    "carry_posting",
    "change_view",
    "choose_columns",
    "choose_first_password",
    "choose_password",
    "choose_view_columns",
    "close_account",
    "create_account",
    "create_first_administrator",
    "delete_view",
    "end_posting",
    "invite_first_administrator",
    "issue_link",
    "keep_view",
    "make_password_link",
    "may_change_view",
    "open_representative",
    "open_with",
    "record_password_change",
    "reopen_account",
    "restore_view",
    "revoke_links",
    "run_on_each",
    "set_target",
    "try_on_each",
    "undo_run",
]
