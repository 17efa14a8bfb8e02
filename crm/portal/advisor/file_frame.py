"""What the head and the side of every page of an employer file show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.accounts.policy import Permission, scope_of
from crm.casework.queries import QUIET_AFTER, Head, head_of, with_beside, with_head
from crm.employers.models import Diagnosis, EmployerFile, FileStage
from crm.employers.rules import STEPS, next_stages
from crm.matching.path_steps import with_path_steps
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


def file_with_head(request: HttpRequest, file_id: int, *, beside: bool = False) -> EmployerFile:
    """The file as the reader may see it, with what `frame` tells, in one query; 404 otherwise."""
    rows = EmployerFile.objects.visible_to(request.user).select_related("employer__sector", "direction")
    rows = with_head(rows, reader=reader(request), now=timezone.now())
    found: EmployerFile = get_object_or_404(
        with_path_steps(with_beside(rows)) if beside else rows, pk=file_id
    )
    return found


def steps(file: EmployerFile, head: Head, *, today: date) -> list[Step]:
    """The way of the file; a file asleep or closed shows how far it had come."""
    reached: dict[str, date] = {}
    spent: dict[str, int] = {}
    last, since = file.stage, file.opened_on
    for move in head.moves:
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
    """The context of every page of a file that was read by `file_with_head`."""
    today, works = timezone.localdate(), scope_of(request.user).may(Permission.WORK_FILES)
    head = head_of(file, today=today)
    return {
        "file": file,
        "employer": file.employer,
        "tab": tab,
        "today": today,
        "works": works,
        "head": head,
        "steps": steps(file, head, today=today),
        "lead": head.lead,
        "collaborators": head.team,
        "sites": list(file.employer.sites.select_related("municipality__mrc__region")),
        "moves": [(stage, MOVE_LABELS[stage]) for stage in next_stages(file.stage)] if works else [],
        "asleep": FileStage.ASLEEP,
        "closed": FileStage.CLOSED,
        "merge": head.merge if works else None,
        "quiet_since": today - QUIET_AFTER,
    }


def axes_of(diagnosis: Diagnosis | None) -> list[tuple[str, int | None, str]]:
    """The five axes of a diagnosis: name, level from 1 to 3 or None, level in words."""
    if diagnosis is None:
        return []
    return [
        (str(label), getattr(diagnosis, name), str(getattr(diagnosis, f"get_{name}_display")()))
        for name, label in AXES
    ]
