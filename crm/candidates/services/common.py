"""What every verb about a person begins and ends with: the lock, the right to write, the promise of new scores."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from crm.accounts.models import User
from crm.accounts.policy import Permission, require
from crm.candidates.models import Candidate, ProfileEdit
from crm.core.errors import Forbidden, StaleRevision
from crm.core.jobs import enqueue


def require_person(candidate: Candidate, by: User | None) -> None:
    """Raise Forbidden unless `by` accompanies persons and sees this one's file. None is the system itself."""
    require(by, Permission.WORK_PERSONS)
    if by is not None and not Candidate.objects.visible_to(by).filter(pk=candidate.pk).exists():
        raise Forbidden


def lock_candidate(candidate: Candidate, *, revision: int | None = None) -> Candidate:
    """The person, locked until the transaction ends. Raises StaleRevision when `revision` is no longer its own."""
    # Not the key: rows that name the person (a match of a new ranking) may be written meanwhile.
    locked: Candidate = Candidate.objects.select_for_update(no_key=True).get(pk=candidate.pk)
    if revision is not None and locked.revision != revision:
        raise StaleRevision
    return locked


def section_written(
    candidate: Candidate, section: str, *, told: Collection[str], by: User | None, now: datetime
) -> None:
    """Save a section of a locked person: who wrote which of its fields (`told`; none: all of it), and new scores."""
    ProfileEdit.objects.create(candidate=candidate, section=section, fields=sorted(told), by=by, at=now)
    rescore(candidate, now=now)


def rescore(candidate: Candidate, *, now: datetime) -> None:
    """Save a locked person under a new revision and promise its scores."""
    candidate.revision += 1
    candidate.save()
    enqueue(
        "workers.tasks.matching.score_person",
        key=f"score-person-{candidate.pk}",
        now=now,
        priority=1,
        candidate_id=candidate.pk,
        revision=candidate.revision,
    )
