"""Reads of the work in people's hands."""

from crm.caseload.queries.hands import answers_awaited, files_led, persons_held
from crm.caseload.queries.loads import Member, age_bands, departed, members

__all__ = ["Member", "age_bands", "answers_awaited", "departed", "files_led", "members", "persons_held"]
