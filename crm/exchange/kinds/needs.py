"""Labour needs: sent as an advisor would, each with its stage rows and its promise of a ranking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.accounts.policy import Permission
from crm.core.errors import Refusal
from crm.core.text import fold
from crm.employers.models import Site
from crm.exchange import cells
from crm.exchange.columns import CellRefused, Column, Line
from crm.exchange.kinds.base import (
    DOUBLE,
    NEW,
    UNKNOWN_ID,
    Job,
    Kind,
    Undone,
    Viewer,
    refuse_with,
)
from crm.exchange.kinds.need_lines import (
    FRENCH,
    NOT_LISTED,
    PLAIN,
    WAGE,
    asked_by,
    check,
    lint,
    occupation,
    plan_change,
    shown_skills,
    site_of_line,
    skill,
    standing,
    write_line,
)
from crm.exchange.kinds.owners import OWNER, Files
from crm.exchange.references import listed
from crm.needs.models import DrivingClass, Duration, Help, LabourNeed, NeedSkill, Shift
from crm.needs.services import ask_for_scores, lock_need


def _hours(cell: str) -> Decimal:
    value = cells.amount(1, Decimal(168))(cell)
    if value > 168:
        raise CellRefused(_("Une semaine a 168 heures."))
    return value


class Needs(Kind):
    """The labour needs of the direction's files."""

    code = "needs"
    label = _("Besoins")
    permission = Permission.WORK_FILES
    limit = 2_000
    columns = (
        Column("id", _("Numéro du besoin"), cells.identifier, empty=None),
        *OWNER,
        Column("site_id", _("Numéro de l’établissement"), cells.identifier, empty=None),
        Column(
            "site",
            _("Établissement ou municipalité"),
            cells.text(120),
            aliases=("établissement", "municipalité"),
        ),
        Column("words", _("Poste"), cells.text(200), required=True, aliases=("titre", "title", "position")),
        Column(
            "occupation_id",
            _("Profession (CNP)"),
            occupation,
            empty=None,
            aliases=("cnp", "noc", "occupation"),
        ),
        Column(
            "positions", _("Nombre de postes"), cells.number(1, 500), empty=1, aliases=("postes", "positions")
        ),
        Column("tasks", _("Tâches"), cells.text(4000)),
        Column("experience_months", _("Expérience (mois)"), cells.number(0, 720), empty=0),
        Column("french_oral", _("Français oral (1 à 12)"), FRENCH, empty=None),
        Column("french_written", _("Français écrit (1 à 12)"), FRENCH, empty=None),
        Column("french_reason", _("Pourquoi ce niveau de français"), cells.text(400)),
        Column(
            "other_language_id",
            _("Autre langue exigée"),
            cells.named(listed("languages"), NOT_LISTED),
            empty=None,
        ),
        Column("other_language_reason", _("Pourquoi la tâche l’exige"), cells.text(2000)),
        Column("other_language_means", _("Moyens pris pour l’éviter"), cells.text(2000)),
        Column("licence_id", _("Permis d’exercice"), cells.named(listed("licences"), NOT_LISTED), empty=None),
        Column(
            "driving_class",
            _("Permis de conduire"),
            cells.choice(DrivingClass.choices),
            choices=cells.choices_of(DrivingClass.choices),
        ),
        Column("starts_on", _("Début souhaité"), cells.day, empty=None),
        Column("valid_until", _("Valide jusqu’au"), cells.day, empty=None),
        Column(
            "duration",
            _("Durée"),
            cells.choice(Duration.choices),
            empty=Duration.PERMANENT.value,
            choices=cells.choices_of(Duration.choices),
        ),
        Column("hours_per_week", _("Heures par semaine"), _hours, empty=None),
        Column("shift", _("Horaire"), cells.choice(Shift.choices), choices=cells.choices_of(Shift.choices)),
        Column("wage_min", _("Salaire horaire minimal"), WAGE, empty=None),
        Column("wage_max", _("Salaire horaire maximal"), WAGE, empty=None),
        Column(
            "help_offered",
            _("Aide offerte"),
            cells.several(cells.choice(Help.choices)),
            empty=(),
            choices=cells.choices_of(Help.choices),
        ),
        Column("essential", _("Compétences essentielles"), cells.several(skill), empty=()),
        Column("assets", _("Atouts"), cells.several(skill), empty=()),
        Column("stage", _("Étape")),
        Column("filled", _("Postes pourvus")),
    )
    tables = ((LabourNeed, "pk"), (NeedSkill, "need_id"))

    def plan(self, lines: Sequence[Line], job: Job) -> None:
        files = Files(job)
        own = LabourNeed.objects.visible_to(job.by).filter(file__direction=job.direction)
        ids = {line.said("id", None) for line in lines} - {None}
        needs = {
            n.pk: n
            for n in own.filter(pk__in=ids).select_related("file__employer").prefetch_related("skills")
        }
        sites: dict[int, list[Site]] = {}
        for site in Site.objects.filter(employer_id__in=files.employers()).select_related("municipality"):
            sites.setdefault(site.employer_id, []).append(site)
        seen = set(standing(own))
        for line in lines:
            if not line.problems:
                line.label = line.said("words")
                self._plan(line, files, needs, sites, seen, job)
                if not line.problems:
                    lint(line)

    def _plan(
        self,
        line: Line,
        files: Files,
        needs: Mapping[int, LabourNeed],
        sites: Mapping[int, list[Site]],
        seen: set[tuple[Any, ...]],
        job: Job,
    ) -> None:
        number = line.said("id", None)
        need = needs.get(number) if number else None
        if number and need is None:
            line.refuse("id", UNKNOWN_ID)
            return
        file = need.file if need else files.of(line)
        if file is None:
            return
        site = (
            need.site_id
            if need and not (line.said("site_id", None) or line.said("site"))
            else site_of_line(line, sites.get(file.employer_id, []))
        )
        if site is None or line.problems:
            return
        content = asked_by(line, site, need)
        if need is not None:
            plan_change(line, need, content, job)
            return
        check(line, content, job)
        key = (site, content.occupation_id, fold(content.words))
        line.outcome, line.target, line.content = NEW, file, content
        if key in seen:
            line.outcome, line.target = DOUBLE, file.employer
        seen.add(key)

    def write(self, lines: Sequence[Line], job: Job) -> None:
        for done, line in enumerate(lines):
            try:
                write_line(line, job)
            except Refusal as refusal:
                refuse_with(line, refusal)
            if done % 20 == 0:
                job.tell(done)

    def after_undo(self, back: Undone, job: Job) -> None:
        for pk in back.roots:
            need = lock_need(pk)
            need.revision += 1
            need.save()
            ask_for_scores(need, now=job.now, priority=5)

    def rows(self, viewer: Viewer) -> Iterator[Mapping[str, Any]]:
        needs = (
            LabourNeed.objects.visible_to(viewer.user).filter(file__direction=viewer.direction).order_by("pk")
        )
        for need in (
            needs.select_related("file__employer", "site__municipality")
            .prefetch_related("skills")
            .iterator(200)
        ):
            employer, asked = need.file.employer, sorted(need.skills.all(), key=lambda row: row.pk)
            yield {
                **{name: getattr(need, name) for name in PLAIN},
                "id": need.pk,
                "employer_id": employer.pk,
                "neq": employer.neq,
                "employer": employer.legal_name,
                "site_id": need.site_id,
                "site": str(need.site),
                "help_offered": cells.SEVERAL.join(need.help_words),
                "driving_class": need.get_driving_class_display(),
                "duration": need.get_duration_display(),
                "shift": need.get_shift_display(),
                "essential": shown_skills([(row.skill_id, row.level) for row in asked if row.essential]),
                "assets": shown_skills([(row.skill_id, row.level) for row in asked if not row.essential]),
                "stage": need.get_stage_display(),
                "filled": need.filled,
            }
