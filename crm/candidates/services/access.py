"""The door of every write: may this person write this file, and is it still what they read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require
from crm.candidates.models import Candidate, PersonStage
from crm.core.errors import Forbidden, Refusal, StaleRevision
from crm.core.jobs import enqueue


class ProfileClosed(Refusal):
    """A closed file is reopened before it is written."""

    default = _("Ce dossier est fermé. Rouvrez-le avant de le modifier.")


def require_file(candidate: Candidate, by: User | None) -> None:
    """Raise Forbidden unless `by` works with persons and has this person in scope. None is the system itself."""
    require(by, Permission.WORK_PERSONS)
    if by is not None and not Candidate.objects.visible_to(by).filter(pk=candidate.pk).exists():
        raise Forbidden


def locked(candidate: Candidate) -> Candidate:
    """The row as it is now, held until the end of the transaction."""
    row: Candidate = Candidate.objects.select_for_update().get(pk=candidate.pk)
    return row


@contextmanager
def writing_profile(
    candidate: Candidate, *, revision: int, by: User | None, now: datetime
) -> Iterator[Candidate]:
    """Write a part of the profile read at `revision`: one transaction, then a new revision and a new scoring.

    Raises Forbidden, ProfileClosed, or StaleRevision when someone else wrote the file since.
    """
    require_file(candidate, by)
    with transaction.atomic():
        row = locked(candidate)
        if row.stage == PersonStage.CLOSED:
            raise ProfileClosed
        if row.revision != revision:
            raise StaleRevision
        yield row
        score_again(row, now=now)
    candidate.refresh_from_db()


def score_again(candidate: Candidate, *, now: datetime) -> None:
    """Save the person as changed: a new revision, which the worker ranks against every need."""
    candidate.revision += 1
    candidate.save()
    enqueue(
        "workers.tasks.matching.score_person", key=f"score-person-{candidate.pk}", now=now, priority=1,
        candidate_id=candidate.pk, revision=candidate.revision,
    )
