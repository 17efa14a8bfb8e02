"""`./passerelle up` whole: ready, mended, killed, started again, stopped; nothing is left behind."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from backend.services.embedded import ROOT
from backend.services.postgres import database_url

READY = re.compile(r"(http://127\.0\.0\.1:\d+/)")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Installation:
    """One `up` in a data folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = ""
        self.process: subprocess.Popen[str] | None = None

    def command(self, port: int) -> list[str]:
        return [
            sys.executable,
            "-m",
            "backend",
            "up",
            "--port",
            str(port),
            "--data",
            str(self.folder),
            "--no-demo",
        ]

    def surroundings(self) -> dict[str, str]:
        """Our environment without the test run's own servers and mode."""
        kept = {
            key: value for key, value in os.environ.items() if not key.startswith(("PASSERELLE_", "DJANGO_"))
        }
        return kept | {"LANG": "C.UTF-8"}

    def start(self) -> str:
        """Start it and wait until it says where it is; gives all it printed."""
        self.process = subprocess.Popen(
            self.command(free_port()),
            cwd=ROOT,
            env=self.surroundings(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        printed = ""
        for line in self.process.stdout:
            printed += line
            if "prête" in line:
                self.address = READY.findall(line)[-1]
                return printed
        pytest.fail(f"up ended before it was ready:\n{printed}")

    def end(self, number: int) -> int:
        """Send the signal and wait for the end."""
        assert self.process is not None
        self.process.send_signal(number)
        code = self.process.wait(timeout=30)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    def health(self) -> dict[str, str]:
        with urllib.request.urlopen(f"{self.address}healthz", timeout=5) as answer:
            content: dict[str, str] = json.load(answer)
        return content

    def ask(self, question: str) -> object:
        with psycopg.connect(database_url((self.folder / "run").resolve()), autocommit=True) as connection:
            cursor = connection.execute(question.encode())
            return cursor.fetchone() if cursor.description else None

    def processes(self) -> list[str]:
        """Every living process that works for this folder, by its command line or its inherited lock."""
        found = []
        for path in Path("/proc").glob("[0-9]*"):
            try:
                handles = {handle.readlink() for handle in (path / "fd").iterdir()}
            except OSError:
                continue
            if self.folder / "lock" in handles:
                found.append((path / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        return found


def eventually(seconds: float, truth: object) -> bool:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        try:
            if truth():  # type: ignore[operator]
                return True
        except OSError:
            pass
        time.sleep(0.05)
    return False


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    made = Installation(tmp_path_factory.mktemp("données") / "var")
    yield made
    if made.process is not None and made.process.poll() is None:
        made.end(signal.SIGKILL)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_life_of_an_installation(installation: Installation) -> None:
    """One story, because each start costs seconds: first start, falls, kill -9, second start, Ctrl-C."""
    installation.start()
    assert installation.health()["status"] == "ok"
    refused_second_instance(installation)
    mended_parts(installation)
    killed_and_started_again(installation)
    assert installation.end(signal.SIGINT) == 0
    assert not installation.processes()
    assert not list((installation.folder / "run").resolve().glob(".s.*"))


def refused_second_instance(installation: Installation) -> None:
    """The folder is taken, and so is the port: one sentence each, in both languages."""
    for port, word in (
        (free_port(), "already runs"),
        (int(installation.address.split(":")[2][:-1]), "is taken"),
    ):
        answer = subprocess.run(
            installation.command(port),
            cwd=ROOT,
            env=installation.surroundings(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 2
        assert word in answer.stderr
        assert len(answer.stderr.strip().split("\n")) == 2


def mended_parts(installation: Installation) -> None:
    """Web, worker and broker are killed; each is started again and answers."""
    for name in ("gunicorn", "celery", "valkey-server"):
        for pid in children(installation, name):
            os.kill(pid, signal.SIGKILL)
        installation.ask("DELETE FROM core_workerheartbeat")
        assert eventually(40, lambda: installation.health()["status"] == "ok"), name


def children(installation: Installation, name: str) -> list[int]:
    assert installation.process is not None
    answer = subprocess.run(
        ["ps", "--ppid", str(installation.process.pid), "-o", "pid=,args="],
        capture_output=True,
        text=True,
        check=True,
    )
    return [int(line.split()[0]) for line in answer.stdout.splitlines() if name in line]


def killed_and_started_again(installation: Installation) -> None:
    """kill -9 of the launcher leaves no process; the next start finds every row, and every bell is rung."""
    installation.ask("CREATE TABLE promise AS SELECT generate_series(1, 1000) AS number")
    installation.end(signal.SIGKILL)
    assert eventually(5, lambda: not installation.processes()), installation.processes()
    installation.start()
    assert installation.ask("SELECT count(*) FROM promise") == (1000,)
    assert installation.health()["status"] == "ok"
