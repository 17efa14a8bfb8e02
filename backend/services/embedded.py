"""The servers that one installation needs: ours on sockets, or the operator's where an address names them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from backend.launch.sentences import Refusal
from backend.services.accounts import modest_account, own, unprivileged_account
from backend.services.folder import DataFolder, try_lock, write_private
from backend.services.postgres import Postgres, database_url, find_programs
from backend.services.valkey import Valkey, broker_url, find_program

ROOT = Path(__file__).resolve().parents[2]


def default_folder() -> DataFolder:
    """The data folder that the environment names, else `var` in the checkout."""
    return DataFolder(Path(os.environ.get("PASSERELLE_DATA_DIR") or ROOT / "var").absolute())


@dataclass(slots=True)
class Servers:
    """PostgreSQL and Valkey of a data folder; either is absent when the environment names an external one."""

    folder: DataFolder
    careless: bool = False
    postgres: Postgres | None = field(default=None, init=False)
    valkey: Valkey | None = field(default=None, init=False)
    database_url: str = field(default="", init=False)
    broker_url: str = field(default="", init=False)

    def start(self) -> None:
        """Start what is ours, both at once, and wait until both answer."""
        sockets = self.folder.socket_folder()
        self.database_url = os.environ.get("PASSERELLE_DATABASE_URL", "")
        self.broker_url = os.environ.get("PASSERELLE_BROKER_URL", "")
        if not self.broker_url:
            self.valkey = Valkey(self.folder, sockets, modest_account(find_program(), sockets))
            self.valkey.start()
            self.broker_url = broker_url(sockets)
        if not self.database_url:
            programs = find_programs()
            account = unprivileged_account(programs / "postgres", self.folder.path)
            own(account, sockets)
            self.postgres = Postgres(self.folder, sockets, programs, account, self.careless)
            self.postgres.start()
            self.database_url = database_url(sockets)
        for server in (self.valkey, self.postgres):
            if server is not None:
                server.wait_ready()

    def stop(self) -> None:
        """Stop what is ours, the broker first, and leave no socket behind."""
        for server in (self.valkey, self.postgres):
            if server is not None:
                server.stop()
        self.folder.forget_sockets()

    def environment(self) -> dict[str, str]:
        """What Django and Celery need to find the servers and this installation's secret."""
        return surroundings(self.folder, self.database_url, self.broker_url)


#: Numbers are worked out on the processor of whoever asks: the other ones belong to other requests and tasks.
ONE_THREAD = "1"


def surroundings(folder: DataFolder, database: str, broker: str) -> dict[str, str]:
    """The environment of a process of this installation, over our own."""
    own_values = {
        "PASSERELLE_DATABASE_URL": database,
        "PASSERELLE_BROKER_URL": broker,
        "PASSERELLE_SECRET_KEY": os.environ.get("PASSERELLE_SECRET_KEY") or folder.secret("secret_key"),
        "PASSERELLE_DATA_DIR": str(folder.path),
        "PASSERELLE_KERNEL_CACHE": os.environ.get("PASSERELLE_KERNEL_CACHE", str(folder.path / "kernel")),
        "PASSERELLE_MODE": os.environ.get("PASSERELLE_MODE", "embedded"),
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "backend.settings.base"),
        "OPENBLAS_NUM_THREADS": os.environ.get("OPENBLAS_NUM_THREADS", ONE_THREAD),
    }
    return dict(os.environ) | own_values


def remember(folder: DataFolder, servers: Servers, address: str) -> None:
    """Write down where the running instance's servers are, for `manage` and its like."""
    state = {"database_url": servers.database_url, "broker_url": servers.broker_url, "address": address}
    write_private(folder.state_path, json.dumps(state | {"pid": os.getpid()}))


@contextmanager
def borrowed(folder: DataFolder) -> Iterator[Mapping[str, str]]:
    """The environment of a command: the running instance's servers, else servers started for it and stopped after."""
    state = folder.read_json(folder.state_path)
    if state and is_held(folder):
        yield surroundings(folder, state["database_url"], state["broker_url"])
        return
    folder.acquire()
    servers = Servers(folder)
    try:
        servers.start()
        yield servers.environment()
    finally:
        servers.stop()
        folder.release()


def is_held(folder: DataFolder) -> bool:
    """Whether a running instance holds the data folder."""
    try:
        handle = os.open(folder.path / "lock", os.O_RDWR)
    except FileNotFoundError:
        return False
    except PermissionError as error:
        raise Refusal("not_writable", path=folder.path) from error
    try:
        return not try_lock(handle)
    finally:
        os.close(handle)
