"""Opening the file of an employer: a new one with its first site, or one more direction for a known one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.core.errors import Refusal
from crm.employers.models import Employer, EmployerFile, FileEditKind, FileLead, FileMove, FileStage, Site
from crm.employers.rules import EmployerContent, SiteContent
from crm.employers.services.writing import (
    EmployerRefused,
    check_point,
    clean_employer,
    employer_of_neq,
    record,
    require_direction,
    values_of,
)
from crm.territory.models import Direction, Municipality


class EmployerKnown(Refusal):
    """An employer with that NEQ is in the directory: a file is opened on it instead of making a double."""

    default = _("Une entreprise porte déjà ce NEQ.")

    def __init__(self, employer: Employer) -> None:
        super().__init__(field="neq")
        self.employer = employer


class FileKnown(Refusal):
    """The direction already accompanies the employer."""

    default = _("Votre direction suit déjà cette entreprise.")

    def __init__(self, file: EmployerFile) -> None:
        super().__init__()
        self.file = file


@transaction.atomic
def create_employer_file(
    *,
    content: EmployerContent,
    site: SiteContent,
    direction: Direction,
    by: User,
    now: datetime,
    lead: User | None = None,
) -> EmployerFile:
    """An employer, its head office and its file in `direction`, led by `lead` (`by` when none is named).

    Raises EmployerRefused, EmployerKnown when the NEQ is in the directory, Forbidden outside one's directions.
    """
    require_direction(by, direction.pk)
    values = clean_employer(content)
    if not Municipality.objects.filter(pk=site.municipality_id).exists():
        raise EmployerRefused(_("Choisissez une municipalité dans la liste."), field="municipality")
    check_point(site)
    employer = _make_employer(values)
    Site.objects.create(employer=employer, **values_of(site) | {"is_head_office": True})
    return _open(employer, direction, lead=lead or by, by=by, now=now)


def _make_employer(values: dict[str, Any]) -> Employer:
    known = employer_of_neq(values["neq"])
    if known is not None:
        raise EmployerKnown(known)
    try:
        with transaction.atomic():
            return Employer.objects.create(**values)
    except IntegrityError:
        # Two people typed the same NEQ at once: the second one is offered the card of the first.
        known = employer_of_neq(values["neq"])
        if known is None:
            raise
        raise EmployerKnown(known) from None


@transaction.atomic
def open_file(
    *, employer: Employer, direction: Direction, by: User, now: datetime, lead: User | None = None
) -> EmployerFile:
    """The file of a known employer in one more direction. Raises FileKnown when there is one, Forbidden elsewhere."""
    require_direction(by, direction.pk)
    if not Employer.objects.select_for_update().filter(pk=employer.pk).exists():
        raise EmployerRefused(_("Cette fiche vient d’être fusionnée avec une autre."))
    known = EmployerFile.objects.filter(employer=employer, direction=direction).first()
    if known is not None:
        raise FileKnown(known)
    return _open(employer, direction, lead=lead or by, by=by, now=now)


def _open(employer: Employer, direction: Direction, *, lead: User, by: User, now: datetime) -> EmployerFile:
    today = timezone.localdate(now)
    file = EmployerFile.objects.create(employer=employer, direction=direction, opened_on=today)
    FileMove.objects.create(file=file, from_stage="", to_stage=FileStage.SPOTTED, at=now, by=by)
    FileLead.objects.create(file=file, user=lead, valid_from=today)
    record(file, FileEditKind.OPENED, by=by, now=now, subject=lead.name)
    return file
