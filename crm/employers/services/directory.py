"""Writing an employer's card, its sites and its contacts, from a file that one works with."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.core.jobs import enqueue
from crm.employers.models import Contact, EmployerFile, FileEdit, FileEditKind, Site, SiteMove
from crm.employers.rules import ContactContent, EmployerContent, SiteContent
from crm.employers.services.writing import (
    EmployerRefused,
    check_point,
    clean_employer,
    employer_of_neq,
    lock_card,
    lock_file,
    record,
    require_file,
    require_of_file,
    require_unchanged,
    values_of,
    write,
)
from crm.territory.models import Municipality

#: Ranks the needs of a site where it is now.
SITE_MOVED = "workers.tasks.needs.site_moved"


@transaction.atomic
def edit_employer(
    *,
    file: EmployerFile,
    content: EmployerContent,
    seen: int,
    by: User | None,
    now: datetime,
    objectives: str = "",
) -> FileEdit | None:
    """Write the employer's card and the objectives of the file; None when nothing changed.

    `seen`: the file's `card_stamp` as the writer read it. Raises EmployerRefused, StaleRevision, Forbidden.
    """
    require_file(by, file)
    locked = lock_card(file)
    require_unchanged(locked.card_stamp, seen)
    values = clean_employer(content)
    known = employer_of_neq(values["neq"], other_than=locked.employer)
    if known == locked.employer:
        raise EmployerRefused(
            _("Ce NEQ est celui d’une fiche fusionnée avec celle-ci : annulez la fusion pour le reprendre."),
            field="neq",
        )
    if known:
        raise EmployerRefused(_("Une autre entreprise porte déjà ce NEQ."), field="neq")
    changes = write(locked.employer, values) | write(locked, {"objectives": objectives})
    return _saved(locked, changes, by=by, now=now) if changes else None


def _saved(
    locked: EmployerFile, changes: dict[str, list[Any]], *, by: User | None, now: datetime
) -> FileEdit:
    locked.employer.save()
    locked.save()
    return record(locked, FileEditKind.EMPLOYER, by=by, now=now, changes=changes)


@transaction.atomic
def undo_employer_edit(*, edit: FileEdit, by: User | None, now: datetime) -> FileEdit:
    """Put back what an edit of the card changed. Raises EmployerRefused when someone wrote it since, Forbidden."""
    require_file(by, edit.file)
    locked = lock_card(edit.file)
    rows: dict[str, Any] = {
        name: locked if name == "objectives" else locked.employer for name in edit.changes
    }
    if any(getattr(row, name) != edit.changes[name][1] for name, row in rows.items()):
        raise EmployerRefused(_("Cette valeur a changé depuis : reprenez-la dans la fiche."))
    for name, row in rows.items():
        setattr(row, name, edit.changes[name][0])
    back = {name: [after, before] for name, (before, after) in edit.changes.items()}
    return _saved(locked, back, by=by, now=now)


@transaction.atomic
def add_site(*, file: EmployerFile, content: SiteContent, by: User | None, now: datetime) -> Site:
    """One more place of work; the first one, or one named so, is the head office."""
    require_file(by, file)
    locked = lock_file(file)
    _check_municipality(content.municipality_id)
    check_point(content)
    first = not locked.employer.sites.exists()
    if content.is_head_office:
        locked.employer.sites.update(is_head_office=False)
    values = values_of(content) | {"is_head_office": content.is_head_office or first}
    site = Site.objects.create(employer=locked.employer, **values)
    record(locked, FileEditKind.SITE_ADDED, by=by, now=now, subject=str(site))
    return site


@transaction.atomic
def edit_site(
    *, file: EmployerFile, site: Site, content: SiteContent, seen: int, by: User | None, now: datetime
) -> Site:
    """Write a site's name, address and transport; its municipality changes by `move_site`, with a day.

    `seen`: the site's stamp as the writer read it. Raises EmployerRefused, StaleRevision, Forbidden.
    """
    require_file(by, file)
    require_of_file(site, file)
    locked = lock_card(file)
    site = Site.objects.select_for_update().get(pk=site.pk)
    require_unchanged(site.stamp, seen)
    check_point(content)
    values = values_of(content)
    del values["municipality_id"]
    if content.is_head_office:
        locked.employer.sites.exclude(pk=site.pk).update(is_head_office=False)
    elif site.is_head_office:
        raise EmployerRefused(_("Désignez un autre siège avant de retirer celui-ci."), field="is_head_office")
    changes = write(site, values)
    if changes:
        site.save()
        record(
            locked,
            FileEditKind.SITE_EDITED,
            by=by,
            now=now,
            subject=str(site),
            changes=changes,
            target=site.pk,
        )
    return site


def _check_municipality(code: str) -> None:
    if not Municipality.objects.filter(pk=code).exists():
        raise EmployerRefused(_("Choisissez une municipalité dans la liste."), field="municipality")


@transaction.atomic
def move_site(
    *,
    file: EmployerFile,
    site: Site,
    municipality: Municipality,
    moved_on: date,
    by: User | None,
    now: datetime,
    address: str = "",
) -> Site:
    """The site moved on a day: acts before that day keep the region where it was; its needs are ranked where it is.

    Raises EmployerRefused for the same municipality, a day to come, or a day not after the last move.
    """
    require_file(by, file)
    require_of_file(site, file)
    locked = lock_file(file)
    if municipality.pk == site.municipality_id:
        raise EmployerRefused(_("L’établissement est déjà dans cette municipalité."), field="municipality")
    if moved_on > timezone.localdate(now):
        raise EmployerRefused(
            _("Inscrivez un déménagement le jour où il a eu lieu, pas avant."), field="moved_on"
        )
    last = site.moves.order_by("-moved_on").first()
    if last and last.moved_on >= moved_on:
        raise EmployerRefused(_("La date doit suivre celle du dernier déménagement."), field="moved_on")
    SiteMove.objects.create(site=site, from_municipality_id=site.municipality_id, moved_on=moved_on)
    changes = {"municipality": [site.municipality.name, municipality.name]}
    site.municipality = municipality
    site.address = address
    # The point was that of the place it left.
    site.lat = site.lon = None
    site.save()
    record(locked, FileEditKind.SITE_MOVED, by=by, now=now, subject=str(site), changes=changes)
    enqueue(SITE_MOVED, key=f"site-moved-{site.pk}", now=now, site_id=site.pk, at=now.isoformat())
    return site


@transaction.atomic
def add_contact(*, file: EmployerFile, content: ContactContent, by: User | None, now: datetime) -> Contact:
    """One more person whom advisors speak with. Raises EmployerRefused without a name, Forbidden."""
    require_file(by, file)
    locked = lock_file(file)
    contact = Contact.objects.create(employer=locked.employer, **contact_values(content))
    record(locked, FileEditKind.CONTACT_ADDED, by=by, now=now, subject=contact.name)
    return contact


@transaction.atomic
def edit_contact(
    *,
    file: EmployerFile,
    contact: Contact,
    content: ContactContent,
    seen: int,
    by: User | None,
    now: datetime,
) -> Contact:
    """Write a contact; `seen`: its stamp as the writer read it.

    Raises EmployerRefused without a name, StaleRevision, Forbidden.
    """
    require_file(by, file)
    require_of_file(contact, file)
    locked = lock_file(file)
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    require_unchanged(contact.stamp, seen)
    changes = write(contact, contact_values(content))
    if changes:
        contact.save()
        record(
            locked,
            FileEditKind.CONTACT_EDITED,
            by=by,
            now=now,
            subject=contact.name,
            changes=changes,
            target=contact.pk,
        )
    return contact


def contact_values(content: ContactContent) -> dict[str, object]:
    """The values to store. Raises EmployerRefused without a name."""
    if not content.name.strip():
        raise EmployerRefused(_("Écrivez le nom de la personne."), field="name")
    return values_of(content)
