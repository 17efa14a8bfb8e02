"""What belongs to an employer: its places of work and the people one speaks with."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from crm.accounts.policy import Permission
from crm.core.text import fold
from crm.employers import services
from crm.employers.models import Contact, EmployerFile, Site
from crm.employers.rules import ContactContent, SiteContent
from crm.exchange import cells
from crm.exchange.columns import Column, Line
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
    said_before,
)
from crm.exchange.kinds.employer_columns import PLACE_COLUMNS
from crm.exchange.kinds.employers import MOVED, check_point
from crm.exchange.kinds.fields import language, yes_no
from crm.exchange.kinds.owners import OWNER, Files


@dataclass(slots=True)
class There:
    """What is there already: the files of the direction, the rows that a line may name, and by what one is known."""

    job: Job
    files: Files
    rows: Mapping[int, Any]
    numbers: dict[Any, int] = field(default_factory=dict)
    #: By its key, the row that bears it, or the number of the line that does.
    keys: dict[tuple[Any, ...], Any] = field(default_factory=dict)


class OfEmployer(Kind):
    """Rows of an employer: a line says whose by its number, else by the employer's."""

    permission = Permission.WORK_FILES

    def plan(self, lines: Sequence[Line], job: Job) -> None:
        there = self.there(lines, job)
        for line in lines:
            if not line.problems:
                self._plan(line, there)

    def _plan(self, line: Line, there: There) -> None:
        row = named_row(line, there.rows, there.numbers)
        if line.problems or line.outcome:
            return
        file = there.files.at(self.employer_of(row)) if row is not None else there.files.of(line)
        if file is None:
            return
        content = self.content(line, file, row, there)
        if line.problems:
            return
        line.content = (file, content)
        if row is not None:
            line.label, line.target = str(row), row
            line.outcome = SAME if self.is_same(row, content) else UPDATED
            return
        line.outcome = NEW
        self._set_doubles_aside(line, (file.employer_id, *self.key(content)), there)

    def _set_doubles_aside(self, line: Line, key: tuple[Any, ...], there: There) -> None:
        before = None if line.apart else there.keys.get(key)
        if isinstance(before, int):
            line.doubles(None, "", said_before(before))
        elif before is not None:
            line.doubles(None, "", _("Cette fiche existe déjà dans le dossier de l’entreprise."))
        there.keys.setdefault(key, line.number)

    def there(self, lines: Sequence[Line], job: Job) -> There:
        """What is there already."""
        raise NotImplementedError

    def employer_of(self, row: Any) -> int:
        """The employer of a row."""
        number: int = row.employer_id
        return number

    def content(self, line: Line, file: EmployerFile, row: Any, there: There) -> Any:
        """What the line writes, of a new row when there is none; refuses the line for what it lacks."""
        raise NotImplementedError

    def is_same(self, row: Any, content: Any) -> bool:
        """Whether the content is what the row holds."""
        raise NotImplementedError

    def key(self, content: Any) -> tuple[Any, ...]:
        """What makes two rows of one employer the same."""
        raise NotImplementedError

    def after_undo(self, back: Undone, job: Job) -> None:
        services.tell_undone(
            employer_ids=back.employers, direction=job.direction, subject=job.key, by=job.by, now=job.now
        )


class OfCard(OfEmployer):
    """Rows of the directory: each holds just what its content holds."""

    #: A direction has more places and more people to speak to than files: what it exports comes in again whole.
    limit = 20_000
    model: type[Model]
    content_of: type[SiteContent | ContactContent]
    #: The services that write many, and what one of them takes for each row.
    add: Any
    edit: Any
    edit_of: Any

    def there(self, lines: Sequence[Line], job: Job) -> There:  # noqa: ARG002 -- needs read it
        files = Files(job)
        rows = {row.pk: row for row in self._rows(files.employers())}
        there = There(job, files, rows)
        for row in rows.values():
            there.keys.setdefault((row.employer_id, *self.key(row)), row)
        return there

    def _rows(self, employers: Any) -> QuerySet[Any]:
        found: QuerySet[Any] = self.model._default_manager.filter(employer_id__in=employers)
        return found.order_by("pk")

    def lock(self, roots: Collection[int]) -> None:
        own = self.model._default_manager.filter(**{f"{self.tables[0][1]}__in": roots})
        services.lock_of_employers(own.order_by().values_list("employer_id", flat=True).distinct())

    def values_of(self, row: Any) -> dict[str, Any]:
        """What a row holds, by column; what a new one does when there is none."""
        empty: dict[str, Any] = {"municipality_id": "", "name": ""}
        blank = self.content_of(**{name: empty[name] for name in empty if name in self._names()})
        return {_code(name): getattr(row or blank, name) for name in self._names()}

    def _names(self) -> list[str]:
        return [field.name for field in fields(self.content_of)]

    def content(self, line: Line, file: EmployerFile, row: Any, there: There) -> Any:  # noqa: ARG002 -- needs read it
        before = self.values_of(row)
        after = overlay(line, list(before), before, by_id=True)
        line.label = str(after["name"] or file)
        self.check(line, row, after)
        return self.content_of(**{name: after[_code(name)] for name in self._names()})

    def check(self, line: Line, row: Any, after: Mapping[str, Any]) -> None:
        """Refuse what the row may not become."""
        raise NotImplementedError

    def is_same(self, row: Any, content: Any) -> bool:
        return all(getattr(row, name) == getattr(content, name) for name in self._names())

    def make(self, lines: Sequence[Line], job: Job) -> None:
        rows = type(self).add(rows=[line.content for line in lines], by=job.by, now=job.now)
        for line, row in zip(lines, rows, strict=True):
            line.target = row

    def change(self, lines: Sequence[Line], job: Job) -> None:
        rows = [self.edit_of(line.content[0], line.target, line.content[1]) for line in lines]
        type(self).edit(rows=rows, by=job.by, now=job.now)

    def rows(self, viewer: Viewer) -> Iterator[Mapping[str, Any]]:
        own = EmployerFile.objects.visible_to(viewer.user).filter(direction=viewer.direction)
        for row in self._rows(own.values("employer_id")).select_related("employer").iterator(500):
            yield {
                **self.values_of(row),
                "id": row.pk,
                "employer_id": row.employer_id,
                "neq": row.employer.neq,
                "employer": row.employer.legal_name,
            }


def _code(name: str) -> str:
    """A column's code, of the content's name."""
    return name.removesuffix("_id")


class Sites(OfCard):
    """Places of work."""

    code = "sites"
    label = _("Établissements")
    model = Site
    content_of = SiteContent
    add, edit, edit_of = services.add_sites, services.edit_sites, services.SiteEdit
    columns = (
        Column("id", _("Numéro de l’établissement"), cells.identifier, empty=None),
        *OWNER,
        Column("name", _("Nom de l’établissement"), cells.text(120), aliases=("établissement", "site")),
        *PLACE_COLUMNS,
        yes_no("is_head_office", _("Siège"), empty=False),
    )
    tables = ((Site, "employer_id"),)

    def check(self, line: Line, row: Any, after: Mapping[str, Any]) -> None:
        if not after["municipality"]:
            line.refuse("municipality", _("Écrivez la municipalité de l’établissement."))
        elif row is not None and after["municipality"] != row.municipality_id:
            line.refuse("municipality", MOVED)
        if row is not None and row.is_head_office and not after["is_head_office"]:
            line.refuse("is_head_office", _("Désignez un autre siège avant de retirer celui-ci."))
        check_point(line, after)

    def key(self, content: Any) -> tuple[Any, ...]:
        return (content.municipality_id, fold(content.name), fold(content.address))

    def root_of(self, line: Line) -> int | None:
        """The employer: a head office that is named takes the mark from another of its sites."""
        return line.content[0].employer_id if line.content else None

    def roots(self, lines: Sequence[Line]) -> list[int]:
        return self.written(lines)


class Contacts(OfCard):
    """The people of an employer whom advisors speak with."""

    code = "contacts"
    label = _("Contacts")
    model = Contact
    content_of = ContactContent
    add, edit, edit_of = services.add_contacts, services.edit_contacts, services.ContactEdit
    columns = (
        Column("id", _("Numéro du contact"), cells.identifier, empty=None),
        *OWNER,
        Column(
            "name", _("Nom du contact"), cells.text(120), required=True, aliases=("nom", "name", "contact")
        ),
        Column("role", _("Fonction"), cells.text(120), aliases=("titre", "title", "poste")),
        Column("email", _("Courriel"), cells.email, aliases=("email", "e-mail")),
        Column("phone", _("Téléphone"), cells.phone, aliases=("phone", "tél", "cellulaire")),
        language(_("Langue")),
        yes_no("is_signatory", _("Signe pour l’entreprise"), empty=False),
        yes_no("no_email", _("Ne veut pas de courriel"), empty=False),
        yes_no("no_phone", _("Ne veut pas d’appel"), empty=False),
    )
    tables = ((Contact, "pk"),)

    def check(self, line: Line, row: Any, after: Mapping[str, Any]) -> None:  # noqa: ARG002 -- sites read it
        if not after["name"]:
            line.refuse("name", _("Écrivez le nom de la personne."))

    def key(self, content: Any) -> tuple[Any, ...]:
        return (fold(content.name),)
