"""Opening many files at once: the same rules, rows and audit as one by one, in a few statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
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
from crm.employers.services.writing import (
    EmployerRefused,
    check_point,
    clean_employer,
    employer_of_neq,
    require_direction,
    values_of,
)
from crm.territory.models import Direction, Municipality


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEmployer:
    """An employer to come: its card, its head office, what its file is for, who leads it (None: who opens it)."""

    card: EmployerContent
    place: SiteContent
    objectives: str = ""
    lead: User | None = None


@transaction.atomic
def create_employer_files(
    *, rows: Sequence[NewEmployer], direction: Direction, by: User, now: datetime
) -> list[EmployerFile]:
    """An employer, its head office and its file in `direction` for each row, in their order.

    All or none. Raises what `create_employer_file` raises, for the first row that it would refuse.
    """
    require_direction(by, direction.pk)
    values = [clean_employer(row.card) for row in rows]
    check_places([row.place for row in rows])
    _check_neqs([row["neq"] for row in values if row["neq"]])
    employers = Employer.objects.bulk_create([_employer(row) for row in values])
    Site.objects.bulk_create(
        Site(employer=employer, **values_of(row.place) | {"is_head_office": True})
        for employer, row in zip(employers, rows, strict=True)
    )
    return _open_all(employers, rows, direction, by=by, now=now)


def _employer(values: Mapping[str, Any]) -> Employer:
    employer = Employer(**values)
    employer.derive()
    return employer


def check_places(places: Iterable[SiteContent]) -> None:
    """Raise EmployerRefused unless every municipality is known, and every point whole and in Québec."""
    wanted = set()
    for place in places:
        wanted.add(place.municipality_id)
        check_point(place)
    if Municipality.objects.filter(pk__in=wanted).count() != len(wanted):
        raise EmployerRefused(_("Choisissez une municipalité dans la liste."), field="municipality")


def _check_neqs(neqs: Sequence[str]) -> None:
    taken = set(Employer.everything.filter(neq__in=neqs).values_list("neq", flat=True))
    seen: set[str] = set()
    for neq in neqs:
        if neq in taken and (known := employer_of_neq(neq)):
            raise EmployerKnown(known)
        if neq in seen:
            raise EmployerRefused(_("Une entreprise porte déjà ce NEQ."), field="neq")
        seen.add(neq)


def _open_all(
    employers: Sequence[Employer],
    rows: Sequence[NewEmployer],
    direction: Direction,
    *,
    by: User,
    now: datetime,
) -> list[EmployerFile]:
    today = timezone.localdate(now)
    leads = [row.lead or by for row in rows]
    files = EmployerFile.objects.bulk_create(
        EmployerFile(employer=employer, direction=direction, opened_on=today, objectives=row.objectives)
        for employer, row in zip(employers, rows, strict=True)
    )
    FileMove.objects.bulk_create(
        FileMove(file=file, from_stage="", to_stage=FileStage.SPOTTED, at=now, by=by) for file in files
    )
    FileLead.objects.bulk_create(
        FileLead(file=file, user=lead, valid_from=today) for file, lead in zip(files, leads, strict=True)
    )
    FileEdit.objects.bulk_create(
        FileEdit(file=file, at=now, by=by, kind=FileEditKind.OPENED, subject=lead.name[:200])
        for file, lead in zip(files, leads, strict=True)
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
