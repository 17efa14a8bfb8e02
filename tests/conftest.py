"""What every test may ask for: a database with the reference data, people to sign in as, a fixed clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from pytest_django.plugin import blocking_manager_key

from crm.accounts.demo_door import frame_says_demo
from crm.accounts.models import User
from crm.territory.models import Region
from tests import factories


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--full`: every random case of a proof, not only those of the day."""
    parser.addoption("--full", action="store_true", help="every random case of a proof, not only a few")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Every test database holds the reference data, loaded once."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        call_command("load_reference", verbosity=0)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test whose commits were real leaves empty tables: the reference data are put back before the next one."""
    if not str(connection.settings_dict["NAME"]).startswith("test_"):
        return
    with item.config.stash[blocking_manager_key].unblock():
        if not Region.objects.exists():
            call_command("load_reference", verbosity=0)


@pytest.fixture
def live_db(transactional_db: None) -> Iterator[None]:
    """A database whose commits are real, for tests with a worker or a browser.

    Whoever still reads it is cut off before it is emptied: the two could wait for each other.
    """
    yield
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def _cut_off(request: pytest.FixtureRequest) -> None:
    """Every test whose commits are real ends like those of `live_db`."""
    marker = request.node.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        request.getfixturevalue("live_db")


@pytest.fixture
def now() -> datetime:
    """A Monday morning in Chicoutimi."""
    return datetime(2026, 11, 23, 8, 30, tzinfo=ZoneInfo("America/Toronto"))


@pytest.fixture
def today(now: datetime) -> date:
    return now.date()


@pytest.fixture
def advisor(db: None) -> User:
    """An advisor posted in the direction of regions 02 and 09."""
    return factories.make_user(role="advisor")


@pytest.fixture
def officer(db: None) -> User:
    return factories.make_user(role="officer")


@pytest.fixture
def manager(db: None) -> User:
    return factories.make_user(role="manager")


@pytest.fixture
def signed_in(client: Client, advisor: User) -> Client:
    """A browser in which the advisor has signed in."""
    client.force_login(advisor)
    return client


@pytest.fixture(autouse=True)
def mark_unread() -> None:
    """What a process keeps of its database is that of one test."""
    frame_says_demo.cache_clear()
