"""What the head of every page of an employer file tells."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from crm.accounts.models import User
from crm.casework.models import Document, FollowUp
from crm.employers.models import EmployerFile, EmployerMerge, FileCollaborator, FileLead
from crm.needs.models import SCORED_STAGES, LabourNeed


def head_of(file: EmployerFile, *, reader: User, today: date) -> dict[str, Any]:
    """What the head of a file counts and dates, in one query: lead, team, papers, needs, contacts, merge."""
    here = {"file": OuterRef("pk")}
    lead = FileLead.objects.on(today).filter(**here)
    team = FileCollaborator.objects.filter(**here).order_by("pk")
    papers = Document.objects.visible_to(reader).standing().filter(**here)
    needs = LabourNeed.objects.filter(**here, stage__in=SCORED_STAGES)
    promises = FollowUp.objects.open().filter(**here).order_by("due_on")
    rows: Any = EmployerFile.objects.filter(pk=file.pk).annotate(
        lead_id=Subquery(lead.values("user_id")[:1]),
        lead_name=Subquery(lead.values("user__name")[:1]),
        team=ArraySubquery(team.values(row=JSONObject(id="user_id", name="user__name"))),
        merged=Exists(EmployerMerge.objects.filter(survivor=OuterRef("employer_id"))),
        documents_count=_count(papers),
        needs_count=_count(needs),
        last_contact=F("last_contact_on"),
        next_contact=Subquery(promises.values("due_on")[:1]),
    )
    return vars(rows.get())


def _count(rows: Any) -> Subquery:
    return Subquery(rows.order_by().values("file").annotate(found=Count("pk")).values("found")[:1])
