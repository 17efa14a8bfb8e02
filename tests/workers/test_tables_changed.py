"""After a load of official files every need is ranked again, and the tables that scoring reads have a new version."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from crm.core.jobs import enqueue
from crm.core.models import OutboxMessage, ReferenceFile
from crm.core.reference import tables_version
from crm.matching.services import promise_rankings
from tests.factories.needs import make_need
from workers import bridge
from workers.tasks.matching import tables_changed

pytestmark = pytest.mark.django_db
TASK = "workers.tasks.matching.tables_changed"


def loaded(at: datetime, sha256: str = "0" * 64) -> None:
    kept = {"sha256": sha256, "rows": 1, "loaded_at": at, "source": "essai"}
    ReferenceFile.objects.update_or_create(name="oasis-skills", defaults=kept)


def test_a_need_ranked_before_the_load_is_ranked_again_and_one_ranked_after_is_not(now: datetime) -> None:
    need = make_need(stage="submitted")
    OutboxMessage.objects.all().delete()
    bridge.score_need(need.pk, now=now)
    assert promise_rankings(now=now) == 0
    loaded(now + timedelta(minutes=1))
    assert promise_rankings(now=now + timedelta(minutes=1)) == 1
    OutboxMessage.objects.all().delete()
    bridge.score_need(need.pk, now=now + timedelta(minutes=2))
    assert promise_rankings(now=now + timedelta(minutes=2)) == 0


def test_the_task_is_done_once_and_a_newer_load_is_still_owed() -> None:
    OutboxMessage.objects.all().delete()
    message = enqueue(TASK, key="tables-changed", now=timezone.now(), at="first")
    enqueue(TASK, key="tables-changed", now=timezone.now(), at="second")
    tables_changed(message_id=message.pk, at="first")
    assert OutboxMessage.objects.pending().filter(task=TASK).exists()
    tables_changed(message_id=message.pk, at="second")
    assert not OutboxMessage.objects.pending().filter(task=TASK).exists()


def test_the_version_of_the_tables_follows_the_files_that_it_names(now: datetime) -> None:
    before, other = tables_version("crm.taxonomy", "oasis-"), tables_version("crm.territory")
    loaded(now)
    first = tables_version("crm.taxonomy", "oasis-")
    loaded(now, "1" * 64)
    assert len({before, first, tables_version("crm.taxonomy", "oasis-")}) == 3
    assert tables_version("crm.territory") == other
