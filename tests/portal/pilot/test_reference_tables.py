"""The administrator sees which reference tables are loaded and where they come from."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from crm.accounts.models import User
from crm.core.models import ReferenceFile
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
PAGE = "/tables-de-reference/"


@pytest.fixture
def at_work(client: Client) -> Client:
    client.force_login(make_user(role="admin"))
    return client


def test_the_page_lists_every_file_with_its_source_version_rows_and_fingerprint(at_work: Client) -> None:
    ReferenceFile.objects.create(
        name="noc-elements-fr",
        sha256="ab" * 32,
        rows=1234,
        rejects=2,
        loaded_at=timezone.now(),
        source="Statistique Canada",
        version="2021 v1.0",
        licence="Licence ouverte",
    )
    page = at_work.get(PAGE).content.decode().replace("<wbr>", "")
    for word in (
        "donnés en exemple",
        "Statistique Canada",
        "Licence ouverte",
        "2021 v1.0",
        "ab" * 32,
        "1\u00a0234",
    ):
        assert word in page
    assert "2 refusées" in page
    assert "livrée avec Passerelle" in page
    assert page.index("livrée avec Passerelle") < page.index("Statistique Canada")


def test_the_page_costs_the_same_whatever_is_loaded(
    at_work: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(8):
        at_work.get(PAGE)


def test_the_rail_leads_there(at_work: Client) -> None:
    assert f'href="{PAGE}"' in at_work.get("/comptes/").content.decode()


def test_it_does_not_exist_for_anyone_else(client: Client, advisor: User) -> None:
    client.force_login(advisor)
    assert client.get(PAGE).status_code == 404
