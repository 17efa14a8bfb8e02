"""What a signed-in reader saw stays in no browser."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_page_of_a_signed_in_reader_is_not_stored(signed_in: Client) -> None:
    assert signed_in.get("/entreprises/").headers["Cache-Control"] == "no-store"


def test_a_refused_page_is_not_stored_either(signed_in: Client) -> None:
    assert signed_in.get("/personnes/").headers["Cache-Control"] == "no-store"


def test_the_sign_in_page_may_be_kept(client: Client) -> None:
    assert "no-store" not in client.get("/entrer/").headers.get("Cache-Control", "")
