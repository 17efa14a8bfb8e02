"""The kinds of lists that go in and out, by their code."""

from crm.exchange.kinds.base import BAD, DOUBLE, NEW, SAME, UPDATED, Job, Kind, Undone, Viewer, settle
from crm.exchange.kinds.candidates import Candidates
from crm.exchange.kinds.employers import Employers
from crm.exchange.kinds.needs import Needs
from crm.exchange.kinds.of_employer import Contacts, Sites

KINDS: dict[str, Kind] = {
    kind.code: kind for kind in (Employers(), Sites(), Contacts(), Needs(), Candidates())
}

__all__ = ["BAD", "DOUBLE", "KINDS", "NEW", "SAME", "UPDATED", "Job", "Kind", "Undone", "Viewer", "settle"]
