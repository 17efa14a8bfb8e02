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
    make_password_link,
    record_password_change,
)
from crm.accounts.services.postings import PostingContent, PostingRefused, begin_posting, end_posting

__all__ = [
    "AccountRefused",
    "AdministratorExists",
    "ClosingRefused",
    "NewAccount",
    "PasswordRefused",
    "PostingContent",
    "PostingRefused",
    "add_direction",
    "add_service_point",
    "begin_posting",
    "choose_password",
    "close_account",
    "create_account",
    "create_first_administrator",
    "end_posting",
    "invite_first_administrator",
    "make_password_link",
    "record_password_change",
    "reopen_account",
]
