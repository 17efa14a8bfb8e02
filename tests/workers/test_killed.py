"""Killed in the middle: nothing of it is there, and taken up again it is done once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from celery import Celery
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backend.celery import app
from backend.services.embedded import ROOT
from backend.services.pytest_plugin import database_name, wait_for_worker
from crm.accounts.models import BulkRun, User
from crm.accounts.services import run_on_each
from crm.casework.models import FollowUp
from crm.casework.services import complete_follow_up
from crm.core.jobs import enqueue
from crm.core.models import MOST_TRIES, OutboxMessage
from crm.core.services import relay_pending
from crm.employers.merging import merge_employers
from crm.employers.models import Employer, EmployerMerge
from crm.exchange import services
from crm.exchange.models import Import, ImportProgress
from tests.exchange.lists import EMPLOYER_HEAD, as_csv, checked, given, imported
from tests.factories.casework import make_follow_up
from tests.factories.employers import make_file
from tests.factories.matching import make_sawyer
from tests.factories.merging import full_file
from tests.factories.needs import make_need
from tests.factories.people import make_user
from tests.workers.test_real_worker import demand, is_done

pytestmark = pytest.mark.django_db(transaction=True)
LINES = 2_000


def surroundings() -> dict[str, str]:
    """The environment of a process of its own on the test database."""
    address = urlsplit(os.environ["PASSERELLE_DATABASE_URL"])
    return dict(os.environ) | {
        "PASSERELLE_DATABASE_URL": address._replace(path=f"/{database_name()}").geturl(),
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "backend.settings.test"),
    }


@contextmanager
def a_worker(log: Path, *more: str) -> Iterator[subprocess.Popen[bytes]]:
    """A real worker of this test alone, which it may kill."""
    command = [sys.executable, "-m", "celery", "--app", "backend.celery:app", "worker", "--concurrency", "1"]
    command += ["--without-gossip", "--without-mingle", "--loglevel", "INFO", *more]
    with log.open("wb") as out:
        worker = subprocess.Popen(command, cwd=ROOT, env=surroundings(), stdout=out, stderr=out)
    try:
        wait_for_worker(worker, log)
        yield worker
    finally:
        worker.send_signal(signal.SIGKILL if worker.poll() is None else 0)
        worker.wait()


def kill_when(worker: subprocess.Popen[bytes], begun: Callable[[], bool], log: Path) -> None:
    """Kill the worker at the first sign that it has begun."""
    limit = time.monotonic() + 30
    while not begun() and time.monotonic() < limit:
        time.sleep(0.005)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert begun(), log.read_text("utf-8")[-3000:]


def has_begun(found: Import) -> bool:
    return ImportProgress.objects.get(owner=found).done > 0


def ring_again() -> None:
    """What the clock does a while later: the relay rings whatever is still owed."""
    OutboxMessage.objects.filter(done_at=None).update(ring_again_at=timezone.now())
    relay_pending(now=timezone.now())


def a_list() -> bytes:
    lines = [[f"Ferme numéro {at}", "", "Alma", f"{at}, rue Collard", "", ""] for at in range(LINES)]
    return as_csv([EMPLOYER_HEAD, *lines])


def within_seconds(done: Callable[[], bool], log: Path) -> None:
    """Two thousand lines take some seconds, and more on a busy machine."""
    limit = time.monotonic() + 90
    while not done() and time.monotonic() < limit:
        time.sleep(0.1)
    assert done(), log.read_text("utf-8")[-3000:]


def state_of(found: Import) -> str:
    found.refresh_from_db()
    return str(found.state)


def promise_of(found: Import) -> OutboxMessage:
    return OutboxMessage.objects.get(key=f"import-{found.pk}", done_at=None)


def test_an_import_is_written_whole_by_the_next_worker(live_db: None, tmp_path: Path) -> None:
    app.set_default()
    now, by = timezone.now(), make_user()
    found = checked(given(a_list(), by, now), by, now)
    OutboxMessage.objects.all().delete()
    with a_worker(tmp_path / "first.log") as worker:
        services.ask_for_import(job=found, by=by, now=now)
        message = promise_of(found)
        kill_when(worker, lambda: has_begun(found), tmp_path / "first.log")
    assert (state_of(found), Employer.objects.count(), is_done(message)) == ("writing", 0, False)
    with a_worker(tmp_path / "second.log"):
        ring_again()
        within_seconds(lambda: state_of(found) == "done", tmp_path / "second.log")
        within_seconds(lambda: is_done(message), tmp_path / "second.log")
    assert (Employer.objects.count(), found.changes.count()) == (LINES, LINES)


def test_an_undo_is_made_whole_by_the_next_worker(live_db: None, tmp_path: Path) -> None:
    app.set_default()
    now, by = timezone.now(), make_user()
    found = imported(a_list(), by, now)
    OutboxMessage.objects.all().delete()
    with a_worker(tmp_path / "first.log") as worker:
        services.ask_for_undo(job=found, also=(), by=by, now=now)
        message = promise_of(found)
        kill_when(worker, lambda: has_begun(found), tmp_path / "first.log")
    assert (state_of(found), Employer.objects.count()) == ("undoing", LINES)
    with a_worker(tmp_path / "second.log"):
        ring_again()
        within_seconds(lambda: state_of(found) == "undone", tmp_path / "second.log")
        within_seconds(lambda: is_done(message), tmp_path / "second.log")
    assert (Employer.objects.count(), found.kept) == (0, [])


def killed_half_way(*arguments: object) -> None:
    """Begin a gesture in a process of its own, and kill it where it stands still."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.workers.half_done", *map(str, arguments)],
        cwd=ROOT,
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    said = process.stdout.readline()
    rest = "" if said == "half\n" else process.stdout.read()
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert said == "half\n", said + rest


@pytest.mark.parametrize("writes", [1, 6, 12])
def test_a_merge_half_made_is_none(live_db: None, writes: int) -> None:
    kept, gone = full_file().employer, full_file().employer
    killed_half_way("merge", writes, kept.pk, gone.pk)
    assert (Employer.objects.count(), EmployerMerge.objects.count()) == (2, 0)
    merge_employers(survivor=kept, loser=gone, by=None, now=timezone.now())
    assert (Employer.objects.count(), EmployerMerge.objects.count()) == (1, 1)


def test_a_gesture_on_many_rows_half_made_is_none(live_db: None) -> None:
    by, key, now = make_user(), uuid4(), timezone.now()
    rows = [make_follow_up(by, now.date(), make_file(lead=by)) for _turn in range(6)]
    killed_half_way("finish", 4, key, by.pk, *(row.pk for row in rows))
    assert (FollowUp.objects.exclude(done_at=None).count(), BulkRun.objects.count()) == (0, 0)

    def act(row: FollowUp) -> str:
        complete_follow_up(follow_up=row, by=by, now=now)
        return ""

    for _turn in range(2):
        run = run_on_each(
            key=key, noun="follow_ups", action="done", rows=[(row, row.text) for row in rows], act=act, by=by,
            now=now,
        )  # fmt: skip
    assert (FollowUp.objects.exclude(done_at=None).count(), len(run.results)) == (6, 6)


@pytest.fixture
def silent_broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Nobody takes a bell, until the patch is undone."""
    nobody = Celery("nobody", broker="redis://127.0.0.1:1/0", set_as_current=False)
    with monkeypatch.context() as silent:
        silent.setattr("crm.core.jobs.current_app", nobody)
        yield silent


@pytest.mark.usefixtures("live_db")
def test_what_is_saved_while_the_broker_is_down_is_done_later(
    client: Client,
    celery_worker_process: Path,
    silent_broker: pytest.MonkeyPatch,
) -> None:
    app.set_default()
    now, by = timezone.now(), make_user()
    client.force_login(by)
    need = a_need(by)
    found = checked(given(a_list()[:4_000].rpartition(b"\r\n")[0], by, now), by, now)
    OutboxMessage.objects.all().delete()
    values = {"action": "valid_until", "valid_until": "2027-01-15", "chosen": [need], "step": "do"}
    answer = client.post(reverse("list-bulk", args=["needs"]), {**values, "key": str(uuid4())})
    assert answer.status_code == 302
    services.ask_for_import(job=found, by=by, now=now)
    owed = list(OutboxMessage.objects.filter(done_at=None))
    assert {"import"} <= {message.key.split("-")[0] for message in owed}
    time.sleep(0.5)
    assert not any(is_done(message) for message in owed)
    silent_broker.undo()
    ring_again()
    within_seconds(lambda: all(is_done(message) for message in owed), celery_worker_process)
    assert state_of(found) == "done"


def a_need(by: User) -> int:
    """A need that is ranked, with a person to rank."""
    make_sawyer()
    return int(make_need(make_file(lead=by), stage="open").pk)


def test_work_that_kills_its_worker_each_time_is_given_up(live_db: None, tmp_path: Path) -> None:
    app.set_default()
    now, log = timezone.now(), tmp_path / "deadly.log"
    with a_worker(log, "--include", "tests.workers.deadly") as worker:
        with transaction.atomic():
            message = enqueue("tests.workers.deadly.die", key="deadly", now=now)
            OutboxMessage.objects.update(tries=MOST_TRIES - 1)
        within_seconds(lambda: OutboxMessage.objects.given_up().exists(), log)
        tries = wait_until_still(message)
        assert worker.poll() is None
        OutboxMessage.objects.update(ring_again_at=now)
        assert relay_pending(now=timezone.now()) == 0
        need = make_need(make_file(), stage="open")
        owed = demand(need)
        within_seconds(lambda: is_done(owed), log)
    assert MOST_TRIES <= tries <= MOST_TRIES + 1
    assert not is_done(message)


def wait_until_still(message: OutboxMessage) -> int:
    """How often it was begun, once nobody begins it any more."""
    seen = -1
    while seen != message.tries:
        seen = message.tries
        time.sleep(1)
        message.refresh_from_db()
    return seen
