"""What the clock does with merges: rows written to a card just as it went are gathered, old journals forgotten."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from crm.employers.merging.journal import Journal
from crm.employers.merging.merge import UNDO_LASTS
from crm.employers.merging.relations import EMPLOYER_ROWS, FILE_ROWS, Relation
from crm.employers.models import EmployerMerge


def forget_journals(*, now: datetime) -> int:
    """Empty the journals of merges that can no longer be undone: names, numbers and rows may be personal."""
    old = EmployerMerge.objects.filter(forgotten_at=None, at__lt=now - UNDO_LASTS)
    return old.update(journal={}, forgotten_at=now)


@transaction.atomic
def gather_strays() -> int:
    """Move to the employer kept what a page wrote on the other while it was being merged; returns how many rows."""
    gathered = 0
    for merge in EmployerMerge.objects.standing().select_for_update().filter(forgotten_at=None):
        journal = Journal()
        _gather(journal, EMPLOYER_ROWS, merge.loser_id, merge.survivor_id)
        for gone, kept in merge.journal["folded"]:
            _gather(journal, FILE_ROWS, gone, kept)
        if journal.moved:
            merge.journal["moved"] += journal.moved
            merge.save(update_fields=["journal"])
            gathered += sum(len(entry["ids"]) for entry in journal.moved)
    return gathered


def _gather(journal: Journal, relations: tuple[Relation, ...], source: int, target: int) -> None:
    for relation in relations:
        if not relation.once and relation.rows().filter(**{relation.field: source}).exists():
            journal.move(relation, source, target)
