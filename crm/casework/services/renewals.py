"""Permits of foreign staff that expire: written down, and promised to be renewed 6 and 3 months before."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from crm.accounts.models import User
from crm.accounts.policy import Permission, require
from crm.casework.models import FollowUp, PermitRenewal
from crm.casework.rules import FARTHEST, renewal_days
from crm.core.errors import Forbidden, Refusal
from crm.core.formatting import day
from crm.employers.models import EmployerFile, FileEdit, FileEditKind, FileLead, ForeignStaff


class StaffRefused(Refusal):
    """Foreign staff that cannot be written down so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffContent:
    """So many people of one occupation whose permits of one kind expire on one day."""

    permit_id: str
    expires_on: date
    people: int = 1
    occupation_id: str | None = None


@transaction.atomic
def save_foreign_staff(
    *, file: EmployerFile, content: StaffContent, by: User, now: datetime, row: ForeignStaff | None = None
) -> ForeignStaff:
    """Write a row and move its follow-ups to its day. Raises StaffRefused beside the field, Forbidden."""
    _require_file(by, file)
    today = timezone.localdate(now)
    if not 1 <= content.people <= 5000:
        raise StaffRefused(_("Inscrivez combien de personnes, au moins une."), field="people")
    if not today <= content.expires_on <= today + FARTHEST:
        raise StaffRefused(_("Inscrivez une date d’expiration à venir, d’ici cinq ans."), field="expires_on")
    kept = _lock(row, file) if row else ForeignStaff(file=file)
    for name, value in asdict(content).items():
        setattr(kept, name, value)
    kept.save()
    _record(kept, by=by, now=now)
    _forget_other_days(kept)
    _promise(kept, by=by, today=today)
    return kept


@transaction.atomic
def end_foreign_staff(*, row: ForeignStaff, by: User, now: datetime) -> None:
    """These people are renewed or gone: their open follow-ups go too; harmless when repeated. Raises Forbidden."""
    _require_file(by, row.file)
    kept = _lock(row, row.file)
    if kept.ended_at is None:
        kept.ended_at, kept.ended_by = now, by
        kept.save(update_fields=["ended_at", "ended_by", "updated_at"])
        _forget(PermitRenewal.objects.filter(staff=kept))
        _record(kept, by=by, now=now)


@transaction.atomic
def resume_foreign_staff(*, row: ForeignStaff, by: User, now: datetime) -> None:
    """The undo of `end_foreign_staff`; harmless when repeated. Raises Forbidden."""
    _require_file(by, row.file)
    kept = _lock(row, row.file)
    if kept.ended_at is not None:
        kept.ended_at, kept.ended_by = None, None
        kept.save(update_fields=["ended_at", "ended_by", "updated_at"])
        _record(kept, by=by, now=now)
        _promise(kept, by=by, today=timezone.localdate(now))


@transaction.atomic
def plan_renewals(*, now: datetime) -> int:
    """Promise what is not yet promised, for the rows of open files; a second pass finds nothing to do.

    Returns how many follow-ups were made. A file without a lead waits for one.
    """
    today = timezone.localdate(now)
    rows = ForeignStaff.objects.filter(
        ended_at=None, expires_on__gte=today, file__in=EmployerFile.objects.open().values("pk")
    )
    return sum(_promise(row, by=None, today=today) for row in rows.select_for_update(of=("self",)))


def _promise(row: ForeignStaff, *, by: User | None, today: date) -> int:
    lead = FileLead.objects.on(today).filter(file_id=row.file_id).select_related("user").first()
    owner = lead.user if lead else by
    if owner is None:
        return 0
    known = set(
        PermitRenewal.objects.filter(staff=row, expires_on=row.expires_on).values_list("months", flat=True)
    )
    days = renewal_days(row.expires_on, today=today)
    due = {months: at for months, at in days.items() if months not in known}
    for months, due_on in due.items():
        made = FollowUp.objects.create(
            file_id=row.file_id, text=_words(row), due_on=due_on, owner=owner, created_by=by
        )
        PermitRenewal.objects.create(staff=row, months=months, expires_on=row.expires_on, follow_up=made)
    return len(due)


def _words(row: ForeignStaff) -> str:
    """A promise is written in French, whoever the clock works for."""
    with override("fr-ca"):
        return _("Renouveler les permis qui expirent le %(day)s : %(people)s × %(permit)s") % {
            "day": day(row.expires_on, "long"),
            "people": row.people,
            "permit": row.permit.name_fr,
        }


def _forget_other_days(row: ForeignStaff) -> None:
    _forget(PermitRenewal.objects.filter(staff=row).exclude(expires_on=row.expires_on))


def _forget(renewals: object) -> None:
    """Open follow-ups go, with the mark that they were made; those kept stay in the history."""
    open_ones = FollowUp.objects.open().filter(pk__in=renewals.values("follow_up_id"))  # type: ignore[attr-defined]
    made = renewals.filter(follow_up__in=open_ones.values("pk"))  # type: ignore[attr-defined]
    keys = list(made.values_list("pk", "follow_up_id"))
    PermitRenewal.objects.filter(pk__in=[key for key, _follow_up in keys]).delete()
    FollowUp.objects.filter(pk__in=[key for _renewal, key in keys]).delete()


def _record(row: ForeignStaff, *, by: User, now: datetime) -> None:
    with override("fr-ca"):
        subject = f"{row.people} × {row.permit.name_fr}, {day(row.expires_on, 'long')}"
    FileEdit.objects.create(
        file_id=row.file_id, at=now, by=by, kind=FileEditKind.STAFF, subject=subject[:200]
    )


def _lock(row: ForeignStaff, file: EmployerFile) -> ForeignStaff:
    return ForeignStaff.objects.select_for_update(of=("self",)).get(pk=row.pk, file=file)


def _require_file(by: User, file: EmployerFile) -> None:
    require(by, Permission.WORK_FILES)
    if not EmployerFile.objects.visible_to(by).filter(pk=file.pk).exists():
        raise Forbidden
