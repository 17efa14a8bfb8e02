"""What every page of an employer file tells at its head, read with the file itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from crm.accounts.models import User
from crm.casework.models import Document, FollowUp
from crm.core.packed import packed, unpacked
from crm.employers.merging import still_undoable
from crm.employers.models import (
    Contact,
    Diagnosis,
    EmployerMerge,
    FileCollaborator,
    FileLead,
    FileMove,
    ForeignStaff,
)
from crm.needs.models import SCORED_STAGES, LabourNeed
from crm.taxonomy.models import Reason

_AXES = ("reception", "francisation", "housing", "transport", "intercultural")
_MERGE = ("id", "at", "by_id", "by__name", "loser__legal_name", "loser__usual_name")
_STAFF = ("id", "people", "expires_on", "occupation_id", "permit__name_fr", "permit__name_en")
#: How many contacts are shown beside a file.
CONTACTS = 4


@dataclass(frozen=True, slots=True)
class Head:
    """Who follows the file and how far it has come; `leads` the newest first, `moves` the oldest first."""

    lead: User | None
    leads: list[FileLead]
    team: list[User]
    moves: list[FileMove]
    merge: EmployerMerge | None
    documents: int
    needs: int
    last_contact: date | None
    next_contact: date | None
    reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the overview: promises open, the last diagnosis, permits, whom to speak with."""

    promises: list[FollowUp]
    diagnosis: Diagnosis | None
    staff: list[ForeignStaff]
    contacts: list[Contact]


def with_head(files: QuerySet[Any], *, reader: User, now: datetime) -> QuerySet[Any]:
    """The files with what `head_of` reads: lead, team, moves, papers, needs, contacts, merge."""
    here = {"file": OuterRef("pk")}
    papers = Document.objects.visible_to(reader).standing().filter(**here)
    needs = LabourNeed.objects.filter(**here, stage__in=SCORED_STAGES)
    promises = FollowUp.objects.open().filter(**here).order_by("due_on")
    leads = FileLead.objects.filter(**here).order_by("-valid_from")
    team = FileCollaborator.objects.filter(**here).order_by("pk")
    merges = still_undoable(now).filter(survivor=OuterRef("employer_id"))
    return files.annotate(
        head_leads=packed(leads, "user_id", "user__name", "valid_from", "valid_to"),
        head_team=packed(team, "user_id", "user__name"),
        head_moves=packed(FileMove.objects.filter(**here), "id", "from_stage", "to_stage", "at"),
        head_merge=packed(merges[:1], *_MERGE),
        head_reasons=packed(
            Reason.objects.filter(context=Reason.Context.FILE), "code", "label_fr", "label_en"
        ),
        head_documents=_count(papers),
        head_needs=_count(needs),
        head_next=Subquery(promises.values("due_on")[:1]),
    )


def head_of(file: Any, *, today: date) -> Head:
    """The head of a file that was read `with_head`."""
    leads = unpacked(FileLead, file.head_leads)
    now = [
        row for row in leads if row.valid_from <= today and (row.valid_to is None or row.valid_to >= today)
    ]
    return Head(
        lead=_user(now[0]) if now else None,
        leads=leads,
        team=[_user(row) for row in unpacked(FileCollaborator, file.head_team)],
        moves=unpacked(FileMove, file.head_moves),
        merge=next(iter(unpacked(EmployerMerge, file.head_merge)), None),
        documents=file.head_documents or 0,
        needs=file.head_needs or 0,
        last_contact=file.last_contact_on,
        next_contact=file.head_next,
        reasons=unpacked(Reason, file.head_reasons),
    )


def _user(row: Any) -> User:
    return User(pk=row.user_id, name=row.user.name)


def with_beside(files: QuerySet[Any]) -> QuerySet[Any]:
    """The files with what `beside_of` reads."""
    here = {"file": OuterRef("pk")}
    drawn = Diagnosis.objects.filter(**here, completed_on__isnull=False)
    told = ("id", "completed_on", "summary", "paths", "completed_by_id", "completed_by__name", *_AXES)
    promises = FollowUp.objects.open().filter(**here).order_by("due_on", "pk")
    staff = ForeignStaff.objects.filter(**here, ended_at=None)
    spoken = Contact.objects.filter(employer=OuterRef("employer_id"))
    return files.annotate(
        beside_promises=packed(promises, "id", "text", "due_on", "owner__name"),
        beside_diagnosis=packed(drawn[:1], *told),
        beside_staff=packed(staff, *_STAFF),
        beside_contacts=packed(spoken[:CONTACTS], "id", "name", "role", "phone"),
    )


def beside_of(file: Any) -> Beside:
    """What stands beside a file that was read `with_beside`."""
    return Beside(
        promises=unpacked(FollowUp, file.beside_promises),
        diagnosis=next(iter(unpacked(Diagnosis, file.beside_diagnosis)), None),
        staff=unpacked(ForeignStaff, file.beside_staff),
        contacts=unpacked(Contact, file.beside_contacts),
    )


def _count(rows: Iterable[Any]) -> Subquery:
    counted: Any = rows
    return Subquery(counted.order_by().values("file").annotate(found=Count("pk")).values("found")[:1])
