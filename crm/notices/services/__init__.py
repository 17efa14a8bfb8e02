"""What can be done about notices and messages, as verbs."""

from crm.notices.services.acts import (
    answer_by_link,
    confirm_hire,
    opt_out,
    revoke_act_link,
    say_still_current,
)
from crm.notices.services.choosing import ChoiceRefused, choose_channels, mark_all_read, mark_read
from crm.notices.services.codes import (
    CodeRefused,
    NoAddress,
    TooManyCodes,
    ask_code,
    give_code,
    guard_profiles,
)
from crm.notices.services.delivery import deliver, promise_waiting, reveal
from crm.notices.services.digests import mail_at_once, send_digests
from crm.notices.services.events import tell_event
from crm.notices.services.invitations import accept_invitation, invited_member
from crm.notices.services.reminding import remind
from crm.notices.services.texts import TextRefused, check_text, may_write_texts, return_to_house, write_text
from crm.notices.services.watching import watch
from crm.notices.services.writing import (
    WritingRefused,
    end_exception,
    record_exception,
    write_to_contact,
)

__all__ = [
    "ChoiceRefused",
    "CodeRefused",
    "NoAddress",
    "TextRefused",
    "TooManyCodes",
    "WritingRefused",
    "accept_invitation",
    "answer_by_link",
    "ask_code",
    "check_text",
    "choose_channels",
    "confirm_hire",
    "deliver",
    "end_exception",
    "give_code",
    "guard_profiles",
    "invited_member",
    "mail_at_once",
    "mark_all_read",
    "mark_read",
    "may_write_texts",
    "opt_out",
    "promise_waiting",
    "record_exception",
    "remind",
    "return_to_house",
    "reveal",
    "revoke_act_link",
    "say_still_current",
    "send_digests",
    "tell_event",
    "watch",
    "write_text",
    "write_to_contact",
]
