"""One person's file: who is in charge, what the matching lacks, the passport of consents, the history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from crm.accounts.models import User
from crm.candidates.models import (
    Candidate,
    CandidateMove,
    CandidateOfficer,
    Consent,
    PersonStage,
    ProfileEdit,
)
from crm.candidates.rules import NOTICES, Notice
from crm.taxonomy.models import Reason

#: Among how many writings of a section the last one of a field is looked for.
LAST_EDITS = 50
ENDS_SOON = timedelta(days=30)


def officer_in_charge(candidate: Candidate, *, today: date) -> User | None:
    """Who is in charge of the person on that day."""
    row = CandidateOfficer.objects.on(today).filter(candidate=candidate).select_related("user").first()
    return row.user if row else None


def last_profile_edits(candidate: Candidate, section: str, fields: Iterable[str]) -> dict[str, ProfileEdit]:
    """The last writing of each of these fields of a section of the profile."""
    found: dict[str, ProfileEdit] = {}
    wanted = list(fields)
    rows = candidate.profile_edits.filter(section=section).select_related("by").order_by("-id")
    for edit in rows[:LAST_EDITS]:
        for name in wanted:
            if not edit.fields or name in edit.fields:
                found.setdefault(name, edit)
    return found


@dataclass(frozen=True, slots=True)
class PassportLine:
    """A consent as the passport shows it, on a day: in force, ending soon, expired or withdrawn."""

    consent: Consent
    state: str

    @property
    def notice(self) -> Notice:
        """What the consent allows, and what it does not."""
        return NOTICES[self.consent.kind]


def passport(candidate: Candidate, *, today: date) -> list[PassportLine]:
    """Every consent of the person, those in force first."""
    rows = candidate.consents.select_related("employer", "recorded_by", "revoked_by")
    lines = [PassportLine(row, _state(row, today)) for row in rows]
    order = ("in_force", "ending", "expired", "revoked")
    return sorted(lines, key=lambda line: order.index(line.state))


def _state(consent: Consent, today: date) -> str:
    if consent.revoked_at is not None:
        return "revoked"
    if consent.expires_on is None:
        return "in_force"
    if consent.expires_on < today:
        return "expired"
    return "ending" if consent.expires_on - today <= ENDS_SOON else "in_force"


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """Something that happened in a file: a stage, a consent given or withdrawn, an officer, a communication."""

    at: datetime | date
    kind: str
    by: User | None
    words: tuple[str, ...] = ()
    note: str = ""


def history(candidate: Candidate) -> list[HistoryRow]:
    """Everything that happened to the person's file, newest first."""
    rows = [*_moves(candidate), *_consents(candidate), *_officers(candidate), *_releases(candidate)]
    return sorted(rows, key=lambda row: _as_day(row.at), reverse=True)


def _as_day(at: datetime | date) -> tuple[date, time]:
    if not isinstance(at, datetime):
        return at, time.min
    local = timezone.localtime(at)
    return local.date(), local.time()


def _moves(candidate: Candidate) -> Iterable[HistoryRow]:
    rows = list(CandidateMove.objects.filter(candidate=candidate).select_related("by").order_by("-at"))
    labels = {r.code: r.label for r in Reason.objects.filter(pk__in={row.reason for row in rows})}
    stages = dict(PersonStage.choices)
    for row in rows:
        words = (str(stages.get(row.from_stage, "")), str(stages[row.to_stage]), labels.get(row.reason, ""))
        yield HistoryRow(row.at, "move", row.by, words, row.note)


def _consents(candidate: Candidate) -> Iterable[HistoryRow]:
    for row in candidate.consents.select_related("employer", "recorded_by", "revoked_by"):
        words = (row.get_kind_display(), str(row.employer or ""))
        yield HistoryRow(row.given_on, "consent", row.recorded_by, words)
        if row.revoked_at:
            yield HistoryRow(row.revoked_at, "revoked", row.revoked_by, words)


def _officers(candidate: Candidate) -> Iterable[HistoryRow]:
    for row in candidate.officers.select_related("user", "decided_by"):
        yield HistoryRow(row.valid_from, "officer", row.decided_by, (row.user.name,))


def _releases(candidate: Candidate) -> Iterable[HistoryRow]:
    for row in candidate.releases.select_related("by"):
        yield HistoryRow(row.at, "release", row.by, (row.recipient, row.purpose))
