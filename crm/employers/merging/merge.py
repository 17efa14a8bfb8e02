"""Merging two cards of one employer into one, by rows that are moved and a journal that takes them back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.core.errors import Refusal, StaleRevision
from crm.core.jobs import enqueue
from crm.employers.merging.journal import Journal
from crm.employers.merging.relations import EMPLOYER_FIELDS, EMPLOYER_ROWS, FILE_ROWS, FILES, Relation
from crm.employers.merging.rights import require_may_merge
from crm.employers.merging.spans import free_days
from crm.employers.models import (
    Employer,
    EmployerFile,
    EmployerMember,
    EmployerMerge,
    FileCollaborator,
    FileEditKind,
    FileLead,
    FileMove,
    Site,
)
from crm.employers.models.keys import domain_of_site
from crm.employers.services.writing import record

UNDO_LASTS = timedelta(days=30)
#: Scores anew whoever holds a permit tied to one of the two.
EMPLOYERS_JOINED = "workers.tasks.employers.employers_joined"


class MergeRefused(Refusal):
    """Two employers that cannot become one as they stand."""

    default = _("Ces deux fiches ne peuvent pas être fusionnées.")


@transaction.atomic
def merge_employers(
    *,
    survivor: Employer,
    loser: Employer,
    taken: frozenset[str] = frozenset(),
    stamp: str = "",
    by: User | None,
    now: datetime,
) -> EmployerMerge:
    """`loser` becomes `survivor`: its rows move there, its row stays and leads there.

    `taken` names what is kept from `loser`: fields of the card, « head_office », and « file-D-stage » or
    « file-D-objectives » of its file in direction D. `stamp` is that of the comparison that was read.
    Raises MergeRefused, StaleRevision, Forbidden.
    """
    kept, gone = lock_two(survivor.pk, loser.pk)
    require_may_merge(by, kept.pk, gone.pk)
    if stamp and stamp != stamp_of(kept, gone):
        raise StaleRevision
    journal = Journal()
    name = str(gone)
    _join_cards(journal, kept, gone, taken)
    _one_head_office(journal, kept, gone, theirs="head_office" in taken)
    _join_access(journal, kept, gone)
    for relation in EMPLOYER_ROWS:
        journal.move(relation, gone.pk, kept.pk)
    _join_files(journal, kept, gone, taken, by=by, now=now)
    Employer.everything.filter(pk=gone.pk).update(merged_into=kept, updated_at=now)
    Employer.everything.filter(pk=kept.pk).update(updated_at=now, doubles_sought_at=None)
    for file in EmployerFile.objects.filter(employer=kept):
        record(file, FileEditKind.MERGED, by=by, now=now, subject=name)
    made = EmployerMerge.objects.create(survivor=kept, loser=gone, by=by, at=now, journal=journal.as_json())
    announce(kept, gone, now=now)
    return made


def lock_two(*keys: int) -> tuple[Employer, Employer]:
    """Both employers, locked with their files, always in the same order. Raises MergeRefused when one is merged."""
    if keys[0] == keys[1]:
        raise MergeRefused(_("Choisissez deux fiches différentes."))
    _lock_files(keys)
    rows = {row.pk: row for row in Employer.everything.select_for_update().filter(pk__in=keys).order_by("pk")}
    if len(rows) < len(keys) or any(row.merged_into_id for row in rows.values()):
        raise MergeRefused(_("L’une de ces fiches vient d’être fusionnée : relisez-les avant de continuer."))
    # One may have been opened while the employers were waited for.
    _lock_files(keys)
    return rows[keys[0]], rows[keys[1]]


def _lock_files(employer_ids: tuple[int, ...]) -> None:
    """Files before employers, as whoever writes a card does."""
    list(EmployerFile.everything.select_for_update().filter(employer__in=employer_ids).order_by("pk"))


def stamp_of(kept: Employer, gone: Employer) -> str:
    """Changes when one of the cards is written."""
    return f"{kept.updated_at.isoformat()}/{gone.updated_at.isoformat()}"


def announce(kept: Employer, gone: Employer, *, now: datetime) -> None:
    """Promise what follows from two employers becoming one, or two again."""
    enqueue(
        EMPLOYERS_JOINED,
        key=f"employers-joined-{kept.pk}-{gone.pk}",
        now=now,
        employer_ids=[kept.pk, gone.pk],
    )


def _join_cards(journal: Journal, kept: Employer, gone: Employer, taken: frozenset[str]) -> None:
    values = {name: getattr(gone, name) for name in EMPLOYER_FIELDS if name in taken}
    if "neq" in values and values["neq"] != kept.neq:
        # A number that is not kept stays with the card that goes: whoever types it is led to the one that is.
        mine = kept.neq
        journal.write(kept, {"neq": None})
        journal.write(gone, {"neq": mine})
        kept.neq = None
    journal.write(kept, values)
    refold(kept.pk)


def refold(employer_id: int) -> None:
    """Compute anew what a card's name and site are found by."""
    row = Employer.everything.get(pk=employer_id)
    row.derive()
    Employer.everything.filter(pk=row.pk).update(
        folded_name=row.folded_name, web_domain=domain_of_site(row.website)
    )


def _one_head_office(journal: Journal, kept: Employer, gone: Employer, *, theirs: bool) -> None:
    heads = {side.pk: side.sites.filter(is_head_office=True).first() for side in (kept, gone)}
    journal.heads = [[key, site.pk] for key, site in heads.items() if site]
    demoted = heads[kept.pk if theirs else gone.pk]
    if all(heads.values()) and demoted:
        Site.objects.filter(pk=demoted.pk).update(is_head_office=False)


def _join_access(journal: Journal, kept: Employer, gone: Employer) -> None:
    """Who represented both keeps the access that one of them gave."""
    roles = dict(EmployerMember.objects.filter(employer=gone, active=True).values_list("user_id", "role"))
    for member in EmployerMember.objects.filter(employer=kept, active=False, user__in=roles):
        journal.write(member, {"active": True, "ended_on": None, "role": roles[member.user_id]})


def _join_files(
    journal: Journal, kept: Employer, gone: Employer, taken: frozenset[str], *, by: User | None, now: datetime
) -> None:
    mine = {file.direction_id: file for file in EmployerFile.objects.filter(employer=kept)}
    for file in EmployerFile.objects.filter(employer=gone).order_by("pk"):
        if file.direction_id in mine:
            fields = frozenset(
                name for name in ("stage", "objectives") if f"file-{file.direction_id}-{name}" in taken
            )
            _fold(journal, mine[file.direction_id], file, fields, by=by, now=now)
        else:
            entry: dict[str, Any] = {"of": FILES.label, "from": gone.pk, "to": kept.pk, "ids": [file.pk]}
            journal.moved.append(entry)
            EmployerFile.objects.filter(pk=file.pk).update(employer=kept)


def _fold(
    journal: Journal,
    kept: EmployerFile,
    gone: EmployerFile,
    fields: frozenset[str],
    *,
    by: User | None,
    now: datetime,
) -> None:
    """Two files of one direction become one."""
    for relation in FILE_ROWS:
        _refuse_waiting(relation, gone)
        journal.move(relation, gone.pk, kept.pk)
    _join_leads(journal, kept, gone, now=now)
    _choose_file_values(journal, kept, gone, fields, by=by, now=now)
    journal.folded.append([gone.pk, kept.pk])
    EmployerFile.objects.filter(pk=gone.pk).update(merged_into=kept)
    EmployerFile.objects.filter(pk=kept.pk).update(updated_at=now)


def _refuse_waiting(relation: Relation, gone: EmployerFile) -> None:
    waiting = {relation.field: gone.pk, f"{relation.waits_on}__isnull": True}
    if relation.waits_on and relation.rows().filter(**waiting).exists():
        raise MergeRefused(
            _("Un transfert du dossier attend une réponse : répondez-y ou retirez-le avant de fusionner.")
        )


def _join_leads(journal: Journal, kept: EmployerFile, gone: EmployerFile, *, now: datetime) -> None:
    """One lead a day: those of the file that goes fill the days without any; who leads it today collaborates."""
    taken = [(row.valid_from, row.valid_to) for row in FileLead.objects.filter(file=kept)]
    theirs = list(FileLead.objects.filter(file=gone))
    for lead in theirs:
        for start, end in free_days((lead.valid_from, lead.valid_to), taken):
            made = FileLead.objects.create(file=kept, user_id=lead.user_id, valid_from=start, valid_to=end)
            journal.make(made, ("user_id", "valid_from", "valid_to"))
    current = FileLead.objects.on(now.date()).filter(file__in=(kept, gone))
    leads = {row.file_id: row.user_id for row in current}
    other = leads.get(gone.pk)
    if other and other != leads.get(kept.pk):
        named, fresh = FileCollaborator.objects.get_or_create(file=kept, user_id=other)
        if fresh:
            journal.make(named, ("user_id",))


def _choose_file_values(
    journal: Journal,
    kept: EmployerFile,
    gone: EmployerFile,
    fields: frozenset[str],
    *,
    by: User | None,
    now: datetime,
) -> None:
    values: dict[str, Any] = {"opened_on": min(kept.opened_on, gone.opened_on)}
    if "objectives" in fields:
        values["objectives"] = gone.objectives
    if "stage" in fields and gone.stage != kept.stage:
        values |= {"stage": gone.stage, "wake_on": gone.wake_on}
        change_stage(kept, gone.stage, by=by, now=now)
    journal.write(kept, values)


def change_stage(file: EmployerFile, stage: str, *, by: User | None, now: datetime) -> None:
    """Write the row of a stage that a merge or its undo gives, with the reason that it was reached for before."""
    before = FileMove.objects.filter(file=file, to_stage=stage).order_by("-at", "-pk").first()
    FileMove.objects.create(
        file=file,
        from_stage=file.stage,
        to_stage=stage,
        at=now,
        by=by,
        reason=before.reason if before else "",
        shareable=bool(before and before.shareable),
    )
