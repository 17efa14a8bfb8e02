"""What belongs to an employer: its places of work and the people one speaks with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from crm.accounts.policy import Permission
from crm.core.errors import Refusal
from crm.core.text import fold
from crm.employers.models import Contact, EmployerFile, Site
from crm.employers.rules import ContactContent, SiteContent
from crm.employers.services import add_contact, add_site, edit_contact, edit_site, tell_undone
from crm.exchange import cells
from crm.exchange.columns import Column, Line
from crm.exchange.kinds.base import (
    DOUBLE,
    NEW,
    SAME,
    UNKNOWN_ID,
    UPDATED,
    Job,
    Kind,
    Undone,
    Viewer,
    overlay,
    refuse_with,
)
from crm.exchange.kinds.employers import MOVED, PLACE
from crm.exchange.kinds.owners import OWNER, Files

M = TypeVar("M", bound=Model)
_CARD = tuple(field.name for field in fields(ContactContent))


class OfEmployer(Kind):
    """Rows of an employer, planned and written one by one through the services of employers."""

    permission = Permission.WORK_FILES
    model: type[Model]

    def plan(self, lines: Sequence[Line], job: Job) -> None:
        files = Files(job)
        rows: dict[int, Any] = {row.pk: row for row in self.existing(files.employers())}
        seen: dict[tuple[Any, ...], Any] = {}
        for row in rows.values():
            seen.setdefault(self.key_of(row), row)
        for line in lines:
            if not line.problems:
                self._plan(line, files, rows, seen)

    def _plan(self, line: Line, files: Files, rows: dict[int, Any], seen: dict[tuple[Any, ...], Any]) -> None:
        number = line.said("id", None)
        row = rows.get(number) if number else None
        if number and row is None:
            line.refuse("id", UNKNOWN_ID)
            return
        file = files.at(row.employer_id) if row is not None else files.of(line)
        if file is None:
            return
        if row is not None:
            self.plan_change(line, file, row)
            return
        content = self.content(line)
        if line.problems:
            return
        key = (file.employer_id, *self.key(content))
        line.outcome, line.target, line.content = NEW, file, content
        if key in seen:
            line.outcome, line.target = DOUBLE, file.employer
        seen.setdefault(key, line)

    def existing(self, employers: Sequence[int]) -> QuerySet[Any]:
        """The rows of these employers."""
        return self.model._default_manager.filter(employer_id__in=employers)

    def plan_change(self, line: Line, file: EmployerFile, row: Any) -> None:
        """Say what the line changes of a row that it names."""
        before = {name: getattr(row, name) for name in self.values}
        after = overlay(line, self.values, before, by_id=True)
        line.label = str(row)
        line.outcome = SAME if after == before else UPDATED
        line.target, line.content = row, (file, after)

    values: tuple[str, ...]

    def content(self, line: Line) -> Any:
        """What a new line writes; refuses the line for what it lacks."""
        raise NotImplementedError

    def key(self, content: Any) -> tuple[Any, ...]:
        """What makes two rows of one employer the same."""
        raise NotImplementedError

    def key_of(self, row: Any) -> tuple[Any, ...]:
        """The key of a row that is there already."""
        return (row.employer_id, *self.key(row))

    def write(self, lines: Sequence[Line], job: Job) -> None:
        for done, line in enumerate(lines):
            try:
                if line.outcome == NEW:
                    line.target = self.add(line, job)
                elif line.outcome == UPDATED:
                    self.change(line, job)
            except Refusal as refusal:
                refuse_with(line, refusal)
            if done % 50 == 0:
                job.tell(done)

    def add(self, line: Line, job: Job) -> Any:
        """Write a new row."""
        raise NotImplementedError

    def change(self, line: Line, job: Job) -> None:
        """Write a row that is there."""
        raise NotImplementedError

    def after_undo(self, back: Undone, job: Job) -> None:
        tell_undone(
            employer_ids=back.employers, direction=job.direction, subject=job.key, by=job.by, now=job.now
        )

    def rows(self, viewer: Viewer) -> Iterator[Mapping[str, Any]]:
        own = (
            EmployerFile.objects.visible_to(viewer.user)
            .filter(direction=viewer.direction)
            .values("employer_id")
        )
        found = (
            self.model._default_manager.filter(employer_id__in=own).select_related("employer").order_by("pk")
        )
        for row in found.iterator(500):
            plain: Any = row
            yield {
                "id": plain.pk,
                "employer_id": plain.employer_id,
                "neq": plain.employer.neq,
                "employer": plain.employer.legal_name,
                **{column.code: self.exported(plain, column.code) for column in self.columns[4:]},
            }

    def exported(self, row: Any, name: str) -> Any:
        """A value of a row as an export shows it."""
        shown = getattr(row, f"get_{name}_display", None)
        return shown() if shown else getattr(row, type(row)._meta.get_field(name).attname)


class Sites(OfEmployer):
    """Places of work."""

    code = "sites"
    label = _("Établissements")
    model = Site
    values = ("name", "address", "is_head_office", "transit")
    columns = (
        Column("id", _("Numéro de l’établissement"), cells.identifier, empty=None),
        *OWNER,
        Column("name", _("Nom de l’établissement"), cells.text(120), aliases=("établissement", "site")),
        *PLACE,
        Column("is_head_office", _("Siège"), cells.truth, empty=False, choices=(_("oui"), _("non"))),
    )
    tables = ((Site, "employer_id"),)

    def plan_change(self, line: Line, file: EmployerFile, row: Site) -> None:
        """A site moves on a day, from its own page."""
        if line.said("municipality", row.municipality_id) != row.municipality_id:
            line.refuse("municipality", MOVED)
        if row.is_head_office and line.said("is_head_office", True) is False:
            line.refuse("is_head_office", _("Désignez un autre siège avant de retirer celui-ci."))
        if not line.problems:
            super().plan_change(line, file, row)

    def content(self, line: Line) -> SiteContent:
        line.label = line.said("name") or line.said("employer")
        if not line.said("municipality"):
            line.refuse("municipality", _("Écrivez la municipalité de l’établissement."))
        known = ("name", "address", "is_head_office", "transit")
        return SiteContent(
            municipality_id=line.said("municipality"),
            **{name: line.values[name] for name in known if name in line.values},
        )

    def key(self, content: Any) -> tuple[Any, ...]:
        return (content.municipality_id, fold(content.name), fold(content.address))

    def add(self, line: Line, job: Job) -> Site:
        return add_site(file=line.target, content=line.content, by=job.by, now=job.now)

    def change(self, line: Line, job: Job) -> None:
        file, after = line.content
        content = SiteContent(municipality_id=line.target.municipality_id, **after)
        edit_site(
            file=file, site=line.target, content=content, seen=line.target.stamp, by=job.by, now=job.now
        )

    def root_of(self, line: Line) -> int | None:
        """The employer: a head office that is named takes the mark from another of its sites."""
        return getattr(line.target, "employer_id", None)

    def roots(self, lines: Sequence[Line]) -> list[int]:
        return self.written(lines)


class Contacts(OfEmployer):
    """The people of an employer whom advisors speak with."""

    code = "contacts"
    label = _("Contacts")
    model = Contact
    values = _CARD
    columns = (
        Column("id", _("Numéro du contact"), cells.identifier, empty=None),
        *OWNER,
        Column(
            "name", _("Nom du contact"), cells.text(120), required=True, aliases=("nom", "name", "contact")
        ),
        Column("role", _("Fonction"), cells.text(120), aliases=("titre", "title", "poste")),
        Column("email", _("Courriel"), cells.email, aliases=("email", "e-mail")),
        Column("phone", _("Téléphone"), cells.phone, aliases=("phone", "tél")),
        Column(
            "language",
            _("Langue"),
            cells.choice(settings.LANGUAGES),
            empty="fr-ca",
            choices=cells.choices_of(settings.LANGUAGES),
        ),
        Column(
            "is_signatory",
            _("Signe pour l’entreprise"),
            cells.truth,
            empty=False,
            choices=(_("oui"), _("non")),
        ),
    )
    tables = ((Contact, "pk"),)

    def content(self, line: Line) -> ContactContent:
        line.label = line.said("name")
        if not line.said("name"):
            line.refuse("name", _("Écrivez le nom de la personne."))
        return ContactContent(
            **{"name": ""} | {name: line.values[name] for name in _CARD if name in line.values}
        )

    def plan_change(self, line: Line, file: EmployerFile, row: Contact) -> None:
        if "name" in line.values and not line.values["name"]:
            line.refuse("name", _("Écrivez le nom de la personne."))
            return
        super().plan_change(line, file, row)

    def key(self, content: Any) -> tuple[Any, ...]:
        return (fold(content.name),)

    def add(self, line: Line, job: Job) -> Contact:
        return add_contact(file=line.target, content=line.content, by=job.by, now=job.now)

    def change(self, line: Line, job: Job) -> None:
        contact, (file, after) = line.target, line.content
        edit_contact(
            file=file,
            contact=contact,
            content=ContactContent(**after),
            seen=contact.stamp,
            by=job.by,
            now=job.now,
        )
