"""A list is given: read at its head, its columns found, then checked and imported by a worker."""

from __future__ import annotations

from collections.abc import Sequence
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
from crm.exchange.kinds import KINDS, Kind
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
    table = read_table(content, limit=wanted.limit)
    made = Import.objects.create(
        kind=kind,
        direction=direction,
        by=by,
        at=now,
        filename=filename[-200:],
        encoding=table.encoding,
        separator=table.separator,
        headings=list(table.headings),
        samples=[list(cells) for _number, cells in table.rows[:_SAMPLES]],
        mapping=guess_mapping(table.headings, wanted.columns, _remembered(kind, direction, by)),
        counts={"lines": len(table.rows)},
    )
    ImportFile.objects.create(owner=made, content=content)
    ImportProgress.objects.create(owner=made, total=len(table.rows))
    return made


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
            "columns": {fold(head): code for head, code in zip(locked.headings, mapping, strict=True)},
            "at": now,
        },
    )
    locked.mapping, locked.complete_doubles = list(mapping), complete_doubles
    promise(locked, ImportState.CHECKING, now=now)
    return locked


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
