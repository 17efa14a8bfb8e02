"""What is remembered is what would be counted now; every table that a figure reads makes another revision."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.accounts.models import User
from crm.reporting.dashboard import build_dashboard
from crm.reporting.indicators import INDICATORS
from crm.reporting.periods import last_twelve_months
from crm.reporting.remembered import remember, revision
from crm.reporting.revisions import COLUMNS, WHOLE
from crm.reporting.territories import all_quebec, direction_territory, region_territory
from tests.factories.employers import make_file
from tests.factories.people import make_direction
from tests.factories.reporting import make_intervention

NAMES = re.compile(r'(?:FROM|JOIN)\s+"?([a-z]+_[a-z]+)"?')
#: Read for words alone, or written only with a row of a table that makes a revision.
NO_REVISION = {
    "matching_decision": "its acts are placed by the database",
    "reporting_revision": "is the revision",
    "matching_placementmove": "written with its placement",
}


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    caches["figures"].clear()
    yield
    caches["figures"].clear()


@pytest.mark.django_db
def test_every_table_that_a_figure_reads_makes_a_revision() -> None:
    direction, now = make_direction(), timezone.now()
    period = last_twelve_months(timezone.localdate())
    with CaptureQueriesContext(connection) as queries:
        for territory in (
            all_quebec(),
            region_territory("02"),
            direction_territory(direction.code, day=period.end),
        ):
            build_dashboard(territory, period, now=now)
            for indicator in INDICATORS.values():
                indicator.count(territory, period)
    read = {name for query in queries for name in NAMES.findall(query["sql"])}
    assert read > {"reporting_placedact", "settlement_appointment", "needs_labourneed"}
    assert read - {*WHOLE, *COLUMNS, *NO_REVISION} == set()


@pytest.mark.django_db(transaction=True)
def test_a_committed_change_makes_another_revision_and_one_taken_back_does_not() -> None:
    file = make_file()
    before = revision()
    assert before == revision()
    with transaction.atomic():
        make_intervention(file, date(2026, 1, 10))
        assert revision() is None, "a writer's own view is remembered for nobody"
        transaction.set_rollback(True)
    assert revision() == before
    act = make_intervention(file, date(2026, 1, 10))
    after = revision()
    assert after != before
    act.summary = "Plus clair."
    act.save()
    assert revision() == after, "a summary is counted nowhere"


@pytest.mark.django_db(transaction=True)
def test_two_who_write_at_once_do_not_wait_for_one_another() -> None:
    file, other = make_file(), make_file()
    written, seen = threading.Event(), revision()

    def write() -> None:
        make_intervention(other, date(2026, 1, 11))
        connection.close()
        written.set()

    with transaction.atomic():
        make_intervention(file, date(2026, 1, 10))
        threading.Thread(target=write).start()
        assert written.wait(5)
    between = revision()
    assert len({seen, between}) == 2


def test_of_those_who_ask_at_once_one_counts() -> None:
    begun: list[int] = []
    lock = threading.Barrier(4)

    def make() -> int:
        begun.append(1)
        return 7

    def ask() -> None:
        lock.wait(5)
        assert remember(("test", 1), make, at="r1") == 7

    threads = [threading.Thread(target=ask) for _one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert len(begun) == 1
    assert remember(("test", 1), lambda: 8, at="r2") == 8
    assert remember(("test", 1), lambda: 9, at=None) == 9


@pytest.mark.django_db(transaction=True)
def test_the_dashboard_remembered_is_the_one_counted_and_follows_a_contact_at_once(
    client: Client, manager: User
) -> None:
    client.force_login(manager)
    url = "/tableau/?region=02"

    def page() -> str:
        return re.sub(
            r'value="[A-Za-z0-9]{64}"|\d{1,2}\u00a0h(?:\u00a0\d{2})?', "", client.get(url).content.decode()
        )

    live = page()
    with CaptureQueriesContext(connection) as queries:
        remembered = page()
    assert remembered == live
    assert not [query for query in queries if "reporting_placedact" in query["sql"]]
    make_intervention(make_file(), timezone.localdate() - timedelta(days=2))
    changed = page()
    assert changed != live
    caches["figures"].clear()
    assert changed == page()
