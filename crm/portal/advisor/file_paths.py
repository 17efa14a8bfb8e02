"""The three recruitment paths side by side: people ranked, steps with usual delays, what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.employers.models import Diagnosis, EmployerFile, Readiness
from crm.matching.models import Match, Path, PathStep, Verdict
from crm.matching.path_steps import path_steps_of, usual_weeks
from crm.needs.models import ACTIVE_STAGES, Help, LabourNeed

TITLES: dict[str, Promise] = {
    Path.LOCAL: _("D’ici"),
    Path.INTERREGIONAL: _("D’une autre région"),
    Path.INTERNATIONAL: _("De l’international"),
}
STYLES: dict[str, str] = {Path.LOCAL: "", Path.INTERREGIONAL: " path-2", Path.INTERNATIONAL: " path-3"}


@dataclass(frozen=True, slots=True)
class Tick:
    """One condition of a path: met, or what is missing and the page where it is filled."""

    met: bool
    words: str | Promise
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecruitmentPath:
    """One of the three paths, with what the data say of it today."""

    title: str | Promise
    style: str
    chosen: bool
    ranked: bool
    admissible: int
    to_verify: int
    hired: int
    steps: Sequence[PathStep]
    weeks: tuple[int, int]
    ticks: tuple[Tick, ...]


def recruitment_paths(
    request: HttpRequest,
    file: EmployerFile,
    diagnosis: Diagnosis | None,
    *,
    needs: Sequence[LabourNeed],
    hires: Sequence[Any],
) -> list[RecruitmentPath]:
    """From here, from another region, from abroad; `needs` are the active ones. The file was read `with_path_steps`."""
    steps = path_steps_of(file)
    counts, hired = _persons(request, file), Counter(row.path for row in hires)
    chosen = diagnosis.paths.split(",") if diagnosis else []
    ticks = {
        Path.LOCAL: _local(file, needs),
        Path.INTERREGIONAL: _interregional(file, needs, diagnosis),
        Path.INTERNATIONAL: _international(file, diagnosis),
    }
    return [
        RecruitmentPath(
            title=title,
            style=STYLES[path],
            chosen=path in chosen,
            ranked=path != Path.INTERNATIONAL,
            admissible=counts.get((path, Verdict.ADMISSIBLE), 0),
            to_verify=counts.get((path, Verdict.TO_VERIFY), 0),
            hired=hired[path],
            steps=steps[path],
            weeks=usual_weeks(steps[path]),
            ticks=ticks[Path(path)],
        )
        for path, title in TITLES.items()
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
    return dict(Counter(best.values()))


def _local(file: EmployerFile, needs: Sequence[LabourNeed]) -> tuple[Tick, ...]:
    if not needs:
        return (Tick(False, _("Aucun besoin ouvert"), reverse("need-new", args=[file.pk])),)
    return (
        _of_needs(needs, "wage_min", _("Salaire affiché"), _("Salaire à préciser")),
        _of_needs(needs, "shift", _("Horaire connu"), _("Horaire à préciser")),
        _transit(file, needs),
    )


def _of_needs(needs: Sequence[LabourNeed], name: str, known: Promise, missing: Promise) -> Tick:
    """Whether every need tells it; else the first that does not is where to say it."""
    lacking = next((need for need in needs if not getattr(need, name)), None)
    if lacking is None:
        return Tick(True, known)
    return Tick(False, missing, reverse("need-edit", args=[lacking.pk]))


def _transit(file: EmployerFile, needs: Sequence[LabourNeed]) -> Tick:
    lacking = next((need.site for need in needs if not need.site.transit), None)
    if lacking is None:
        return Tick(True, _("Transport collectif"))
    words = _("Transport à prévoir") if lacking.transit is False else _("Transport collectif : à demander")
    return Tick(False, words, reverse("site-edit", args=[file.pk, lacking.pk]))


def _interregional(
    file: EmployerFile, needs: Sequence[LabourNeed], diagnosis: Diagnosis | None
) -> tuple[Tick, ...]:
    offered = {help_ for need in needs for help_ in need.help_offered}
    where = reverse("need-edit", args=[needs[0].pk]) if needs else reverse("need-new", args=[file.pk])
    housing, moving = Help.HOUSING in offered, Help.MOVING in offered
    return (
        Tick(housing, _("Logement offert") if housing else _("Logement à trouver"), where),
        Tick(moving, _("Déménagement aidé") if moving else _("Déménagement sans aide"), where),
        _axis(
            file,
            diagnosis.housing if diagnosis else None,
            (
                _("Diagnostic : logement à demander"),
                _("Diagnostic : logement à bâtir"),
                _("Diagnostic : logement en place"),
            ),
        ),
    )


def _axis(file: EmployerFile, level: int | None, words: tuple[Promise, Promise, Promise]) -> Tick:
    """What the diagnosis says of one matter: never asked, to build, or there at least in part."""
    asked, missing, known = words
    ready = level is not None and level > Readiness.NOT_READY
    said = known if ready else (asked if level is None else missing)
    return Tick(ready, said, reverse("diagnosis", args=[file.pk]))


def _international(file: EmployerFile, diagnosis: Diagnosis | None) -> tuple[Tick, ...]:
    employer, card = file.employer, reverse("employer-edit", args=[file.pk])
    before: dict[bool | None, Promise] = {
        True: _("A déjà recruté à l’étranger"),
        False: _("Premier recrutement à l’étranger"),
        None: _("Recrutement à l’étranger : à demander"),
    }
    known = bool(employer.francization)
    return (
        Tick(bool(employer.neq), _("NEQ connu") if employer.neq else _("NEQ à obtenir"), card),
        Tick(employer.hired_abroad_before is True, before[employer.hired_abroad_before], card),
        Tick(
            known,
            _("Statut de francisation connu") if known else _("Statut de francisation à demander"),
            card,
        ),
        _axis(
            file,
            diagnosis.francisation if diagnosis else None,
            (_("Francisation à demander"), _("Francisation à bâtir"), _("Francisation en place")),
        ),
    )
