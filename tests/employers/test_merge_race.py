"""Two people merge at the same instant, on two connections."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import connection

from crm.core.errors import Refusal
from crm.employers.merging import MergeRefused, UndoRefused, merge_employers, undo_merge
from crm.employers.models import Employer, EmployerMerge
from tests.factories.merging import full_file


@pytest.mark.django_db(transaction=True)
def test_one_of_two_merges_wins_and_the_other_is_told(live_db: None, now: datetime) -> None:
    sides = (full_file().employer, full_file().employer)

    def merge(turn: int) -> str:
        try:
            merge_employers(survivor=sides[turn], loser=sides[1 - turn], by=None, now=now)
        except MergeRefused as refusal:
            return str(refusal.message)
        else:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(merge, (0, 1)))
    assert told[0] == ""
    assert "vient d’être fusionnée" in told[1]
    assert Employer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_undos_at_once_are_one(live_db: None, now: datetime) -> None:
    made = merge_employers(survivor=full_file().employer, loser=full_file().employer, by=None, now=now)

    def undo(_turn: int) -> str:
        try:
            undo_merge(merge=EmployerMerge.objects.get(pk=made.pk), by=None, now=now)
        except Refusal as refusal:
            return type(refusal).__name__
        else:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(undo, (0, 1))) == ["", UndoRefused.__name__]
    assert Employer.objects.count() == 2
