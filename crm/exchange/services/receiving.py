"""A list is given: read at its head, its columns found, then checked and imported by a worker."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import scope_of
from crm.core.errors import Forbidden, Refusal
from crm.core.jobs import enqueue
from crm.core.text import fold
from crm.exchange.columns import filled, guess_mapping
from crm.exchange.kinds import DOUBLE, KINDS, Kind
from crm.exchange.models import ColumnMemory, Import, ImportFile, ImportProgress, ImportState
from crm.exchange.reading import read_table
from crm.territory.models import Direction

RUN = "workers.tasks.exchange.run_import"
_SAMPLES = 3


class ImportRefused(Refusal):
    """The list cannot go on so; `field` says what to mend."""

    default = _("Cette importation ne peut pas continuer ainsi.")


def require_kind(by: User, kind: Kind, direction: Direction | None = None) -> None:
    """Raise Forbidden, with its reason, unless `by` imports such lists, for that direction when one is given."""
    scope = scope_of(by)
    if not scope.may(kind.permission):
        raise Forbidden(kind.refusal)
    if direction is not None and direction.pk not in scope.direction_ids:
        raise Forbidden(_("Cette liste relève d’une autre direction."))


@transaction.atomic
def receive_file(
    *, kind: str, direction: Direction, filename: str, content: bytes, by: User, now: datetime
) -> Import:
    """Keep a file and find its columns. Raises SheetRefused for what cannot be read, Forbidden."""
    wanted = KINDS[kind]
    require_kind(by, wanted, direction)
    made = Import(kind=kind, direction=direction, by=by, at=now, filename=filename[-200:])
    _read_head(made, content)
    ImportFile.objects.create(owner=made, content=content)
    ImportProgress.objects.create(owner=made, total=made.counts["lines"])
    return made


def _read_head(job: Import, content: bytes) -> None:
    """Read the file, of a workbook the sheet of the import, and find what its columns are."""
    kind = KINDS[job.kind]
    table = read_table(content, limit=kind.limit, sheet=job.sheet)
    job.encoding, job.separator = table.encoding, table.separator
    job.sheet, job.sheets = table.sheet[:100], list(table.sheets)
    job.headings = list(table.headings)
    job.samples = [list(cells) for _number, cells in table.rows[:_SAMPLES]]
    job.mapping = guess_mapping(table.headings, kind.columns, _remembered(job.kind, job.direction, job.by))
    job.counts = {"lines": len(table.rows)}
    job.save()


@transaction.atomic
def choose_sheet(*, job: Import, sheet: str, by: User) -> Import:
    """Read another sheet of the workbook: its columns are found anew. Raises SheetRefused, ImportRefused, Forbidden."""
    locked = lock_import(job, by, ImportState.RECEIVED, ImportState.CHECKED, ImportState.REFUSED)
    if sheet not in locked.sheets:
        raise ImportRefused(_("Cette feuille n’est pas dans le classeur."), field="sheet")
    locked.sheet, locked.state, locked.apart = sheet, ImportState.RECEIVED, []
    locked.revision += 1
    _read_head(locked, bytes(locked.file.content))
    ImportProgress.objects.filter(owner=locked).update(done=0, total=locked.counts["lines"])
    locked.lines.all().delete()
    return locked


@transaction.atomic
def tell_lines_apart(*, job: Import, lines: Collection[int], by: User, now: datetime) -> Import:
    """These lines, by their numbers, are no doubles though they look so: a worker looks at the list anew.

    A line with a NEQ or a number that somebody bears stays a double. Raises ImportRefused, Forbidden.
    """
    locked = lock_import(job, by, ImportState.CHECKED)
    known = set(locked.lines.filter(outcome=DOUBLE, number__in=lines).values_list("number", flat=True))
    locked.apart = sorted(known.union(locked.apart))
    promise(locked, ImportState.CHECKING, now=now)
    return locked


def _remembered(kind: str, direction: Direction, by: User) -> dict[str, str]:
    """One's own choices last; what is not among them, as a colleague of the direction chose it lately."""
    memories = ColumnMemory.objects.filter(kind=kind, direction=direction).order_by("at")
    found: dict[str, str] = {}
    for memory in sorted(memories, key=lambda row: row.user_id == by.pk):
        found |= memory.columns
    return found


@transaction.atomic
def ask_for_check(
    *, job: Import, mapping: Sequence[str], complete_doubles: bool, by: User, now: datetime
) -> Import:
    """The columns are said: they are remembered, and a worker looks at every line without writing any.

    Raises ImportRefused when a column is taken twice or a required one is missing, Forbidden.
    """
    locked = lock_import(job, by, ImportState.RECEIVED, ImportState.CHECKED, ImportState.REFUSED)
    kind = KINDS[locked.kind]
    codes = [code for code in mapping if code]
    if len(mapping) != len(locked.headings) or set(codes) - set(kind.by_code()):
        raise ImportRefused
    _check_columns(kind, codes)
    ColumnMemory.objects.update_or_create(
        user=by,
        direction=locked.direction,
        kind=locked.kind,
        defaults={
            "columns": _meant(locked.headings, mapping),
            "at": now,
        },
    )
    locked.mapping, locked.complete_doubles = list(mapping), complete_doubles
    promise(locked, ImportState.CHECKING, now=now)
    return locked


def _meant(headings: Sequence[str], mapping: Sequence[str]) -> dict[str, str]:
    """What each heading meant; of two columns of one heading, the one that was chosen for something."""
    both = sorted(zip(headings, mapping, strict=True), key=lambda pair: bool(pair[1]))
    return {fold(head): code for head, code in both}


def _check_columns(kind: Kind, codes: Sequence[str]) -> None:
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice:
        label = kind.by_code()[twice].label
        raise ImportRefused(filled(_("« %(column)s » est choisi pour deux colonnes."), column=label))
    missing = [column.label for column in kind.columns if column.required and column.code not in codes]
    if missing and "id" not in codes:
        raise ImportRefused(filled(_("Il manque une colonne : %(column)s."), column=missing[0]))


@transaction.atomic
def ask_for_import(*, job: Import, by: User, now: datetime) -> Import:
    """Have a worker write what was looked at. Raises ImportRefused when nothing would be written, Forbidden."""
    locked = lock_import(job, by, ImportState.CHECKED)
    if not (locked.counts.get("new") or locked.counts.get("updated")):
        raise ImportRefused(_("Rien à importer : aucune ligne n’est nouvelle ni changée."))
    promise(locked, ImportState.WRITING, now=now)
    return locked


@transaction.atomic
def drop_import(*, job: Import, by: User) -> None:
    """Give up a list that wrote nothing: nothing of it stays. Raises ImportRefused once it did, Forbidden."""
    lock_import(job, by, ImportState.RECEIVED, ImportState.CHECKED, ImportState.REFUSED).delete()


def lock_import(job: Import, by: User, *states: str) -> Import:
    """The import, locked, in one of the states. Raises ImportRefused otherwise, Forbidden."""
    locked: Import = Import.objects.select_for_update(of=("self",)).select_related("direction").get(pk=job.pk)
    require_kind(by, KINDS[locked.kind], locked.direction)
    if locked.state not in states:
        raise ImportRefused(_("Cette importation est déjà passée à une autre étape. Relisez la page."))
    return locked


def promise(locked: Import, state: str, *, now: datetime, **more: Any) -> None:
    """Save the import in a state at which a worker takes it up, and ring."""
    locked.state, locked.revision = state, locked.revision + 1
    locked.save()
    ImportProgress.objects.filter(owner=locked).update(done=0)
    enqueue(
        RUN,
        key=f"import-{locked.pk}",
        now=now,
        priority=3,
        import_id=locked.pk,
        revision=locked.revision,
        **more,
    )
