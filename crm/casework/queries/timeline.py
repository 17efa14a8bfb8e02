"""The timeline of a file: contacts, stages, edits, needs, diagnoses, promises kept, documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from crm.accounts.models import User
from crm.casework.models import Document, Intervention, InterventionKind
from crm.casework.rules import counts
from crm.core.text import bilingual
from crm.core.threads import Source, ThreadRow
from crm.employers.models import EmployerFile, FileEditKind, FileStage
from crm.needs.models import LabourNeed, NeedMove, NeedStage
from crm.taxonomy.models import Occupation, Reason

ICONS = {
    "visit": "pin",
    "meeting": "people",
    "video": "people",
    "phone": "phone",
    "call_no_answer": "phone",
    "email": "mail",
    "mass_email": "mail",
    "workshop": "flag",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened to a file. `day` is set when only the day is known; `at` orders the timeline."""

    pk: int
    at: datetime
    kind: str
    icon: str = "edit"
    title: str = ""
    by: User | None = None
    text: str = ""
    detail: str = ""
    day: date | None = None
    need: LabourNeed | None = None
    confidential: bool = False
    counts: bool = False
    undone: bool = False


def event_of(row: ThreadRow, icon: str, title: str = "", **more: Any) -> Event:
    """A row of the thread as an event, with the words that its kind gives it."""
    need = None
    if row.need_id:
        occupation = Occupation(title_fr=row.fr or "", title_en=row.en or "")
        need = LabourNeed(pk=row.need_id, words=row.need_words or "", occupation=occupation)
    return replace(
        Event(
            pk=row.pk,
            at=row.at,
            kind=row.kind,
            by=User(pk=row.by_id, name=row.by_name or "") if row.by_id else None,
            text=row.text or "",
            day=row.day,
            need=need,
            undone=bool(row.undone),
        ),
        icon=icon,
        title=title,
        **more,
    )


def by(field: str = "by") -> dict[str, Any]:
    """Who did it, by the field that says so."""
    return {"by_id": F(f"{field}_id"), "by_name": F(f"{field}__name")}


def sources_of(file: EmployerFile, *, reader: User) -> list[Source]:
    """What happened to the file itself, as far as the reader may see it."""
    reason = Reason.objects.filter(pk=OuterRef("reason"))
    why = {"fr": Subquery(reason.values("label_fr")[:1]), "en": Subquery(reason.values("label_en")[:1])}
    told = {"code": F("to_stage"), "text": F("note"), **by()}
    talks = Intervention.objects.visible_to(reader).filter(file=file)
    papers = Document.objects.visible_to(reader).filter(file=file)
    kept = file.follow_ups.filter(done_at__isnull=False)
    drawn = file.diagnoses.filter(completed_on__isnull=False)
    talk = {
        "code": F("kind"),
        "text": F("summary"),
        "words": F("contact__name"),
        "kept_apart": F("confidential"),
    }
    return [
        Source("diagnosis", drawn, "completed_on", {"text": F("summary"), **by("completed_by")}),
        Source("stage", file.moves.all(), "at", told | why),
        Source("edit", file.edits.all(), "at", {"code": F("kind"), "words": F("subject"), **by()}),
        Source(
            "need",
            NeedMove.objects.filter(need__file=file),
            "at",
            told | of_need() | undone_when("undone_at"),
        ),
        Source("follow_up", kept, "done_at", {"words": F("text"), **by("done_by")}),
        Source(
            "document",
            papers,
            "added_at",
            {"words": F("name"), **by("added_by"), **undone_when("removed_at")},
        ),
        Source("intervention", talks, "occurred_on", talk | by() | undone_when("undone_at")),
    ]


def of_need(before: str = "") -> dict[str, Any]:
    """What a row tells of its need, which it reaches through `before`."""
    return {
        "need_id": F(f"{before}need_id"),
        "need_words": F(f"{before}need__words"),
        "fr": F(f"{before}need__occupation__title_fr"),
        "en": F(f"{before}need__occupation__title_en"),
    }


def undone_when(field: str) -> dict[str, Any]:
    """Whether it was taken back, by the field that dates it."""
    return {"undone": Q(**{f"{field}__isnull": False})}


def _labels(choices: Any) -> Callable[[str | None], str]:
    known = dict(choices)
    return lambda code: str(known.get(code, ""))


def _talk(row: ThreadRow) -> Event:
    kind = row.code or ""
    told = {"detail": row.words or "", "counts": counts(kind), "confidential": bool(row.kept_apart)}
    return event_of(row, ICONS.get(kind, "phone"), _labels(InterventionKind.choices)(kind), **told)


#: How a row of each kind is worded.
WORDED: dict[str, Callable[[ThreadRow], Event]] = {
    "intervention": _talk,
    "stage": lambda row: event_of(
        row, "flag", _labels(FileStage.choices)(row.code), detail=bilingual(row.fr or "", row.en or "")
    ),
    "edit": lambda row: event_of(
        row, "edit", _labels(FileEditKind.choices)(row.code), detail=row.words or ""
    ),
    "need": lambda row: event_of(row, "briefcase", _labels(NeedStage.choices)(row.code)),
    "diagnosis": lambda row: event_of(row, "check", counts=True),
    "follow_up": lambda row: event_of(row, "check", row.words or ""),
    "document": lambda row: event_of(row, "report", _("Document déposé"), detail=row.words or ""),
}
