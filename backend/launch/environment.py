"""Makes a virtual environment and installs exactly what a lock file names, once; the second time does nothing."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from backend.launch.sentences import Refusal, say

LOCKS = {
    "runtime": "requirements.lock",
    "dev": "requirements-dev.lock",
    "bench": "requirements-bench.lock",
}
DISK_FULL = ("No space left on device", "os error 28", "Errno 28", "Disk quota exceeded", "os error 122")
NO_NETWORK = (
    "error sending request",
    "Failed to fetch",
    "dns error",
    "Connection refused",
    "NewConnectionError",
    "Name or service not known",
    "Temporary failure in name resolution",
    "ProxyError",
    "ConnectTimeoutError",
    "Network is unreachable",
    "operation timed out",
    "Connection broken",
    "network was disabled",
)


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment: its folder, the Python it is made from (None: the one running), the lock it needs."""

    root: Path
    folder: Path
    base: Path | None
    lock: str

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.folder / "bin" / "python"

    @property
    def stamp_path(self) -> Path:
        """The file that remembers what was installed."""
        return self.folder / "passerelle.json"

    def digest(self, lock: str) -> str:
        """The fingerprint of a lock file."""
        return hashlib.sha256((self.root / LOCKS[lock]).read_bytes()).hexdigest()


def read_stamp(environment: Environment) -> dict[str, str]:
    """What was installed last, or nothing when the environment is absent, moved, or its Python was replaced."""
    try:
        stamp: dict[str, str] = json.loads(environment.stamp_path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    here = {"python": os.path.realpath(environment.python), "folder": str(environment.folder)}
    valid = environment.python.exists() and all(stamp.get(key) == value for key, value in here.items())
    return stamp if valid else {}


def satisfied(environment: Environment) -> bool:
    """Whether everything the lock names is installed already (the other locks include the runtime)."""
    return read_stamp(environment).get(environment.lock) == environment.digest(environment.lock)


def prepare(environment: Environment) -> None:
    """Make the environment complete; raises Refusal. Two launchers at once wait for one another."""
    if satisfied(environment):
        return
    turn = os.open(environment.root, os.O_RDONLY)
    try:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not satisfied(environment):
            install(environment)
    finally:
        os.close(turn)


def install(environment: Environment) -> None:
    """Create the environment if need be, install the lock with checked hashes, and stamp it."""
    stamp = read_stamp(environment)
    lock = "dev" if stamp.get("dev") else environment.lock
    say("Installation des bibliothèques (une seule fois)…", "Installing the libraries (once)…")
    if not stamp:
        make_folder(environment)
    environment.stamp_path.unlink(missing_ok=True)
    uv = find_uv(environment)
    target = environment.root / LOCKS[lock]
    if uv:
        command = [
            uv,
            "pip",
            "sync",
            "--quiet",
            "--require-hashes",
            "--python",
            str(environment.python),
            str(target),
        ]
    else:
        command = [*pip(environment), "install", "--quiet", "--require-hashes", "-r", str(target)]
    call(command)
    installed = {"python": os.path.realpath(environment.python), "folder": str(environment.folder)}
    installed["runtime"] = environment.digest("runtime")
    installed[lock] = environment.digest(lock)
    environment.stamp_path.write_text(json.dumps(installed), "utf-8")


def make_folder(environment: Environment) -> None:
    """Create the virtual environment anew, with uv if there is one, else with this Python's own venv module."""
    shutil.rmtree(environment.folder, ignore_errors=True)
    base = environment.base or Path(getattr(sys, "_base_executable", "") or sys.executable)
    uv = system_uv()
    if uv:
        call([uv, "venv", "--quiet", "--no-project", "--python", str(base), str(environment.folder)])
        return
    if base == Path(sys.executable) and not importlib.util.find_spec("ensurepip"):
        raise Refusal("no_venv")
    try:
        call([str(base), "-m", "venv", str(environment.folder)])
    except Refusal as refusal:
        shutil.rmtree(environment.folder, ignore_errors=True)
        if refusal.code != "install_failed":
            raise
        raise Refusal("no_venv") from refusal


def system_uv() -> str | None:
    """uv from PATH, if it really answers (a version manager's stand-in may not)."""
    found = shutil.which("uv")
    if found is None:
        return None
    answer = subprocess.run([found, "--version"], capture_output=True, check=False)  # noqa: S603
    return found if answer.returncode == 0 else None


def find_uv(environment: Environment) -> str | None:
    """uv from PATH, else from the environment, else installed there by pip; None when even that fails."""
    own = environment.folder / "bin" / "uv"
    found = system_uv() or (str(own) if own.exists() else None)
    if found:
        return found
    lock = str(environment.root / "requirements-uv.lock")
    try:
        call([*pip(environment), "install", "--quiet", "--require-hashes", "-r", lock], quiet=True)
    except Refusal as refusal:
        if refusal.code != "install_failed":
            raise
        return None
    return str(own) if own.exists() else None


def pip(environment: Environment) -> list[str]:
    """The command line of the environment's own pip."""
    return [str(environment.python), "-m", "pip", "--disable-pip-version-check", "--no-input"]


def call(command: list[str], *, quiet: bool = False) -> None:
    """Run an installer; a failure becomes the Refusal that fits what it printed."""
    surroundings = {
        key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "PYTHONHOME"}
    }
    surroundings |= {"UV_PYTHON_DOWNLOADS": "never", "PYTHONUTF8": "1", "PYTHONNOUSERSITE": "1"}
    result = subprocess.run(  # noqa: S603  the command is built here
        command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if result.returncode == 0:
        return
    if any(mark in result.stdout for mark in DISK_FULL):
        raise Refusal("disk_full")
    if any(mark in result.stdout for mark in NO_NETWORK):
        raise Refusal("no_network")
    if not quiet:
        sys.stderr.write(result.stdout[-4000:])
    raise Refusal("install_failed")
