"""Opening many files at once: the same rules, rows and audit as one by one, in a few statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.core.text import fold
from crm.employers.models import (
    Employer,
    EmployerFile,
    FileEdit,
    FileEditKind,
    FileLead,
    FileMove,
    FileStage,
    Site,
)
from crm.employers.rules import EmployerContent, SiteContent
from crm.employers.services.opening import EmployerKnown
from crm.employers.services.writing import EmployerRefused, clean_employer, employer_of_neq, require_direction
from crm.territory.models import Direction, Municipality

NewEmployer = tuple[EmployerContent, SiteContent, str]


@transaction.atomic
def create_employer_files(
    *, rows: Sequence[NewEmployer], direction: Direction, by: User, now: datetime, lead: User | None = None
) -> list[EmployerFile]:
    """An employer, its head office and its file in `direction` for each (card, place, objectives), in their order.

    All or none. Raises what `create_employer_file` raises, for the first row that it would refuse.
    """
    require_direction(by, direction.pk)
    values = [clean_employer(card) for card, _place, _goals in rows]
    _check_places([place for _card, place, _goals in rows])
    _check_neqs([row["neq"] for row in values if row["neq"]])
    employers = Employer.objects.bulk_create([_employer(row) for row in values])
    Site.objects.bulk_create(
        _site(employer, place) for employer, (_card, place, _goals) in zip(employers, rows, strict=True)
    )
    goals = [objectives for _card, _place, objectives in rows]
    return _open_all(employers, goals, direction, lead=lead or by, by=by, now=now)


def _employer(values: dict[str, Any]) -> Employer:
    return Employer(**values, folded_name=fold(f"{values['legal_name']} {values['usual_name']}"))


def _site(employer: Employer, place: SiteContent) -> Site:
    return Site(
        employer=employer,
        is_head_office=True,
        municipality_id=place.municipality_id,
        name=place.name,
        address=place.address,
        transit=place.transit,
    )


def _check_places(places: Sequence[SiteContent]) -> None:
    wanted = {place.municipality_id for place in places}
    if Municipality.objects.filter(pk__in=wanted).count() != len(wanted):
        raise EmployerRefused(_("Choisissez une municipalité dans la liste."), field="municipality")


def _check_neqs(neqs: Sequence[str]) -> None:
    taken = set(Employer.everything.filter(neq__in=neqs).values_list("neq", flat=True))
    for at, neq in enumerate(neqs):
        if neq in taken and (known := employer_of_neq(neq)):
            raise EmployerKnown(known)
        if neq in neqs[:at]:
            raise EmployerRefused(_("Une entreprise porte déjà ce NEQ."), field="neq")


def _open_all(
    employers: Sequence[Employer],
    goals: Sequence[str],
    direction: Direction,
    *,
    lead: User,
    by: User,
    now: datetime,
) -> list[EmployerFile]:
    today = timezone.localdate(now)
    files = EmployerFile.objects.bulk_create(
        EmployerFile(employer=employer, direction=direction, opened_on=today, objectives=objectives)
        for employer, objectives in zip(employers, goals, strict=True)
    )
    FileMove.objects.bulk_create(
        FileMove(file=file, from_stage="", to_stage=FileStage.SPOTTED, at=now, by=by) for file in files
    )
    FileLead.objects.bulk_create(FileLead(file=file, user=lead, valid_from=today) for file in files)
    FileEdit.objects.bulk_create(
        FileEdit(file=file, at=now, by=by, kind=FileEditKind.OPENED, subject=lead.name[:200])
        for file in files
    )
    return list(files)


@transaction.atomic
def tell_undone(
    *, employer_ids: Sequence[int], direction: Direction, subject: str, by: User | None, now: datetime
) -> None:
    """The cards of these employers were put back as they were: an audit row for each file, and a new stamp."""
    Employer.objects.filter(pk__in=employer_ids).update(doubles_sought_at=None, updated_at=now)
    files = EmployerFile.objects.select_for_update().filter(employer_id__in=employer_ids, direction=direction)
    FileEdit.objects.bulk_create(
        FileEdit(file=file, at=now, by=by, kind=FileEditKind.EMPLOYER, subject=subject[:200])
        for file in files.order_by("pk")
    )
