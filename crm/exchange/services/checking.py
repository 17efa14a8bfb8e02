"""A look at every line without writing any: what it would do, and why it cannot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from crm.accounts.models import User
from crm.core.errors import Refusal
from crm.exchange.columns import Line, in_both, read_cells
from crm.exchange.kinds import BAD, DOUBLE, KINDS, Job, settle
from crm.exchange.models import Import, ImportFile, ImportLine, ImportState
from crm.exchange.reading import read_table
from crm.exchange.references import References, using

OUTCOMES = ("new", "updated", "same", "double", "bad")
_BATCH = 1_000


def job_of(found: Import, by: User, *, now: datetime, tell: Any) -> Job:
    """What whoever writes or takes back the lines needs to know of the import."""
    return Job(
        direction=found.direction,
        by=by,
        now=now,
        references=References(found.direction, timezone.localdate(now)),
        complete_doubles=found.complete_doubles,
        key=found.reference,
        tell=tell,
    )


def planned(found: Import, *, now: datetime, tell: Any) -> tuple[list[Line], Job]:
    """Every line of the file with what it would do today, in the scope of whoever gave it. Raises SheetRefused."""
    kind = KINDS[found.kind]
    content = bytes(ImportFile.objects.get(owner=found).content)
    job = job_of(found, User.objects.get(pk=found.by_id), now=now, tell=tell)
    table = read_table(content, limit=kind.limit, sheet=found.sheet)
    apart = set(found.apart)
    lines = [Line(number, cells, apart=number in apart) for number, cells in table.rows]
    columns = kind.by_code()
    with using(job.references):
        for line in lines:
            read_cells(line, columns, found.mapping)
        kind.plan(lines, job)
    settle(lines)
    return lines, job


@transaction.atomic
def check_import(*, job_id: int, revision: int, now: datetime, tell: Any) -> None:
    """Write what each line would do; harmless when the import has gone on or away."""
    found = (
        Import.objects.select_for_update(of=("self",)).select_related("direction").filter(pk=job_id).first()
    )
    if found is None or found.revision != revision or found.state != ImportState.CHECKING:
        return
    try:
        with translation.override("fr-ca"):
            lines, _job = planned(found, now=now, tell=tell)
    except Refusal as refusal:
        refuse(found, refusal)
        return
    keep_lines(found, lines)
    found.state = ImportState.CHECKED
    found.save()


def refuse(found: Import, refusal: Refusal) -> None:
    """The whole file is refused, for a reason kept in both languages."""
    found.state, found.problem = ImportState.REFUSED, in_both("", refusal.message).as_json()
    found.save()


def keep_lines(found: Import, lines: Sequence[Line]) -> None:
    """Write what every line does, and the counts."""
    found.lines.all().delete()
    ImportLine.objects.bulk_create((_kept(found, line) for line in lines), batch_size=_BATCH)
    counts = Counter(line.outcome for line in lines)
    found.counts = {"lines": len(lines)} | {outcome: counts[outcome] for outcome in OUTCOMES}
    found.problem = {}


def _kept(found: Import, line: Line) -> ImportLine:
    return ImportLine(
        owner=found,
        number=line.number,
        outcome=line.outcome,
        label=_label(line)[:300].replace("\x00", ""),
        problems=[problem.as_json() for problem in (line.problems or filter(None, [line.why]))],
        cells=[cell.replace("\x00", "") for cell in line.cells] if line.outcome in {BAD, DOUBLE} else [],
        root=KINDS[found.kind].root_of(line),
    )


def _label(line: Line) -> str:
    """What the line is called; one that could not be read, by the first thing that it says."""
    return line.label or next((cell for cell in line.cells if cell), "")
