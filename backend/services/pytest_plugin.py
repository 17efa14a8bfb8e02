"""Starts the real PostgreSQL and Valkey once a test run, before Django reads its settings, and stops them after.

Loaded with `-p`. Under pytest-xdist the controller starts them and its workers inherit the addresses; each worker has
its own database (pytest-django names it) and its own number in Valkey.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from backend.catalogues import ensure_compiled
from backend.services import processes
from backend.services.embedded import ROOT, Servers
from backend.services.folder import DataFolder, try_lock
from backend.services.processes import Program
from backend.services.valkey import with_number

PREFIX = "passerelle-test-"
SERVERS = pytest.StashKey[Servers]()


def sweep_leftovers() -> None:
    """Remove the folders of test runs that were killed: nobody holds their lock any more."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/lock"):
        try:
            handle = os.open(path, os.O_RDWR)
        except OSError:
            continue
        if try_lock(handle):
            shutil.rmtree(path.parent, ignore_errors=True)
        os.close(handle)


def start_servers() -> Servers:
    """PostgreSQL and Valkey in a temporary folder, without the care for the disk that tests do not need."""
    sweep_leftovers()
    folder = DataFolder(Path(tempfile.mkdtemp(prefix=PREFIX)))
    folder.acquire()
    started = Servers(folder, careless=True)
    try:
        started.start()
    except BaseException:
        finish(started)
        raise
    return started


def finish(started: Servers) -> None:
    """Stop the servers and remove their folder."""
    started.stop()
    started.folder.release()
    shutil.rmtree(started.folder.path, ignore_errors=True)


def configure_worker(name: str) -> None:
    """Give an xdist worker ("gw3") its own number in the broker."""
    address = os.environ["PASSERELLE_BROKER_URL"]
    os.environ["PASSERELLE_BROKER_URL"] = with_number(address, int(name.removeprefix("gw")) + 1)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Start the servers before pytest-django reads the settings."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    os.environ.setdefault("PASSERELLE_MODE", "test")
    if worker:
        configure_worker(worker)
    else:
        ensure_compiled()
        servers = early_config.stash[SERVERS] = start_servers()
        os.environ.update(
            PASSERELLE_DATABASE_URL=servers.database_url,
            PASSERELLE_BROKER_URL=servers.broker_url,
            PASSERELLE_DATA_DIR=str(servers.folder.path),
            PASSERELLE_SECRET_KEY=servers.folder.secret("secret_key"),
        )
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers that this process started."""
    if SERVERS in config.stash:
        finish(config.stash[SERVERS])
        del config.stash[SERVERS]


@pytest.fixture(scope="session")
def celery_worker_process(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """A real worker on the test database and broker, for transactional tests that wait for it; gives its log.

    It has no clock: what is rung is worked on, nothing is rung again by itself.
    """
    request.getfixturevalue("django_db_setup")
    log = tmp_path_factory.mktemp("worker") / "worker.log"
    address = urlsplit(os.environ["PASSERELLE_DATABASE_URL"])
    database = address._replace(path=f"/{database_name()}").geturl()
    command = [sys.executable, "-m", "celery", "--app", "backend.celery:app", "worker", "--concurrency", "1"]
    command += ["--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    surroundings = dict(os.environ) | {"PASSERELLE_DATABASE_URL": database}
    worker = processes.start(Program("worker", command, surroundings, log, folder=ROOT))
    try:
        wait_for_worker(worker, log)
        yield log
    finally:
        processes.stop(worker, [(signal.SIGTERM, 5.0), (signal.SIGQUIT, 2.0)])


def database_name() -> str:
    """The name pytest-django gave to the test database of this process."""
    from django.db import connection

    return str(connection.settings_dict["NAME"])


def wait_for_worker(worker: subprocess.Popen[bytes], log: Path, seconds: float = 40.0) -> None:
    """Wait until the worker says that it is ready; fails with its log when it does not."""
    limit = time.monotonic() + seconds
    while worker.poll() is None and time.monotonic() < limit:
        if " ready." in log.read_text("utf-8", "replace"):
            return
        time.sleep(0.05)
    pytest.fail(f"The worker did not start:\n{log.read_text('utf-8', 'replace')[-4000:]}")
