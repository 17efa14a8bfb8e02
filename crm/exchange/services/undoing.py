"""An import taken back within thirty days: every row as it was, save those edited since, unless one says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.core.locks import one_at_a_time
from crm.core.undo import Change, picture, put_back, same, users_of
from crm.exchange.kinds import KINDS, Undone
from crm.exchange.models import Import, ImportChange, ImportFile, ImportLine, ImportState
from crm.exchange.services.checking import job_of
from crm.exchange.services.receiving import ImportRefused, lock_import, promise
from crm.exchange.services.writing import WRITING_LISTS
from crm.matching.models import Match

UNDO_FOR = timedelta(days=30)
#: How many roots are put back at once.
_PART = 500
#: Whose a row is.
_OWNERS = ("merged_into_id", "employer_id", "file_id", "candidate_id", "need_id")
Rows = Mapping[tuple[str, Any], Mapping[str, Any]]
#: Rows that follow a row made, and go with it: its history, the journal, what the machine computed of it.
FOLLOWERS = (
    "candidates.CandidateMove",
    "candidates.ProfileEdit",
    "candidates.ReadEntry",
    "employers.FileEdit",
    "employers.FileMove",
    "employers.LikelyPair",
    "matching.Match",
    "matching.ScoringRun",
    "needs.NeedEdit",
    "needs.NeedMove",
)


def may_undo(found: Import, now: datetime) -> bool:
    """Whether the import can still be taken back."""
    return bool(found.state == ImportState.DONE and found.written_at and now - found.written_at <= UNDO_FOR)


@transaction.atomic
def ask_for_undo(*, job: Import, also: Collection[int], by: User, now: datetime) -> Import:
    """Have a worker take the import back; `also` are the roots edited since that go back all the same.

    Raises ImportRefused past thirty days, Forbidden.
    """
    locked = lock_import(job, by, ImportState.DONE)
    if not may_undo(locked, now):
        raise ImportRefused(_("Une importation s’annule dans les trente jours."))
    promise(locked, ImportState.UNDOING, now=now, also=sorted(also), by_id=by.pk)
    return locked


def undo_import(
    *, job_id: int, revision: int, also: Collection[int], by_id: int, now: datetime, tell: Any
) -> None:
    """Put every row back; harmless when the import has gone on or away. What stays is listed in `kept`."""
    with one_at_a_time(WRITING_LISTS), transaction.atomic():
        rows = Import.objects.select_for_update(of=("self",)).select_related("direction")
        found = rows.filter(pk=job_id).first()
        if found is None or found.revision != revision or found.state != ImportState.UNDOING:
            return
        by = User.objects.get(pk=by_id)
        back, kept = _undo(found, also, now, tell)
        _tell_kind(found, back, by, now)
        found.state, found.kept = ImportState.UNDONE, sorted(kept)
        found.undone_at, found.undone_by = now, by
        found.save()


def _undo(
    found: Import, also: Collection[int], now: datetime, tell: Any
) -> tuple[list[ImportChange], set[int]]:
    """What was put back, and the roots that stay."""
    kind = KINDS[found.kind]
    back: list[ImportChange] = []
    kept: set[int] = set()
    for part in _in_parts(found):
        # Held before they are compared: nobody writes a row between the look and the undoing.
        kind.lock([change.root for change in part])
        edited = _edited(part, kind.tables)
        going = [one for one in part if one.root not in edited or (one.root in also and edited[one.root])]
        gone = going if _taken_back(going, now) else [one for one in going if _taken_back([one], now)]
        kept |= {one.root for one in part} - {one.root for one in gone}
        back += gone
        tell(len(back))
    return back, kept


def _tell_kind(found: Import, back: list[ImportChange], by: User, now: datetime) -> None:
    kind = KINDS[found.kind]
    roots = [change.root for change in back]
    there = [root for root, rows in picture(kind.tables[:1], roots).items() if rows]
    employers = {key for change in back for key in _employers_in(change.rows)}
    job = job_of(found, by, now=now, tell=None)
    kind.after_undo(Undone(there, sorted(employers)), job)


def _employers_in(rows: list[Change]) -> set[int]:
    named = (
        row["employer_id"] for _table, _key, *both in rows for row in both if row and "employer_id" in row
    )
    return set(named) - {None}


def _taken_back(changes: list[ImportChange], now: datetime) -> bool:
    """Put the rows of these roots back; False, and nothing done, when rows that may not go hold on to one."""
    rows = [row for change in changes for row in change.rows]
    try:
        with transaction.atomic():
            _drop_matches(rows)
            put_back(rows, now=now)
    except (ProtectedError, IntegrityError):
        return False
    return True


def _drop_matches(rows: list[Change]) -> None:
    """Rankings of a need or a person that never was go first: they hold on to the run that made them."""
    made = {(table, key) for table, key, before, _after in rows if before is None}
    Match.objects.filter(need_id__in=[key for table, key in made if table == "needs.LabourNeed"]).delete()
    Match.objects.filter(
        candidate_id__in=[key for table, key in made if table == "candidates.Candidate"]
    ).delete()


def edited_since(found: Import) -> dict[int, bool]:
    """Roots that are no longer as the import left them: their number → whether they can go back all the same.

    What was merged or moved to another employer since cannot: its row means something else now.
    """
    tables = KINDS[found.kind].tables
    edited: dict[int, bool] = {}
    for part in _in_parts(found):
        edited |= _edited(part, tables)
    return edited


def _edited(part: list[ImportChange], tables: Any) -> dict[int, bool]:
    there = picture(tables, [change.root for change in part])
    own = next((model._meta.label for model, path in tables if path == "pk"), "")
    edited = {change.root: True for change in part if not _as_left(change, there.get(change.root, {}), own)}
    edited |= dict.fromkeys(_named_since(part, tables), True)
    return edited | {change.root: False for change in part if _moved(change, there.get(change.root, {}))}


def _in_parts(found: Import) -> Iterator[list[ImportChange]]:
    part: list[ImportChange] = []
    for change in found.changes.order_by("pk").iterator(1_000):
        part.append(change)
        if len(part) == _PART:
            yield part
            part = []
    if part:
        yield part


def _as_left(change: ImportChange, there: Rows, own: str) -> bool:
    """Whether every row is as the import left it, and a root (of the table `own`) that it made has no other row."""
    left = {(table, key): after for table, key, _before, after in change.rows}
    made = any(
        table == own and key == change.root and before is None for table, key, before, _after in change.rows
    )
    return all(same(there.get(row), after) for row, after in left.items()) and not (
        made and set(there) - set(left)
    )


def _moved(change: ImportChange, there: Rows) -> bool:
    """Whether a row belongs to another since, or was merged into one."""
    return any(
        after is not None
        and (row := there.get((table, key), after))
        and any(row.get(name) != after.get(name) for name in _OWNERS)
        for table, key, _before, after in change.rows
    )


def _named_since(part: list[ImportChange], tables: Any) -> set[int]:
    """Roots whose rows others came to name."""
    made: dict[str, list[Any]] = defaultdict(list)
    roots: dict[tuple[str, Any], int] = {}
    for change in part:
        for table, key, before, _after in change.rows:
            if before is None:
                made[table].append(key)
                roots[table, key] = change.root
    return {roots[row] for row in (*users_of(tables, made, ignored=FOLLOWERS), *_touched(made))}


def _touched(made: dict[str, list[Any]]) -> list[tuple[str, Any]]:
    """Needs and persons made by the import on whose pairs somebody acted."""
    acted = Match.objects.touched()
    needs = acted.filter(need_id__in=made.get("needs.LabourNeed", ()))
    people = acted.filter(candidate_id__in=made.get("candidates.Candidate", ()))
    return [
        *(("needs.LabourNeed", key) for key in needs.values_list("need_id", flat=True)),
        *(("candidates.Candidate", key) for key in people.values_list("candidate_id", flat=True)),
    ]


@transaction.atomic
def forget_old(*, now: datetime) -> int:
    """Past the time of undoing, files, cells kept and pictures are destroyed; counts and names of files stay."""
    old = Import.objects.filter(at__lt=now - UNDO_FOR - timedelta(days=1), forgotten_at=None)
    numbers = list(old.exclude(written_at__gte=now - UNDO_FOR).values_list("pk", flat=True)[:100])
    ImportFile.objects.filter(owner_id__in=numbers).delete()
    ImportChange.objects.filter(owner_id__in=numbers).delete()
    ImportLine.objects.filter(owner_id__in=numbers).update(cells=[], label="")
    return Import.objects.filter(pk__in=numbers).update(forgotten_at=now, samples=[])
