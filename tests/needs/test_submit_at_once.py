"""Ten sends of one form in the same instant, on ten connections."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import uuid4

import pytest
from django.db import connection

from crm.needs.models import LabourNeed
from crm.needs.rules.content import NeedContent
from crm.needs.services import submit_need
from tests.factories.employers import make_file


@pytest.mark.django_db(transaction=True)
def test_ten_sends_at_once_make_one_need(live_db: None, now: datetime) -> None:
    file, key = make_file(), uuid4()
    content = NeedContent(site_id=file.employer.sites.get().pk, words="gars de scie")

    def send(_turn: int) -> int:
        try:
            return submit_need(file=file, content=content, submission_key=key, by=None, now=now).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        sent = set(pool.map(send, range(10)))
    assert len(sent) == 1
    assert LabourNeed.objects.count() == 1
