"""A consent taken back while a ranking is written: two real connections, in either order, and no row stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from time import monotonic, sleep

import pytest
from django.db import connection, transaction

from crm.candidates.models import Candidate
from crm.candidates.services import revoke_consent
from crm.matching.models import Match
from crm.matching.services import ScoredPair, ScoredRun, refresh_person, replace_ranking
from crm.needs.models import LabourNeed
from tests.factories.candidates import make_candidate
from tests.factories.needs import make_need
from tests.factories.people import make_user

pytestmark = pytest.mark.usefixtures("live_db")
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


@pytest.fixture
def beside() -> Iterator[Callable[..., Future[None]]]:
    """Run a function on a second connection to the database."""

    def apart(function: Callable[[], object]) -> None:
        try:
            function()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        yield lambda function: pool.submit(apart, function)


def until_someone_waits() -> None:
    """Until another connection waits for a lock of ours."""
    limit = monotonic() + 10
    while monotonic() < limit:
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
        sleep(0.02)
    pytest.fail("nobody waits")


def rank(need: LabourNeed, person: Candidate, now: datetime) -> None:
    run = ScoredRun(
        scored_at=now, engine_version="1", weights_version="1", persons=1, verdicts={}, blocked_by={}
    )
    pair = ScoredPair(
        need_id=need.pk,
        candidate_id=person.pk,
        verdict="admissible",
        score=8000,
        coverage=1000,
        rank=1,
        tie=1,
        criteria=[],
        constraints=[],
        changes=[],
    )
    replace_ranking(need=need, run=run, pairs=[pair])


def test_a_ranking_waits_for_a_consent_that_is_being_taken_back(
    beside: Callable[..., Future[None]], now: datetime
) -> None:
    need, person, officer = make_need(), make_candidate(), make_user(role="officer")
    with transaction.atomic():
        revoke_consent(consent=person.consents.get(), by=officer, now=now)
        ranking = beside(lambda: rank(need, person, now))
        until_someone_waits()
        assert not ranking.done()
    ranking.result(timeout=10)
    assert not Match.objects.exists()


def test_a_consent_is_taken_back_after_the_ranking_that_read_it_and_clears_it(
    beside: Callable[..., Future[None]], now: datetime
) -> None:
    need, person, officer = make_need(), make_candidate(), make_user(role="officer")

    def take_back() -> None:
        revoke_consent(consent=person.consents.get(), by=officer, now=now)
        person.refresh_from_db()
        refresh_person(candidate_id=person.pk, revision=person.revision, pairs=[], kept=50, now=now)

    with transaction.atomic():
        rank(need, person, now)
        taking_back = beside(take_back)
        until_someone_waits()
        assert not taking_back.done()
    taking_back.result(timeout=10)
    assert not Match.objects.exists()


def test_two_rankings_of_one_person_do_not_wait_for_each_other(
    beside: Callable[..., Future[None]], now: datetime
) -> None:
    first, second, person = make_need(), make_need(), make_candidate()
    with transaction.atomic():
        rank(first, person, now)
        beside(lambda: rank(second, person, now)).result(timeout=10)
    assert Match.objects.count() == 2
