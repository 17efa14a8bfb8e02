"""What the services of employers share: who may write a file, the audit row, the checks of content."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require, scope_of
from crm.core.errors import Forbidden, Refusal, StaleRevision
from crm.employers.models import Employer, EmployerFile, FileEdit, FileEditKind, neq_format
from crm.employers.rules import (
    ContactContent,
    EmployerContent,
    SiteContent,
    is_in_quebec,
    is_neq,
    tidy_names,
    tidy_neq,
)

TELLING = {
    FileEditKind.EMPLOYER,
    FileEditKind.SITE_ADDED,
    FileEditKind.SITE_MOVED,
    FileEditKind.CONTACT_ADDED,
    FileEditKind.CONTACT_EDITED,
}
Content = EmployerContent | SiteContent | ContactContent


class EmployerRefused(Refusal):
    """What is written of an employer cannot stand."""

    default = _("Cette fiche ne peut pas être enregistrée ainsi.")


def require_file(by: User | None, file: EmployerFile) -> None:
    """Raise Forbidden unless `by` works with files and sees this one. None is the system itself."""
    require(by, Permission.WORK_FILES)
    if by is not None and not EmployerFile.objects.visible_to(by).filter(pk=file.pk).exists():
        raise Forbidden


def require_direction(by: User | None, direction_id: int) -> None:
    """Raise Forbidden unless `by` works with files in the direction today."""
    require(by, Permission.WORK_FILES)
    if by is not None and direction_id not in scope_of(by).direction_ids:
        raise Forbidden(_("Ce dossier relève d’une autre direction."))


def lock_file(file: EmployerFile) -> EmployerFile:
    """The file, locked until the transaction ends, with its employer. Raises EmployerRefused when it was merged."""
    locked: EmployerFile | None = (
        EmployerFile.objects.select_for_update(of=("self",))
        .select_related("employer")
        .filter(pk=file.pk)
        .first()
    )
    if locked is None:
        raise EmployerRefused(_("Ce dossier vient d’être fusionné avec un autre."))
    return locked


def lock_card(file: EmployerFile) -> EmployerFile:
    """The file and its employer, both locked: two directions may write one employer from their own files."""
    locked = lock_file(file)
    locked.employer = Employer.objects.select_for_update().get(pk=locked.employer_id)
    return locked


def require_unchanged(stamp: int, seen: int) -> None:
    """Raise StaleRevision unless the row is still as its writer read it."""
    if stamp != seen:
        raise StaleRevision


def require_of_file(row: Any, file: EmployerFile) -> None:
    """Raise EmployerRefused when a site or a contact is of another employer."""
    if row.employer_id != file.employer_id:
        raise EmployerRefused(_("Cette fiche est celle d’une autre entreprise."))


def clean_employer(content: EmployerContent) -> dict[str, Any]:
    """The values to store. Raises EmployerRefused when the name is empty or the NEQ is none."""
    values = {**asdict(content), "neq": tidy_neq(content.neq)}
    values["legal_name"] = content.legal_name.strip()
    if not values["legal_name"]:
        raise EmployerRefused(_("Écrivez le nom de l’entreprise."), field="legal_name")
    if values["neq"] and not is_neq(values["neq"]):
        raise EmployerRefused(neq_format.message, field="neq")
    values["neq"] = values["neq"] or None
    known = (content.legal_name, content.usual_name)
    values["trade_names"] = tidy_names(content.trade_names, known=known)
    return values


def write(row: Model, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Set the values on the row, unsaved; returns what changed: {name: [before, after]}."""
    changes = {
        name: [_plain(getattr(row, name)), _plain(value)]
        for name, value in values.items()
        if getattr(row, name) != value
    }
    for name, value in values.items():
        setattr(row, name, value)
    return changes


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def check_point(content: SiteContent) -> None:
    """Raise EmployerRefused unless the point of a site is whole and in Québec."""
    if not is_in_quebec(content.lat, content.lon):
        raise EmployerRefused(
            _("Inscrivez la latitude et la longitude d’un point du Québec, par exemple 48,4284 et -71,0683."),
            field="lat",
        )


def values_of(content: SiteContent | ContactContent) -> dict[str, Any]:
    """The content as the row's values."""
    return {field.name: getattr(content, field.name) for field in fields(content)}


def record(
    file: EmployerFile,
    kind: str,
    *,
    by: User | None,
    now: datetime,
    subject: str = "",
    changes: dict[str, Any] | None = None,
    target: int | None = None,
) -> FileEdit:
    """Write the audit row of a gesture on the file; `target`: the key of the site or contact that it changed.

    What tells who the employer is has its doubles sought anew.
    """
    if kind in TELLING:
        Employer.objects.filter(pk=file.employer_id).update(doubles_sought_at=None)
    return FileEdit.objects.create(
        file=file, at=now, by=by, kind=kind, subject=subject[:200], changes=changes or {}, target=target
    )


def employer_of_neq(neq: str | None, *, other_than: Employer | None = None) -> Employer | None:
    """The employer that already carries the NEQ; a number of a merged card leads to the card that was kept."""
    if not neq:
        return None
    found = Employer.everything.filter(neq=neq)
    return living((found.exclude(pk=other_than.pk) if other_than else found).first())


def living(employer: Employer | None) -> Employer | None:
    """The card that an employer was merged into, and so on to the one that stands."""
    while employer is not None and employer.merged_into_id is not None:
        employer = employer.merged_into
    return employer
