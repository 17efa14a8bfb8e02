"""Reads about persons that return more than rows."""

from crm.candidates.queries.files import (
    HistoryRow,
    PassportLine,
    facts_of,
    history,
    officer_in_charge,
    passport,
)
from crm.candidates.queries.registers import RegisterSearch, read_entries, releases
from crm.candidates.queries.search import PersonSearch, possible_duplicates, search_persons, with_file

__all__ = [
    "HistoryRow",
    "PassportLine",
    "PersonSearch",
    "RegisterSearch",
    "facts_of",
    "history",
    "officer_in_charge",
    "passport",
    "possible_duplicates",
    "read_entries",
    "releases",
    "search_persons",
    "with_file",
]
