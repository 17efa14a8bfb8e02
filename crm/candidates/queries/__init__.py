"""Reads about persons that return more than rows."""

from crm.candidates.queries.files import (
    HistoryRow,
    PassportLine,
    history,
    last_profile_edits,
    officer_in_charge,
    passport,
)
from crm.candidates.queries.profiles import (
    Profile,
    facts_of,
    in_charge_of,
    profile_of,
    with_head,
    with_profile,
)
from crm.candidates.queries.registers import RegisterSearch, read_entries, releases
from crm.candidates.queries.search import PersonSearch, possible_duplicates, search_persons, with_file

__all__ = [
    "HistoryRow",
    "PassportLine",
    "PersonSearch",
    "Profile",
    "RegisterSearch",
    "facts_of",
    "history",
    "in_charge_of",
    "last_profile_edits",
    "officer_in_charge",
    "passport",
    "possible_duplicates",
    "profile_of",
    "read_entries",
    "releases",
    "search_persons",
    "with_file",
    "with_head",
    "with_profile",
]
