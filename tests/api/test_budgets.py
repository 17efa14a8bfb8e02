"""A list costs the same number of queries whatever its length."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from crm.accounts.models import User
from tests.factories.candidates import make_candidate
from tests.factories.employers import make_file
from tests.factories.needs import make_need
from tests.factories.people import make_user
from tests.factories.reporting import make_match

pytestmark = pytest.mark.django_db
SIGNED_IN = 2  # session, user with their postings


def test_needs(signed_in: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _one in range(6):
        make_need(make_file())
    with django_assert_num_queries(SIGNED_IN + 1):
        assert len(signed_in.get("/api/v1/needs/").json()["results"]) == 6


def test_cards(signed_in: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _one in range(6):
        make_file(lead=make_user())
    with django_assert_num_queries(SIGNED_IN + 4):
        assert len(signed_in.get("/api/v1/employers/").json()["results"]) == 6


def test_a_ranking(signed_in: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    need = make_need()
    for rank in range(1, 7):
        make_match(need, rank=rank)
    with django_assert_num_queries(SIGNED_IN + 3):  # the need, the number of rows, the rows
        assert len(signed_in.get(f"/api/v1/needs/{need.pk}/ranking/").json()["results"]) == 6


def test_a_sheet(client: Client, officer: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    person = make_candidate(regions=("02", "09", "03"))
    client.force_login(officer)
    with django_assert_num_queries(SIGNED_IN + 6):
        client.get(f"/api/v1/candidates/{person.pk}/")


def test_a_page_of_a_list_gives_the_address_of_the_next(signed_in: Client) -> None:
    for _one in range(3):
        make_need(make_file())
    first = signed_in.get("/api/v1/needs/?page_size=2").json()
    assert len(first["results"]) == 2
    assert len(signed_in.get(first["next"]).json()["results"]) == 1


@pytest.mark.django_db(transaction=True)
def test_figures_already_counted(
    signed_in: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = signed_in.get("/api/v1/figures/?region=02").json()
    with django_assert_num_queries(SIGNED_IN + 1):  # the revision of what they count
        again = signed_in.get("/api/v1/figures/?region=02").json()
    assert [row | {"as_of": ""} for row in again] == [row | {"as_of": ""} for row in first]
