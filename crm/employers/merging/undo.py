"""Taking a merge back for thirty days: every moved row returns, every replaced value that nobody wrote since."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.core.errors import Refusal
from crm.employers.merging.crossings import mend_crossings, one_head_office
from crm.employers.merging.journal import RELATIONS, plain, row_of, value_of
from crm.employers.merging.merge import UNDO_LASTS, announce, change_stage, lock_two, refold
from crm.employers.merging.rights import require_may_merge
from crm.employers.merging.since import key_of, written_since
from crm.employers.models import Employer, EmployerFile, EmployerMerge, FileEditKind
from crm.employers.services.writing import record


class UndoRefused(Refusal):
    """A merge that can no longer be taken back, or not yet."""

    default = _("Cette fusion ne peut pas être annulée.")


@transaction.atomic
def undo_merge(
    *, merge: EmployerMerge, returning: frozenset[str] = frozenset(), by: User | None, now: datetime
) -> EmployerMerge:
    """Two employers again. What was made or written since stays with the one that was kept, but for `returning`.

    `returning` holds keys of `merging.since.made_or_written_since`. Raises UndoRefused, Forbidden.
    """
    locked = EmployerMerge.objects.select_for_update().get(pk=merge.pk)
    require_may_merge(by, locked.survivor_id)
    require_undoable(locked, now=now)
    kept, gone = _lock(locked)
    for gone_file, _kept_file in locked.journal["folded"]:
        EmployerFile.everything.filter(pk=gone_file).update(merged_into=None)
    _return_moved(locked, returning)
    _return_made_since(locked, returning)
    _restore_values(locked, by=by, now=now)
    _remove_made(locked)
    mend_crossings(kept.pk, gone.pk)
    one_head_office(locked.journal["heads"])
    _close(locked, kept, gone, by=by, now=now)
    return locked


def require_undoable(merge: EmployerMerge, *, now: datetime) -> None:
    """Raise UndoRefused, with the reason, unless the merge stands, is young and is the last of its employer."""
    if merge.undone_at:
        raise UndoRefused(_("Cette fusion est déjà annulée."))
    if merge.forgotten_at or now - merge.at > UNDO_LASTS:
        raise UndoRefused(_("Une fusion s’annule pendant 30 jours ; ce délai est passé."))
    both = (merge.survivor_id, merge.loser_id)
    standing = EmployerMerge.objects.standing().filter(pk__gt=merge.pk)
    if standing.filter(survivor__in=both).exists() or standing.filter(loser__in=both).exists():
        raise UndoRefused(
            _("Une fusion plus récente de cette entreprise est en vigueur : annulez-la d’abord.")
        )


def still_undoable(now: datetime) -> QuerySet[EmployerMerge]:
    """The merges that are young enough to be taken back, the newest first."""
    rows: QuerySet[EmployerMerge] = EmployerMerge.objects.standing()
    return rows.filter(forgotten_at=None, at__gte=now - UNDO_LASTS)


def kept_file(file_id: int) -> int:
    """The file that a folded one leads to, and so on to the one that stands; itself when it was never folded."""
    rows = EmployerFile.everything.filter(merged_into__isnull=False)
    while (into := rows.filter(pk=file_id).values_list("merged_into", flat=True).first()) is not None:
        file_id = into
    return file_id


def _lock(merge: EmployerMerge) -> tuple[Employer, Employer]:
    Employer.everything.filter(pk=merge.loser_id).update(merged_into=None)
    return lock_two(merge.survivor_id, merge.loser_id)


def _return_moved(merge: EmployerMerge, returning: frozenset[str]) -> None:
    for entry in reversed(merge.journal["moved"]):
        relation = RELATIONS[entry["of"]]
        staying = written_since(entry) - {key for key in entry["ids"] if key_of(relation, key) in returning}
        rows = relation.rows().filter(pk__in=set(entry["ids"]) - staying, **{relation.field: entry["to"]})
        rows.update(**{relation.field: entry["from"]})


def _return_made_since(merge: EmployerMerge, returning: frozenset[str]) -> None:
    for entry in merge.journal["moved"]:
        relation = RELATIONS[entry["of"]]
        known = {*entry["ids"], *entry.get("there", ())}
        there = relation.rows().filter(**{relation.field: entry["to"]}).values_list("pk", flat=True)
        chosen = [key for key in there if key not in known and key_of(relation, key) in returning]
        relation.rows().filter(pk__in=chosen).update(**{relation.field: entry["from"]})


def _restore_values(merge: EmployerMerge, *, by: User | None, now: datetime) -> None:
    for entry in reversed(merge.journal["values"]):
        row = row_of(entry["of"], entry["id"])
        if row is None:
            continue
        values = _untouched(row, entry["fields"])
        if isinstance(row, EmployerFile) and values.get("stage", row.stage) != row.stage:
            change_stage(row, values["stage"], by=by, now=now)
        type(row)._base_manager.filter(pk=row.pk).update(**values)
        if isinstance(row, Employer):
            refold(row.pk)


def _untouched(row: Any, fields: dict[str, list[Any]]) -> dict[str, Any]:
    """The values of before, of the fields that nobody wrote since the merge; a stage and its day go together."""
    values = {
        name: value_of(row, name, before)
        for name, (before, after) in fields.items()
        if plain(getattr(row, name)) == after and not _neq_taken(row, name, before)
    }
    pair = {"stage", "wake_on"} & fields.keys()
    return values if pair <= values.keys() else {k: v for k, v in values.items() if k not in pair}


def _neq_taken(row: Any, name: str, value: Any) -> bool:
    """Somebody else took the number meanwhile: it stays theirs."""
    return bool(name == "neq" and value and Employer.everything.filter(neq=value).exclude(pk=row.pk).exists())


def _remove_made(merge: EmployerMerge) -> None:
    for entry in merge.journal["made"]:
        row = row_of(entry["of"], entry["id"])
        if row is not None and all(
            plain(getattr(row, name)) == value for name, value in entry["values"].items()
        ):
            row.delete()


def _close(merge: EmployerMerge, kept: Employer, gone: Employer, *, by: User | None, now: datetime) -> None:
    Employer.everything.filter(pk__in=(kept.pk, gone.pk)).update(updated_at=now, doubles_sought_at=None)
    names = {row.pk: str(row) for row in Employer.objects.filter(pk__in=(kept.pk, gone.pk))}
    for file in EmployerFile.objects.filter(employer__in=names):
        other = gone.pk if file.employer_id == kept.pk else kept.pk
        record(file, FileEditKind.UNMERGED, by=by, now=now, subject=names[other])
    merge.undone_at, merge.undone_by = now, by
    merge.save(update_fields=["undone_at", "undone_by"])
    announce(kept, gone, now=now)
