"""What can be done about accounts, as verbs."""

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
    choose_password,
    issue_link,
    make_password_link,
    record_password_change,
)
from crm.accounts.services.postings import PostingContent, PostingRefused, begin_posting, end_posting
from crm.accounts.services.representatives import open_representative, revoke_links
from crm.accounts.services.targets import TARGET_ROLES, TargetContent, TargetRefused, set_target

__all__ = [
    "TARGET_ROLES",
    "AccountRefused",
    "AdministratorExists",
    "ClosingRefused",
    "NewAccount",
    "PasswordRefused",
    "PostingContent",
    "PostingRefused",
    "TargetContent",
    "TargetRefused",
    "add_direction",
    "add_service_point",
    "begin_posting",
    "choose_password",
    "close_account",
    "create_account",
    "create_first_administrator",
    "end_posting",
    "invite_first_administrator",
    "issue_link",
    "make_password_link",
    "open_representative",
    "record_password_change",
    "reopen_account",
    "revoke_links",
    "set_target",
]
