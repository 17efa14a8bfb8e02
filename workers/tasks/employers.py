"""What happens to employers' cards by the clock, or because two of them became one."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from crm.candidates.services import rescore_tied
from crm.core.services import is_done, mark_done
from crm.employers import merging, pairs
from crm.employers.durations import keep_median_stays


@shared_task(name="workers.tasks.employers.employers_joined")
def employers_joined(*, message_id: int, employer_ids: list[int], **_later: Any) -> None:
    """Promise new scores of whoever holds a permit tied to one of the employers."""
    if is_done(message_id):
        return
    rescore_tied(employer_ids=employer_ids, now=timezone.now())
    mark_done(message_id, arguments={"employer_ids": employer_ids}, now=timezone.now())


@shared_task(name="workers.tasks.employers.keep_merges")
def keep_merges(**_later: Any) -> None:
    """Gather what was written to a card just as it went; forget the journals that are over."""
    merging.gather_strays()
    merging.forget_journals(now=timezone.now())


@shared_task(name="workers.tasks.employers.seek_doubles")
def seek_doubles(**_later: Any) -> None:
    """Seek the likely doubles of the employers written since they were last sought."""
    pairs.seek_due_pairs(now=timezone.now())


@shared_task(name="workers.tasks.employers.keep_medians")
def keep_medians(**_later: Any) -> None:
    """Count, once a day, how long the files of each direction stay in a stage."""
    keep_median_stays(now=timezone.now())
