"""A GET cannot write, whatever a page tries: real requests prove it, at the level of SQL."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from crm.core.models import WorkerHeartbeat
from crm.core.readonly import WriteDuringRead, journal_may_write
from crm.core.services import record_heartbeat


@login_not_required
def write(_request: HttpRequest) -> HttpResponse:
    record_heartbeat(worker="a page", now=timezone.now())
    return HttpResponse("written")


@login_not_required
def journal(_request: HttpRequest) -> HttpResponse:
    with journal_may_write():
        record_heartbeat(worker="the journal", now=timezone.now())
    return HttpResponse("written")


urlpatterns = [path("write/", write), path("journal/", journal)]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _these_pages(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_page_that_is_read_writes_nothing(client: Client, method: str) -> None:
    with pytest.raises(WriteDuringRead):
        getattr(client, method)("/write/")
    assert not WorkerHeartbeat.objects.exists()


def test_a_post_writes(client: Client) -> None:
    client.post("/write/")
    assert WorkerHeartbeat.objects.get().worker == "a page"


def test_the_journal_of_accesses_is_the_one_lawful_write(client: Client) -> None:
    client.get("/journal/")
    assert WorkerHeartbeat.objects.get().worker == "the journal"
