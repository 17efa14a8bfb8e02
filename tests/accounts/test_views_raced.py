"""Two tabs that keep a view of the same name at once: one is kept, the other is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from crm.accounts.models import SavedView
from crm.accounts.services.saved_views import ViewContent, ViewRefused, keep_view
from tests.factories.people import make_user


@pytest.mark.django_db(transaction=True)
def test_one_name_is_kept_once() -> None:
    user = make_user()

    def keep(_turn: int) -> bool:
        try:
            keep_view(content=ViewContent(name="Mes besoins", noun="needs", face="liste", query={}), by=user)
        except ViewRefused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        kept = list(pool.map(keep, range(8)))
    assert kept.count(True) == 1
    assert SavedView.objects.filter(owner=user).count() == 1
