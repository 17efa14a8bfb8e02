"""A GET reads: writing during one is refused at the level of SQL."""

from __future__ import annotations

from datetime import datetime

import pytest

from crm.core.readonly import WriteDuringRead, journal_may_write, read_only
from crm.core.services import mark_installation, record_heartbeat

pytestmark = pytest.mark.django_db


def test_a_write_during_a_reading_is_refused(now: datetime) -> None:
    with read_only(), pytest.raises(WriteDuringRead):
        record_heartbeat(worker="celery@here", now=now)


def test_reading_is_free() -> None:
    from crm.territory.models import Region

    with read_only():
        assert Region.objects.count() == 17


def test_the_journal_of_reads_may_write(now: datetime) -> None:
    with read_only(), journal_may_write():
        mark_installation(demo=False, now=now)


def test_writing_is_free_again_afterwards(now: datetime) -> None:
    with read_only():
        pass
    mark_installation(demo=False, now=now)
