"""Writing many cards, sites and contacts at once: the same rules, rows and audit as one by one, in few statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require
from crm.core.bulk import save_all
from crm.core.errors import Forbidden
from crm.employers.models import Contact, Employer, EmployerFile, FileEdit, FileEditKind, Site
from crm.employers.rules import ContactContent, EmployerContent, SiteContent
from crm.employers.services.bulk import check_places
from crm.employers.services.directory import contact_values
from crm.employers.services.writing import (
    TELLING,
    EmployerRefused,
    clean_employer,
    require_of_file,
    require_unchanged,
    values_of,
    write,
)

_Row = TypeVar("_Row", bound=Model)
_CARD = [field.name for field in fields(EmployerContent)]
_PLACE = [field.name for field in fields(SiteContent) if field.name != "municipality_id"]
_PERSON = [field.name for field in fields(ContactContent)]


@dataclass(frozen=True, slots=True)
class CardEdit:
    """What becomes of the card of a file's employer and of the file's objectives; the file as it was read."""

    file: EmployerFile
    card: EmployerContent
    objectives: str


@dataclass(frozen=True, slots=True)
class SiteEdit:
    """What becomes of a site; the row as it was read."""

    file: EmployerFile
    row: Site
    content: SiteContent


@dataclass(frozen=True, slots=True)
class ContactEdit:
    """What becomes of a contact; the row as it was read."""

    file: EmployerFile
    row: Contact
    content: ContactContent


@transaction.atomic
def edit_employers(*, rows: Sequence[CardEdit], by: User | None, now: datetime) -> None:
    """Write many cards. All or none. Raises what `edit_employer` raises, for the first that it would refuse."""
    files = _lock_cards([row.file for row in rows], by)
    edits = []
    values = {row.file.pk: clean_employer(row.card) for row in rows}
    _check_neqs(files, {key: value["neq"] for key, value in values.items() if value["neq"]})
    for row in rows:
        file = files[row.file.pk]
        require_unchanged(file.card_stamp, row.file.card_stamp)
        changes = write(file.employer, values[file.pk]) | write(file, {"objectives": row.objectives})
        if changes:
            edits.append(FileEdit(file=file, at=now, by=by, kind=FileEditKind.EMPLOYER, changes=changes))
    employers = [edit.file.employer for edit in edits]
    for employer in employers:
        employer.derive()
    save_all(employers, [*_CARD, "folded_name", "web_domain", "doubles_sought_at"])
    save_all([edit.file for edit in edits], ["objectives"])
    _record(edits)


def _check_neqs(files: dict[int, EmployerFile], neqs: dict[int, str]) -> None:
    holders = dict(Employer.everything.filter(neq__in=neqs.values()).values_list("neq", "pk"))
    twice = len(set(neqs.values())) != len(neqs)
    if twice or any(
        holders.get(neq, files[key].employer_id) != files[key].employer_id for key, neq in neqs.items()
    ):
        raise EmployerRefused(_("Une autre entreprise porte déjà ce NEQ."), field="neq")


@transaction.atomic
def add_sites(
    *, rows: Sequence[tuple[EmployerFile, SiteContent]], by: User | None, now: datetime
) -> list[Site]:
    """Many more places of work, in their order; the first of an employer, or the last named so, is its head office."""
    files = _lock_cards([file for file, _place in rows], by)
    check_places([place for _file, place in rows])
    heads = dict.fromkeys(
        Site.objects.filter(employer__in={file.employer_id for file in files.values()}).values_list(
            "employer_id", flat=True
        )
    )
    made: list[Site] = []
    head: dict[int, Site] = {}
    for file, place in rows:
        employer = files[file.pk].employer
        site = Site(employer=employer, **values_of(place))
        site.is_head_office = place.is_head_office or employer.pk not in heads
        if site.is_head_office and employer.pk in head:
            head[employer.pk].is_head_office = False
        if site.is_head_office:
            head[employer.pk] = site
        heads[employer.pk] = None
        made.append(site)
    Site.objects.filter(employer__in=head, is_head_office=True).update(is_head_office=False)
    Site.objects.bulk_create(made)
    prefetch_related_objects(made, "municipality")
    _record_added(FileEditKind.SITE_ADDED, files, rows, made, by=by, now=now)
    return made


@transaction.atomic
def edit_sites(*, rows: Sequence[SiteEdit], by: User | None, now: datetime) -> None:
    """Write many sites; a municipality changes by `move_site`. Raises what `edit_site` raises."""
    files = _lock_cards([row.file for row in rows], by)
    sites = _locked(Site, rows)
    prefetch_related_objects(list(sites.values()), "municipality")
    edits: list[FileEdit] = []
    for row in rows:
        site, values = sites[row.row.pk], values_of(row.content)
        del values["municipality_id"]
        if site.is_head_office and not row.content.is_head_office:
            raise EmployerRefused(
                _("Désignez un autre siège avant de retirer celui-ci."), field="is_head_office"
            )
        edits += _edited(FileEditKind.SITE_EDITED, files[row.file.pk], site, values, by=by, now=now)
    check_places([row.content for row in rows])
    heads = {row.row.employer_id: row.row.pk for row in rows if row.content.is_head_office}
    # A mark that one site alone may bear is given up before it is taken.
    Site.objects.filter(employer__in=heads, is_head_office=True).exclude(pk__in=heads.values()).update(
        is_head_office=False
    )
    save_all([sites[edit.target] for edit in edits if edit.target], _PLACE)
    _record(edits)


@transaction.atomic
def add_contacts(
    *, rows: Sequence[tuple[EmployerFile, ContactContent]], by: User | None, now: datetime
) -> list[Contact]:
    """Many more persons whom advisors speak with, in their order. Raises EmployerRefused without a name, Forbidden."""
    files = _lock_files([file for file, _person in rows], by)
    made = Contact.objects.bulk_create(
        Contact(employer=files[file.pk].employer, **contact_values(person)) for file, person in rows
    )
    _record_added(FileEditKind.CONTACT_ADDED, files, rows, made, by=by, now=now)
    return list(made)


@transaction.atomic
def edit_contacts(*, rows: Sequence[ContactEdit], by: User | None, now: datetime) -> None:
    """Write many contacts. Raises what `edit_contact` raises."""
    files = _lock_files([row.file for row in rows], by)
    contacts = _locked(Contact, rows)
    edits: list[FileEdit] = []
    for row in rows:
        values = contact_values(row.content)
        edits += _edited(
            FileEditKind.CONTACT_EDITED, files[row.file.pk], contacts[row.row.pk], values, by=by, now=now
        )
    save_all(
        [contacts[edit.target] for edit in edits if edit.target], [*_PERSON, "phone_key", "email_domain"]
    )
    _record(edits)


def lock_of_employers(employer_ids: Collection[int]) -> None:
    """Hold the files of these employers, then their cards: in the order in which whoever writes them does."""
    for model, named in ((EmployerFile, "employer_id"), (Employer, "pk")):
        rows = model.everything.select_for_update().filter(**{f"{named}__in": employer_ids})
        list(rows.order_by("pk").values_list("pk"))


def _lock_files(files: Iterable[EmployerFile], by: User | None) -> dict[int, EmployerFile]:
    """The files, locked in the order of their keys, by key. Raises Forbidden, EmployerRefused when one was merged."""
    require(by, Permission.WORK_FILES)
    wanted = {file.pk for file in files}
    seen = EmployerFile.objects.filter(pk__in=wanted)
    if by is not None and seen.visible_to(by).count() != seen.count():
        raise Forbidden
    locked = seen.select_for_update(of=("self",)).select_related("employer").order_by("pk")
    found = {file.pk: file for file in locked}
    if len(found) != len(wanted):
        raise EmployerRefused(_("Ce dossier vient d’être fusionné avec un autre."))
    return found


def _lock_cards(files: Iterable[EmployerFile], by: User | None) -> dict[int, EmployerFile]:
    found = _lock_files(files, by)
    wanted = {file.employer_id for file in found.values()}
    cards = Employer.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    employers = {employer.pk: employer for employer in cards}
    for file in found.values():
        file.employer = employers[file.employer_id]
    return found


def _locked(model: type[_Row], rows: Sequence[Any]) -> dict[int, _Row]:
    """The rows, locked, as they were read, by key. Raises StaleRevision when one was written since."""
    wanted = [row.row.pk for row in rows]
    there = model._base_manager.select_for_update().filter(pk__in=wanted).order_by("pk")
    found: dict[int, _Row] = {row.pk: row for row in there}
    for row in rows:
        require_of_file(row.row, row.file)
        now_there: Any = found.get(row.row.pk)
        require_unchanged(now_there.stamp if now_there else 0, row.row.stamp)
    return found


def _edited(
    kind: FileEditKind,
    file: EmployerFile,
    row: Any,
    values: dict[str, Any],
    *,
    by: User | None,
    now: datetime,
) -> list[FileEdit]:
    changes = write(row, values)
    edit = FileEdit(
        file=file, at=now, by=by, kind=kind, subject=str(row)[:200], changes=changes, target=row.pk
    )
    return [edit] if changes else []


def _record_added(
    kind: FileEditKind,
    files: dict[int, EmployerFile],
    rows: Sequence[tuple[EmployerFile, Any]],
    made: Sequence[Any],
    *,
    by: User | None,
    now: datetime,
) -> None:
    _record(
        [
            FileEdit(file=files[file.pk], at=now, by=by, kind=kind, subject=str(row)[:200])
            for (file, _content), row in zip(rows, made, strict=True)
        ]
    )


def _record(edits: Sequence[FileEdit]) -> None:
    """Write the audit rows; whoever they tell more of has its doubles sought anew."""
    told = {edit.file.employer_id for edit in edits if edit.kind in TELLING}
    Employer.objects.filter(pk__in=told).update(doubles_sought_at=None)
    FileEdit.objects.bulk_create(edits, batch_size=1_000)
