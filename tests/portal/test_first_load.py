"""What a first visit brings: the heaviest pages with every file that they name, packed as the server sends them."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benchmarks.first_load import first_load
from crm.accounts.models import User
from crm.needs.models import NeedStage
from tests.factories.casework import make_follow_up, make_visit
from tests.factories.employers import make_employer, make_file
from tests.factories.matching import make_match
from tests.factories.needs import make_need

pytestmark = pytest.mark.django_db
#: Bytes of everything, packed; and of the page alone.
FIRST_LOAD, PAGE = 120_000, 40_000


@pytest.fixture
def heavy(advisor: User) -> dict[str, str]:
    """A day, a file and a ranking with as much as they ever show."""
    today = timezone.localdate()
    file = make_file(make_employer(legal_name="Scierie pleine"), lead=advisor)
    for days in range(60):
        make_follow_up(advisor, today - timedelta(days=days - 20), file)
        make_visit(file, today - timedelta(days=days), advisor)
    need = make_need(file, stage=NeedStage.OPEN)
    for _place in range(60):
        make_match(need)
    for _need in range(12):
        make_need(file, stage=NeedStage.TO_QUALIFY)
    return {
        "today": reverse("today"),
        "file": reverse("file", args=[file.pk]),
        "history": reverse("file-history", args=[file.pk]),
        "ranking": reverse("need-matches", args=[need.pk]) + "?tous",
        "files": reverse("files"),
        "board": reverse("needs") + "?voir=tableau&qui=tous",
    }


@pytest.mark.parametrize("name", ["today", "file", "history", "ranking", "files", "board"])
def test_a_first_visit_is_light(signed_in: Client, heavy: dict[str, str], name: str) -> None:
    parts = first_load(signed_in, heavy[name])
    assert {"/static/passerelle.css", "/static/passerelle.js", "/static/icon.svg"} <= set(parts)
    assert any("htmx" in part for part in parts)
    assert sum(parts.values()) <= FIRST_LOAD, parts
    assert parts["the page"] <= PAGE, parts


def test_a_stylesheet_comes_packed_or_plain_and_is_not_sent_twice(client: Client) -> None:
    packed = client.get("/static/passerelle.css", headers={"accept-encoding": "gzip"})
    plain = client.get("/static/passerelle.css")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    whole = b"".join(plain.streaming_content)
    assert gzip.decompress(b"".join(packed.streaming_content)) == whole
    known = client.get("/static/passerelle.css", headers={"if-none-match": packed.headers["ETag"]})
    assert known.status_code == 304


def test_a_page_comes_packed_to_whoever_unpacks(signed_in: Client) -> None:
    packed = signed_in.get(reverse("today"), headers={"accept-encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in signed_in.get(reverse("today")).headers
