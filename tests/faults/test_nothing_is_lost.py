"""A need that was saved is scored, whatever fell in between: the broker, or everything at once."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.product import Product, processes_on, send_need, start_product, stop_product

SCORED_WITHIN = 60


def wait_until_scored(product: Product, need: int) -> None:
    """Until the database of the product holds a ranking of the need."""
    limit = time.monotonic() + SCORED_WITHIN
    with psycopg.connect(product.database_url, autocommit=True) as database:
        while time.monotonic() < limit:
            row = database.execute(
                "SELECT count(*) FROM matching_scoringrun WHERE need_id = %s", [need]
            ).fetchone()
            if row and row[0]:
                return
            time.sleep(0.3)
    pytest.fail(f"need {need} was not scored within {SCORED_WITHIN} s")


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder whose path fits a socket."""
    folder = Path(tempfile.mkdtemp(prefix="passerelle-faults-"))
    yield folder / "var"
    shutil.rmtree(folder, ignore_errors=True)


def test_needs_saved_while_the_broker_is_silent_or_just_before_a_kill_are_scored(data: Path) -> None:
    product = start_product(data)
    try:
        brokers = processes_on(data, "valkey")
        for pid in brokers:
            os.kill(pid, signal.SIGSTOP)
        silent = send_need(product, "gars de scie pendant la panne")
        for pid in brokers:
            os.kill(pid, signal.SIGCONT)
        assert brokers
        wait_until_scored(product, silent)
        killed = send_need(product, "gars de scie juste avant la fin")
    finally:
        stop_product(product, signal.SIGKILL)
    time.sleep(1)
    assert processes_on(data) == []

    product = start_product(data)
    try:
        wait_until_scored(product, killed)
    finally:
        stop_product(product)
