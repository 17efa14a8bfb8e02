"""Employers: the card, its head office, the file of the direction. New ones in bulk, known ones one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.accounts.policy import Permission
from crm.employers.models import Employer, EmployerFile, FileLead, Site, SizeBand, neq_format
from crm.employers.rules import EmployerContent, SiteContent, is_neq, tidy_neq
from crm.employers.services import add_site, create_employer_files, edit_employer, edit_site, tell_undone
from crm.exchange import cells
from crm.exchange.columns import CellRefused, Column, Line
from crm.exchange.kinds.base import DOUBLE, NEW, SAME, UNKNOWN_ID, UPDATED, Job, Kind, Undone, Viewer, overlay
from crm.exchange.kinds.known import Known, head_office
from crm.exchange.references import listed
from crm.taxonomy.models import Sector

CARD = tuple(field.name for field in fields(EmployerContent))
#: How many employers are written at once.
CHUNK = 500
MOVED = _("Un déménagement porte une date : inscrivez-le à la fiche de l’établissement.")


def read_neq(cell: str) -> str:
    """The ten digits of a NEQ."""
    neq = tidy_neq(cell)
    if not is_neq(neq):
        raise CellRefused(neq_format.message)
    return neq


def _sectors() -> list[str]:
    return [f"{sector.code} {sector.name}" for sector in Sector.objects.all()]


def _sector(cell: str) -> str:
    code = cell.split(" ", 1)[0]
    names = listed("sectors")()
    return names.get(code.lower()) or cells.named(
        listed("sectors"), _("Ce secteur n’est pas dans la liste du modèle.")
    )(cell)


municipality = cells.named(
    listed("municipalities"), _("Cette municipalité n’existe pas : écrivez son nom officiel ou son code.")
)
PLACE = (
    Column("municipality", _("Municipalité"), municipality, aliases=("ville", "city", "town")),
    Column("address", _("Adresse"), cells.text(200), aliases=("rue", "street")),
    Column("transit", _("Transport collectif"), cells.truth, empty=None, choices=(_("oui"), _("non"))),
)


class Employers(Kind):
    """The employers of a direction."""

    code = "employers"
    label = _("Entreprises")
    permission = Permission.WORK_FILES
    limit = 20_000
    columns = (
        Column("id", _("Numéro de l’entreprise"), cells.identifier, empty=None, aliases=("employer id",)),
        Column(
            "neq", _("NEQ"), read_neq, aliases=("québec enterprise number", "numero d'entreprise du québec")
        ),
        Column(
            "legal_name",
            _("Nom légal"),
            cells.text(200),
            required=True,
            aliases=("nom", "name", "entreprise"),
        ),
        Column("usual_name", _("Nom usuel"), cells.text(200), aliases=("trade name",)),
        Column(
            "sector_id",
            _("Secteur"),
            _sector,
            empty=None,
            choices=_sectors,
            aliases=("sector", "scian", "naics"),
        ),
        Column(
            "size_band",
            _("Taille"),
            cells.choice(SizeBand.choices),
            choices=cells.choices_of(SizeBand.choices),
        ),
        Column("website", _("Site Web"), cells.website, aliases=("web", "url")),
        Column(
            "hired_abroad_before",
            _("A déjà recruté à l’étranger"),
            cells.truth,
            empty=None,
            choices=(_("oui"), _("non")),
        ),
        Column("source", _("Provenance"), cells.text(120)),
        *(replace(column, required=column.code == "municipality") for column in PLACE),
        Column("objectives", _("Objectifs"), cells.text(4000)),
        Column("stage", _("Étape")),
        Column("lead", _("Responsable")),
        Column("opened_on", _("Ouvert le")),
    )
    tables = (
        (Employer, "pk"),
        (Site, "employer_id"),
        (EmployerFile, "employer_id"),
        (FileLead, "file__employer_id"),
    )

    def plan(self, lines: Sequence[Line], job: Job) -> None:
        doubles = Known(lines, job)
        for line in lines:
            if not line.problems:
                self._plan(line, doubles)

    def _plan(self, line: Line, known: Known) -> None:
        line.label = line.said("legal_name") or line.said("neq")
        number = line.said("id", None)
        file = known.files.get(number) if number else None
        if number and file is None:
            line.refuse("id", UNKNOWN_ID)
            return
        twin = known.twin(line, file)
        if line.problems or known.said_before(line):
            return
        if file is None and twin is not None:
            line.outcome, line.target = DOUBLE, twin
            file = known.completes(twin)
        if file is not None:
            _plan_change(line, file, by_id=bool(number))
        elif twin is None:
            _plan_new(line)

    def write(self, lines: Sequence[Line], job: Job) -> None:
        fresh = [line for line in lines if line.outcome == NEW]
        for start in range(0, len(fresh), CHUNK):
            part = fresh[start : start + CHUNK]
            files = create_employer_files(
                rows=[line.content for line in part], direction=job.direction, by=job.by, now=job.now
            )
            for line, file in zip(part, files, strict=True):
                line.target = file.employer
            job.tell(start + len(part))
        for done, line in enumerate(lines):
            if line.outcome == UPDATED:
                _change(line, job)
                if done % 50 == 0:
                    job.tell(done)

    def root_of(self, line: Line) -> int | None:
        found = line.target
        return found.employer_id if isinstance(found, EmployerFile) else getattr(found, "pk", None)

    def after_undo(self, back: Undone, job: Job) -> None:
        tell_undone(employer_ids=back.roots, direction=job.direction, subject=job.key, by=job.by, now=job.now)

    def rows(self, viewer: Viewer) -> Iterator[Mapping[str, Any]]:
        files = EmployerFile.objects.visible_to(viewer.user).filter(direction=viewer.direction).order_by("pk")
        leads = dict(
            FileLead.objects.on(viewer.today)
            .filter(file__direction=viewer.direction)
            .values_list("file_id", "user__name")
        )
        for file in (
            files.select_related("employer__sector")
            .prefetch_related("employer__sites__municipality__mrc")
            .iterator(500)
        ):
            employer, site = file.employer, head_office(file.employer)
            yield {
                **{name: getattr(employer, name) for name in CARD},
                "id": employer.pk,
                "sector_id": f"{employer.sector_id} {employer.sector.name}" if employer.sector else "",
                "size_band": employer.get_size_band_display(),
                "municipality": site and site.municipality_id,
                "address": site and site.address,
                "transit": site and site.transit,
                "objectives": file.objectives,
                "stage": file.get_stage_display(),
                "lead": leads.get(file.pk, ""),
                "opened_on": file.opened_on,
            }


def _plan_new(line: Line) -> None:
    if not line.said("legal_name"):
        line.refuse("legal_name", _("Écrivez le nom de l’entreprise."))
    if not line.said("municipality"):
        line.refuse(
            "municipality", _("Écrivez la municipalité : une entreprise a un premier lieu de travail.")
        )
    if line.problems:
        return
    card = EmployerContent(**{name: line.values[name] for name in CARD if name in line.values})
    place = SiteContent(
        municipality_id=line.values["municipality"],
        address=line.said("address"),
        transit=line.said("transit", None),
    )
    line.outcome, line.content = NEW, (card, place, line.said("objectives"))


def _plan_change(line: Line, file: EmployerFile, *, by_id: bool) -> None:
    employer, site = file.employer, head_office(file.employer)
    before = {name: getattr(employer, name) for name in CARD} | {"neq": employer.neq or ""}
    card = EmployerContent(**overlay(line, CARD, before, by_id=by_id))
    if not card.legal_name:
        line.refuse("legal_name", _("Écrivez le nom de l’entreprise."))
    place = _place_after(line, site, by_id=by_id)
    goals = overlay(line, ["objectives"], {"objectives": file.objectives}, by_id=by_id)["objectives"]
    if line.problems:
        return
    changed = asdict(card) != before or goals != file.objectives
    line.label = card.legal_name
    line.outcome = UPDATED if changed or place else (SAME if by_id else line.outcome)
    line.target, line.content = file, (card if changed else None, place, goals)
    if line.outcome == DOUBLE:
        line.target = employer


def _place_after(line: Line, site: Site | None, *, by_id: bool) -> SiteContent | None:
    """What becomes of the head office; None when nothing does. It moves on a day, from its own page."""
    code = line.said("municipality")
    if site is None:
        return (
            SiteContent(municipality_id=code, address=line.said("address"), is_head_office=True)
            if code
            else None
        )
    if code and code != site.municipality_id:
        line.refuse("municipality", MOVED)
    before = {"address": site.address, "transit": site.transit}
    after = overlay(line, ["address", "transit"], before, by_id=by_id)
    if after == before:
        return None
    return SiteContent(municipality_id=site.municipality_id, name=site.name, is_head_office=True, **after)


def _change(line: Line, job: Job) -> None:
    file: EmployerFile = line.target
    card, place, goals = line.content
    if card is not None:
        edit_employer(file=file, content=card, seen=file.card_stamp, objectives=goals, by=job.by, now=job.now)
    if place is None:
        return
    site = head_office(file.employer)
    if site is None:
        add_site(file=file, content=place, by=job.by, now=job.now)
    else:
        edit_site(file=file, site=site, content=place, seen=site.stamp, by=job.by, now=job.now)
