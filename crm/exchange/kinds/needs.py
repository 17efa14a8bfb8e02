"""Labour needs: sent as an advisor would, each with its stage rows and its promise of a ranking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext_lazy as _

from crm.core.text import fold
from crm.employers.models import EmployerFile, Site
from crm.exchange import cells
from crm.exchange.columns import CellRefused, Column, Line
from crm.exchange.kinds.base import Job, Undone, Viewer, numbers_of
from crm.exchange.kinds.fields import (
    SHOWN,
    SKILL,
    WAGE,
    listed_one,
    listed_several,
    occupation,
    picked,
    picked_several,
)
from crm.exchange.kinds.need_lines import PLAIN, asked_by, check, is_same, site_of_line, standing
from crm.exchange.kinds.of_employer import OfEmployer, There
from crm.exchange.kinds.owners import OWNER, Files
from crm.needs import services
from crm.needs.models import DrivingClass, Duration, Help, LabourNeed, NeedSkill, Shift
from crm.needs.rules.content import NeedContent
from crm.needs.services.undoing import content_of

_FRENCH = cells.number(1, 12)


def _hours(cell: str) -> Decimal:
    value = cells.amount(1, Decimal(168))(cell)
    if value > 168:
        raise CellRefused(_("Une semaine a 168 heures."))
    return value


@dataclass(slots=True)
class ThereToo(There):
    """Beside the needs, the sites of each employer."""

    sites: dict[int, list[Site]] = field(default_factory=dict)


class Needs(OfEmployer):
    """The labour needs of the direction's files."""

    code = "needs"
    label = _("Besoins")
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
            aliases=("cnp", "noc", "occupation", "profession"),
        ),
        Column(
            "positions", _("Nombre de postes"), cells.number(1, 500), empty=1, aliases=("postes", "positions")
        ),
        Column("tasks", _("Tâches"), cells.text(4000)),
        Column("experience_months", _("Expérience (mois)"), cells.number(0, 720), empty=0),
        Column("french_oral", _("Français oral (1 à 12)"), _FRENCH, empty=None),
        Column("french_written", _("Français écrit (1 à 12)"), _FRENCH, empty=None),
        Column("french_reason", _("Pourquoi ce niveau de français"), cells.text(400)),
        listed_one("other_language_id", _("Autre langue exigée"), "languages"),
        Column("other_language_reason", _("Pourquoi la tâche l’exige"), cells.text(2000)),
        Column("other_language_means", _("Moyens pris pour l’éviter"), cells.text(2000)),
        listed_one("licence_id", _("Permis d’exercice"), "licences"),
        picked("driving_class", _("Permis de conduire"), DrivingClass.choices),
        Column("starts_on", _("Début souhaité"), cells.day, empty=None),
        Column("valid_until", _("Valide jusqu’au"), cells.day, empty=None),
        picked("duration", _("Durée"), Duration.choices, empty=Duration.PERMANENT.value),
        Column("hours_per_week", _("Heures par semaine"), _hours, empty=None),
        picked("shift", _("Horaire"), Shift.choices),
        Column("wage_min", _("Salaire horaire minimal"), WAGE, empty=None),
        Column("wage_max", _("Salaire horaire maximal"), WAGE, empty=None),
        picked_several("help_offered", _("Aide offerte"), Help.choices),
        listed_several("essential", _("Compétences essentielles"), SKILL, show_one=SHOWN),
        listed_several("assets", _("Atouts"), SKILL, show_one=SHOWN),
        Column("stage", _("Étape")),
        Column("filled", _("Postes pourvus")),
    )
    tables = ((LabourNeed, "pk"), (NeedSkill, "need_id"))

    def there(self, lines: Sequence[Line], job: Job) -> ThereToo:
        own = LabourNeed.objects.visible_to(job.by).filter(file__direction=job.direction)
        named = own.filter(pk__in=numbers_of(lines)).select_related("file__employer", "site__municipality")
        rows = {need.pk: need for need in named.prefetch_related("skills")}
        there = ThereToo(job, Files(job), rows, keys=dict(standing(own)))
        for site in Site.objects.filter(employer_id__in=there.files.employers()).select_related(
            "municipality"
        ):
            there.sites.setdefault(site.employer_id, []).append(site)
        return there

    def employer_of(self, row: LabourNeed) -> int:
        return row.file.employer_id

    def content(self, line: Line, file: EmployerFile, row: LabourNeed | None, there: Any) -> Any:
        line.label = line.said("words")
        before = content_of(row) if row else NeedContent(site_id=0, words="")
        stays = row and not (line.said("site_id", None) or line.said("site"))
        site = before.site_id if stays else site_of_line(line, there.sites.get(file.employer_id, []))
        if site is None:
            return None
        content = asked_by(line, site, before)
        if row is None or not is_same(content, before):
            check(line, content, row, before, there.job)
        return content

    def is_same(self, row: LabourNeed, content: Any) -> bool:
        return is_same(content_of(row), content)

    def key(self, content: Any) -> tuple[Any, ...]:
        return (content.site_id, content.occupation_id, fold(content.words))

    def make(self, lines: Sequence[Line], job: Job) -> None:
        rows = [
            services.NewNeed(file, content, uuid5(NAMESPACE_URL, f"{job.key}-{line.number}"))
            for line in lines
            for file, content in [line.content]
        ]
        needs = services.submit_needs(rows=rows, by=job.by, now=job.now)
        for line, need in zip(lines, needs, strict=True):
            line.target = need

    def change(self, lines: Sequence[Line], job: Job) -> None:
        rows = [(line.target, line.content[1]) for line in lines]
        services.edit_needs(rows=rows, by=job.by, now=job.now)

    def after_undo(self, back: Undone, job: Job) -> None:
        services.rank_needs_put_back(need_ids=back.roots, now=job.now)

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
                "essential": [(row.skill_id, row.level) for row in asked if row.essential],
                "assets": [(row.skill_id, row.level) for row in asked if not row.essential],
                "stage": need.get_stage_display(),
                "filled": need.filled,
            }
