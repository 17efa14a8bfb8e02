"""What can be done with a list, as verbs."""

from crm.exchange.services.checking import check_import
from crm.exchange.services.receiving import (
    ImportRefused,
    ask_for_check,
    ask_for_import,
    choose_sheet,
    drop_import,
    receive_file,
    require_kind,
    tell_lines_apart,
)
from crm.exchange.services.undoing import ask_for_undo, forget_old, undo_import
from crm.exchange.services.writing import write_import

__all__ = [
    "ImportRefused",
    "ask_for_check",
    "ask_for_import",
    "ask_for_undo",
    "check_import",
    "choose_sheet",
    "drop_import",
    "forget_old",
    "receive_file",
    "require_kind",
    "tell_lines_apart",
    "undo_import",
    "write_import",
]
