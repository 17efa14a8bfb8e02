"""What the head and the side of every page of an employer file show, and the three recruitment paths."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.accounts.policy import Permission, scope_of
from crm.casework.models import Document
from crm.employers import queries
from crm.employers.merging import undoable_merge
from crm.employers.models import Diagnosis, EmployerFile, FileStage
from crm.employers.rules import STEPS, next_stages
from crm.matching.models import Match, Path, Placement, Verdict
from crm.needs.models import ACTIVE_STAGES, SCORED_STAGES, Help, LabourNeed
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
    """One step of the head: its name, whether it is past or current, the day it was reached."""

    label: str
    done: bool
    current: bool
    reached: date | None
    days: int


@dataclass(frozen=True, slots=True)
class Tick:
    """One condition of a path: met, or what is missing."""

    met: bool
    words: str | Promise


@dataclass(frozen=True, slots=True)
class RecruitmentPath:
    """One of the three paths, with what the data say of it today."""

    title: str | Promise
    style: str
    admissible: int
    to_verify: int
    hired: int
    ticks: tuple[Tick, ...]


def steps(file: EmployerFile, *, today: date) -> list[Step]:
    """The way of the file; a file asleep or closed shows how far it had come."""
    reached: dict[str, date] = {}
    last = file.stage
    for move in file.moves.all():
        reached[move.to_stage] = timezone.localdate(move.at)
        last = move.to_stage if move.to_stage in STEPS else last
    place = (
        STEPS.index(file.stage if file.stage in STEPS else last)
        if (file.stage in STEPS or last in STEPS)
        else 0
    )
    return [
        Step(
            label=str(FileStage(stage).label),
            done=number < place,
            current=stage == file.stage,
            reached=reached.get(stage) if number <= place else None,
            days=(today - reached.get(stage, today)).days,
        )
        for number, stage in enumerate(STEPS)
    ]


def frame(request: HttpRequest, file: EmployerFile, tab: str) -> dict[str, Any]:
    """The context of every page of the file."""
    user, today = reader(request), timezone.localdate()
    works = scope_of(user).may(Permission.WORK_FILES)
    employer = file.employer
    return {
        "file": file,
        "employer": employer,
        "tab": tab,
        "today": today,
        "works": works,
        "steps": steps(file, today=today),
        "lead": queries.lead_of(file, today=today),
        "collaborators": [row.user for row in file.collaborators.select_related("user")],
        "sites": list(employer.sites.select_related("municipality__mrc__region")),
        "contacts": list(employer.contacts.all()),
        "moves": [(stage, MOVE_LABELS[stage]) for stage in next_stages(file.stage)] if works else [],
        "move_form": FileMoveForm(),
        "asleep": FileStage.ASLEEP,
        "closed": FileStage.CLOSED,
        "merge": undoable_merge(employer, now=timezone.now()) if works else None,
        "documents_count": Document.objects.visible_to(user).standing().filter(file=file).count(),
        "needs_count": LabourNeed.objects.filter(file=file, stage__in=SCORED_STAGES).count(),
    }


def diagnosis_of(file: EmployerFile) -> tuple[Diagnosis | None, list[tuple[str, int | None, str]]]:
    """The last completed diagnosis, and its five axes: name, level from 1 to 3 or None, level in words."""
    last = file.diagnoses.filter(completed_on__isnull=False).select_related("completed_by").first()
    if last is None:
        return None, []
    return last, [
        (str(label), getattr(last, name), str(getattr(last, f"get_{name}_display")())) for name, label in AXES
    ]


def recruitment_paths(
    request: HttpRequest, file: EmployerFile, diagnosis: Diagnosis | None
) -> list[RecruitmentPath]:
    """From here, from another region, from abroad: people ranked, hires made, what is missing."""
    needs = list(LabourNeed.objects.filter(file=file, stage__in=ACTIVE_STAGES).select_related("site"))
    counts = _persons(request, file)
    hires = _hires(request, file)
    titles = {
        Path.LOCAL: _("D’ici"),
        Path.INTERREGIONAL: _("D’une autre région"),
        Path.INTERNATIONAL: _("De l’international"),
    }
    ticks = {
        Path.LOCAL: _local(needs),
        Path.INTERREGIONAL: _interregional(needs, diagnosis),
        Path.INTERNATIONAL: _international(file, needs, diagnosis),
    }
    styles = {Path.LOCAL: "", Path.INTERREGIONAL: " path-2", Path.INTERNATIONAL: " path-3"}
    return [
        RecruitmentPath(
            titles[path],
            styles[path],
            counts.get((path, Verdict.ADMISSIBLE), 0),
            counts.get((path, Verdict.TO_VERIFY), 0),
            hires.get(path, 0),
            ticks[path],
        )
        for path in titles
    ]


def _persons(request: HttpRequest, file: EmployerFile) -> dict[tuple[str, str], int]:
    """Distinct persons among the ranked pairs of the active needs, by path and best verdict."""
    rows = (
        Match.objects.visible_to(request.user)
        .filter(need__file=file, need__stage__in=ACTIVE_STAGES)
        .exclude(verdict=Verdict.INADMISSIBLE)
        .order_by("verdict")
        .values_list("candidate_id", "verdict")
        .annotate(
            home=F("candidate__residence__mrc__region_id"),
            place=F("need__site__municipality__mrc__region_id"),
        )
    )
    best: dict[int, tuple[str, str]] = {}
    for person, verdict, home, place in rows:
        best.setdefault(person, (Path.LOCAL if home == place else Path.INTERREGIONAL, verdict))
    counts: dict[tuple[str, str], int] = {}
    for key in best.values():
        counts[key] = counts.get(key, 0) + 1
    return counts


def _hires(request: HttpRequest, file: EmployerFile) -> dict[str, int]:
    rows = (
        Placement.objects.visible_to(request.user)
        .filter(need__file=file, undone_at=None)
        .values_list("path", flat=True)
    )
    counts: dict[str, int] = {}
    for path in rows:
        counts[path] = counts.get(path, 0) + 1
    return counts


def _local(needs: list[LabourNeed]) -> tuple[Tick, ...]:
    transit = {need.site.transit for need in needs}
    if not needs:
        return (Tick(False, _("Aucun besoin ouvert")),)
    wage = all(need.wage_min for need in needs)
    words = (
        _("Transport collectif")
        if transit == {True}
        else _("Transport à prévoir")
        if False in transit
        else _("Transport collectif : à demander")
    )
    return (
        Tick(wage, _("Salaire affiché") if wage else _("Salaire à préciser")),
        Tick(
            all(need.shift for need in needs),
            _("Horaire connu") if all(n.shift for n in needs) else _("Horaire à préciser"),
        ),
        Tick(transit == {True}, words),
    )


def _interregional(needs: list[LabourNeed], diagnosis: Diagnosis | None) -> tuple[Tick, ...]:
    offered = {help_ for need in needs for help_ in need.help_offered}
    ready = bool(diagnosis and (diagnosis.housing or 0) > 1)
    return (
        Tick(
            Help.HOUSING in offered,
            _("Logement offert") if Help.HOUSING in offered else _("Logement à trouver"),
        ),
        Tick(
            Help.MOVING in offered,
            _("Déménagement aidé") if Help.MOVING in offered else _("Déménagement sans aide"),
        ),
        Tick(ready, _("Diagnostic : logement en place") if ready else _("Diagnostic : logement à bâtir")),
    )


def _international(
    file: EmployerFile, needs: list[LabourNeed], diagnosis: Diagnosis | None
) -> tuple[Tick, ...]:
    before = file.employer.hired_abroad_before
    words: dict[bool | None, str | Promise] = {
        True: _("A déjà recruté à l’étranger"),
        False: _("Premier recrutement à l’étranger"),
        None: _("Recrutement à l’étranger : à demander"),
    }
    francisation = bool(diagnosis and (diagnosis.francisation or 0) > 1)
    return (
        Tick(bool(file.employer.neq), _("NEQ connu") if file.employer.neq else _("NEQ à obtenir")),
        Tick(before is True, words[before]),
        Tick(francisation, _("Francisation en place") if francisation else _("Francisation à bâtir")),
    )
