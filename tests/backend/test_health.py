"""What /healthz and /readyz say, to whom, and when a part is down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from crm.core.models import MOST_TRIES, OutboxMessage, WorkerHeartbeat

pytestmark = pytest.mark.django_db
FAR = "192.0.2.7"


@pytest.fixture
def beating() -> None:
    WorkerHeartbeat.objects.create(worker="worker@here", seen_at=timezone.now())


@pytest.fixture
def database_down() -> Iterator[None]:
    """The real driver, pointed at a socket that does not exist."""
    connection.close()
    host, connection.settings_dict["HOST"] = connection.settings_dict["HOST"], "/nonexistent"
    yield
    connection.close()
    connection.settings_dict["HOST"] = host


@pytest.mark.usefixtures("beating")
def test_all_is_well(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json().items() >= {"status": "ok", "database": "ok", "broker": "ok", "worker": "ok"}.items()
    assert answer.headers["Cache-Control"].startswith("max-age=0")


@pytest.mark.usefixtures("beating")
def test_work_that_was_given_up_is_said_with_its_mend(client: Client) -> None:
    moment = timezone.now()
    OutboxMessage.objects.create(
        task="workers.tasks.core.beat_heart",
        key="one",
        created_at=moment,
        ring_again_at=moment,
        tries=MOST_TRIES,
    )
    answer = client.get("/healthz").json()
    assert answer["status"] == "ok"
    assert answer["given_up"] == "1: ./passerelle manage given_up"


def test_a_silent_worker_is_down(client: Client) -> None:
    WorkerHeartbeat.objects.create(worker="worker@here", seen_at=timezone.now() - timedelta(seconds=21))
    assert client.get("/healthz").json()["worker"] == "down"


@pytest.mark.usefixtures("beating")
@pytest.mark.parametrize("address", ["redis+socket:///nonexistent/valkey.sock", "redis://127.0.0.1:9/0"])
def test_a_silent_broker_is_down(client: Client, settings: Settings, address: str) -> None:
    settings.CELERY_BROKER_URL = address
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["broker"] == "down"
    assert answer.json()["status"] == "down"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_down")
def test_the_page_lives_without_its_database_but_is_not_ready(client: Client) -> None:
    answer = client.get("/healthz", REMOTE_ADDR=FAR)
    assert answer.status_code == 200
    assert answer.json() == {"status": "down", "database": "down", "broker": "ok", "worker": "down"}
    assert client.get("/readyz").status_code == 503


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_is_read_never_written(address: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(address)
    assert (answer.status_code, answer.headers["Allow"], answer.content) == (405, "GET, HEAD", b"")


def test_ready_when_the_database_answers(client: Client) -> None:
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize(
    ("where", "proxy", "shown"),
    [("127.0.0.1", None, True), (FAR, None, False), ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, False)],
    ids=["this machine", "elsewhere", "through a proxy on this machine"],
)
def test_the_version_is_for_this_machine_alone(
    client: Client, where: str, proxy: dict[str, str] | None, *, shown: bool
) -> None:
    assert ("version" in client.get("/healthz", headers=proxy, REMOTE_ADDR=where).json()) is shown


def test_the_version_is_for_staff_anywhere(signed_in: Client) -> None:
    assert "version" in signed_in.get("/healthz", REMOTE_ADDR=FAR).json()
