"""What the head and the side of every page of an employer file show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, scope_of
from crm.casework.queries import QUIET_AFTER, head_of
from crm.employers.merging import undoable_merge
from crm.employers.models import Diagnosis, EmployerFile, FileStage
from crm.employers.rules import STEPS, next_stages
from crm.portal.advisor.accompaniment_forms import FileMoveForm
from crm.portal.reader import reader

MOVE_LABELS: dict[str, str | Promise] = {
    FileStage.SPOTTED: _("Revenir à repérée"),
    FileStage.FIRST_CONTACT: _("Premier contact"),
    FileStage.DIAGNOSIS: _("Diagnostic"),
    FileStage.ACCOMPANIED: _("Accompagnement"),
    FileStage.AFTER_HIRE: _("Suivi post-embauche"),
    FileStage.ASLEEP: _("Mettre en veille"),
    FileStage.CLOSED: _("Fermer le dossier"),
}
AXES = (
    ("reception", _("Accueil et intégration")),
    ("francisation", _("Francisation en milieu de travail")),
    ("housing", _("Logement")),
    ("transport", _("Transport")),
    ("intercultural", _("Gestion interculturelle")),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the head: whether it is past or current, the day it was reached, the days spent in it."""

    label: str
    done: bool
    current: bool
    reached: date | None
    days: int | None


def steps(file: EmployerFile, *, today: date) -> list[Step]:
    """The way of the file; a file asleep or closed shows how far it had come."""
    reached: dict[str, date] = {}
    spent: dict[str, int] = {}
    last, since = file.stage, file.opened_on
    for move in file.moves.all():
        day = timezone.localdate(move.at)
        if move.from_stage:
            spent[move.from_stage] = spent.get(move.from_stage, 0) + (day - since).days
        reached[move.to_stage], since = day, day
        last = move.to_stage if move.to_stage in STEPS else last
    shown = file.stage if file.stage in STEPS else last
    place = STEPS.index(FileStage(shown)) if shown in STEPS else 0
    return [
        Step(
            label=str(FileStage(stage).label),
            done=number < place,
            current=stage == file.stage,
            reached=reached.get(stage) if number <= place else None,
            days=(today - since).days if stage == file.stage else spent.get(stage),
        )
        for number, stage in enumerate(STEPS)
    ]


def frame(request: HttpRequest, file: EmployerFile, tab: str) -> dict[str, Any]:
    """The context of every page of the file."""
    user, today = reader(request), timezone.localdate()
    works = scope_of(user).may(Permission.WORK_FILES)
    employer, known = file.employer, head_of(file, reader=user, today=today)
    return {
        "file": file,
        "employer": employer,
        "tab": tab,
        "today": today,
        "works": works,
        "steps": steps(file, today=today),
        "lead": User(pk=known["lead_id"], name=known["lead_name"]) if known["lead_id"] else None,
        "collaborators": [User(pk=row["id"], name=row["name"]) for row in known["team"]],
        "sites": list(employer.sites.select_related("municipality__mrc__region")),
        "contacts": employer.contacts.all(),
        "moves": [(stage, MOVE_LABELS[stage]) for stage in next_stages(file.stage)] if works else [],
        "move_form": FileMoveForm(),
        "asleep": FileStage.ASLEEP,
        "closed": FileStage.CLOSED,
        "merge": undoable_merge(employer, now=timezone.now()) if works and known["merged"] else None,
        "quiet_since": today - QUIET_AFTER,
        "last_contact": known["last_contact"],
        "next_contact": known["next_contact"],
        "documents_count": known["documents_count"] or 0,
        "needs_count": known["needs_count"] or 0,
    }


def diagnosis_of(file: EmployerFile) -> tuple[Diagnosis | None, list[tuple[str, int | None, str]]]:
    """The last completed diagnosis, and its five axes: name, level from 1 to 3 or None, level in words."""
    last = file.diagnoses.filter(completed_on__isnull=False).select_related("completed_by").first()
    if last is None:
        return None, []
    return last, [
        (str(label), getattr(last, name), str(getattr(last, f"get_{name}_display")())) for name, label in AXES
    ]
