"""Employers: the card, its head office, the file of the direction, who leads it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission
from crm.core.errors import Refusal
from crm.employers import services
from crm.employers.models import (
    Contact,
    Employer,
    EmployerFile,
    FileLead,
    Site,
)
from crm.employers.rules import (
    ContactContent,
    EmployerContent,
    SiteContent,
    is_in_quebec,
    tidy_names,
)
from crm.exchange.columns import Line
from crm.exchange.kinds.base import (
    NEW,
    SAME,
    UPDATED,
    Job,
    Kind,
    Undone,
    Viewer,
    named_row,
    overlay,
)
from crm.exchange.kinds.employer_columns import EMPLOYER_COLUMNS
from crm.exchange.kinds.known import Known, head_office
from crm.taxonomy.models import Sector

CARD = tuple(field.name for field in fields(EmployerContent))
#: What of a head office a list of employers writes beside its name and its municipality.
PLACE = tuple(
    field.name
    for field in fields(SiteContent)
    if field.name not in {"name", "municipality_id", "is_head_office"}
)
_CONTACT = {"contact_name": "name", "contact_phone": "phone", "contact_email": "email"}
MOVED = _("Un déménagement porte une date : inscrivez-le à la fiche de l’établissement.")


def check_point(line: Line, values: Mapping[str, Any]) -> None:
    """Refuse half a point, and one beyond Québec."""
    if not is_in_quebec(values.get("lat"), values.get("lon")):
        line.refuse("lat", _("La latitude et la longitude sont celles d’un point du Québec."))


class Employers(Kind):
    """The employers of a direction."""

    code = "employers"
    label = _("Entreprises")
    permission = Permission.WORK_FILES
    limit = 20_000
    completes_doubles = True
    columns = EMPLOYER_COLUMNS
    tables = (
        (Employer, "pk"),
        (Site, "employer_id"),
        (Contact, "employer_id"),
        (EmployerFile, "employer_id"),
        (FileLead, "file__employer_id"),
    )

    def plan(self, lines: Sequence[Line], job: Job) -> None:
        whole = [line for line in lines if not line.problems]
        known = Known(whole, job)
        leads = leads_of(job.direction, job.today)
        seen: dict[Any, int] = {}
        for line in whole:
            file = named_row(line, known.files, seen)
            line.label = line.said("legal_name") or line.said("neq") or (str(file) if file else "")
            if not line.problems and not line.outcome:
                self._plan(line, file, known, leads, job)

    def _plan(self, line: Line, file: EmployerFile | None, known: Known, leads: Leads, job: Job) -> None:
        if file is not None:
            known.check_neq(line, file)
        if line.problems or known.said_before(line, file.employer_id if file else None):
            return
        if file is not None:
            _plan_change(line, file, leads.get(file.pk), job, by_id=True)
            return
        twin = known.twin(line)
        if twin is None:
            _plan_new(line, job)
        elif (completed := known.completes(twin)) is not None:
            _plan_change(line, completed, leads.get(completed.pk), job, by_id=False)

    def make(self, lines: Sequence[Line], job: Job) -> None:
        files = services.create_employer_files(
            rows=[line.content for line in lines], direction=job.direction, by=job.by, now=job.now
        )
        people = []
        for line, file in zip(lines, files, strict=True):
            line.target = file.employer
            told = {name: line.said(code) for code, name in _CONTACT.items() if line.said(code)}
            if told:
                # A number without a name is the employer's own: it is the reception that answers.
                people.append((file, ContactContent(**{"name": "Réception"} | told)))
        services.add_contacts(rows=people, by=job.by, now=job.now)

    def change(self, lines: Sequence[Line], job: Job) -> None:
        cards, heads, new_heads = [], [], []
        for line in lines:
            file: EmployerFile = line.target
            card, place, goals, lead = line.content
            if card is not None:
                cards.append(services.CardEdit(file, card, goals))
            site = head_office(file.employer)
            if place is not None and site is not None:
                heads.append(services.SiteEdit(file, site, place))
            elif place is not None:
                new_heads.append((file, place))
            if lead is not None:
                services.set_lead(file=file, user=lead, by=job.by, now=job.now)
        services.edit_employers(rows=cards, by=job.by, now=job.now)
        services.edit_sites(rows=heads, by=job.by, now=job.now)
        services.add_sites(rows=new_heads, by=job.by, now=job.now)

    def lock(self, roots: Collection[int]) -> None:
        services.lock_of_employers(roots)

    def root_of(self, line: Line) -> int | None:
        found = line.target
        return found.employer_id if isinstance(found, EmployerFile) else getattr(found, "pk", None)

    def after_undo(self, back: Undone, job: Job) -> None:
        services.tell_undone(
            employer_ids=back.roots, direction=job.direction, subject=job.key, by=job.by, now=job.now
        )

    def rows(self, viewer: Viewer) -> Iterator[Mapping[str, Any]]:
        files = EmployerFile.objects.visible_to(viewer.user).filter(direction=viewer.direction).order_by("pk")
        leads = leads_of(viewer.direction, viewer.today)
        shown = viewer.references.advisor_labels
        sectors = {sector.code: f"{sector.code} {sector.name}" for sector in Sector.objects.all()}
        for file in (
            files.select_related("employer").prefetch_related("employer__sites__municipality").iterator(500)
        ):
            lead = leads.get(file.pk)
            yield {
                **values_of(file),
                "id": file.employer_id,
                "sector_id": sectors.get(file.employer.sector_id, ""),
                "lead": shown.get(str(lead.user_id), "") if lead else "",
                "stage": file.get_stage_display(),
                "opened_on": file.opened_on,
            }


Leads = Mapping[int, FileLead]


def leads_of(direction: Any, day: Any) -> Leads:
    """Who leads each file of the direction on the day."""
    rows = FileLead.objects.on(day).filter(file__direction=direction).select_related("file")
    return {lead.file_id: lead for lead in rows}


def values_of(file: EmployerFile) -> dict[str, Any]:
    """What is known of an employer, of its head office and of its file, by column."""
    employer, site = file.employer, head_office(file.employer)
    empty = SiteContent(municipality_id="")
    return {
        **{name: getattr(employer, name) for name in CARD},
        "neq": employer.neq or "",
        "trade_names": tuple(employer.trade_names),
        **{name: getattr(site or empty, name) for name in PLACE},
        "municipality": (site or empty).municipality_id,
        "site_name": (site or empty).name,
        "objectives": file.objectives,
    }


def _card(values: Mapping[str, Any]) -> EmployerContent:
    card = {name: values[name] for name in CARD}
    known = (card["legal_name"], card["usual_name"])
    return EmployerContent(**card | {"trade_names": tuple(tidy_names(card["trade_names"], known=known))})


def _place(values: Mapping[str, Any]) -> SiteContent:
    return SiteContent(
        municipality_id=values["municipality"],
        name=values["site_name"],
        is_head_office=True,
        **{name: values[name] for name in PLACE},
    )


def _check(line: Line, values: Mapping[str, Any]) -> None:
    if not values["legal_name"]:
        line.refuse("legal_name", _("Écrivez le nom de l’entreprise."))
    check_point(line, values)


def _plan_new(line: Line, job: Job) -> None:
    empty = EmployerContent(legal_name=""), SiteContent(municipality_id="")
    before = {
        **{name: getattr(empty[0], name) for name in CARD},
        **{name: getattr(empty[1], name) for name in PLACE},
        **dict.fromkeys(("municipality", "site_name", "objectives"), ""),
    }
    values = overlay(line, list(before), before, by_id=False)
    _check(line, values)
    if not values["municipality"]:
        line.refuse(
            "municipality", _("Écrivez la municipalité : une entreprise a un premier lieu de travail.")
        )
    lead = _lead(line, None, job)
    line.outcome = NEW
    line.content = services.NewEmployer(
        card=_card(values), place=_place(values), objectives=values["objectives"], lead=lead
    )


def _plan_change(line: Line, file: EmployerFile, lead: FileLead | None, job: Job, *, by_id: bool) -> None:
    before = values_of(file)
    after = overlay(line, list(before), before, by_id=by_id)
    _check(line, after)
    if before["municipality"] and after["municipality"] != before["municipality"]:
        line.refuse("municipality", MOVED)
    card, place = _card(after), _place(after)
    same_card = card == _card(before) and after["objectives"] == before["objectives"]
    same_place = place == _place(before) or not place.municipality_id
    led = _lead(line, lead, job) if by_id else None
    line.label = card.legal_name
    if same_card and same_place and led is None:
        line.outcome = SAME if by_id else line.outcome
        line.target = file if by_id else file.employer
        return
    line.outcome, line.target = UPDATED, file
    line.content = (None if same_card else card, None if same_place else place, after["objectives"], led)


def _lead(line: Line, lead: FileLead | None, job: Job) -> User | None:
    """Who the line puts in charge; None when nobody new. Who may not hand over, or lead there, is told so."""
    said = line.said("lead", None)
    if not said or (lead and str(lead.user_id) == said):
        return None
    found: User | None = job.references.posted_advisors.get(said)
    if found is None:
        line.refuse(
            "lead",
            _("La personne responsable est conseillère ou conseiller dans la direction du dossier."),
        )
    elif lead:
        try:
            services.require_may_hand_over(lead.file, lead, job.by)
        except Refusal as refusal:
            line.refuse("lead", refusal.message)
    return found
