"""The data folder: where everything of one installation lies, who holds it, and its secrets."""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.launch.sentences import Refusal

# sockaddr_un holds 107 bytes on Linux and 103 on macOS; ".s.PGSQL.5432.lock" is the longest name we put there.
LONGEST_FOLDER = 103 - len("/.s.PGSQL.5432.lock")
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")
PATIENCE = 15.0


@dataclass(slots=True)
class DataFolder:
    """One installation's folder; made with mode 0700 on first use."""

    path: Path
    lock: int = -1

    @property
    def postgres(self) -> Path:
        """PostgreSQL's files."""
        return self.path / "postgres"

    @property
    def logs(self) -> Path:
        """One log a process."""
        return self.path / "log"

    @property
    def static(self) -> Path:
        """Where collected static files would lie; empty here, the checkout itself serves them."""
        return self.path / "static"

    @property
    def state_path(self) -> Path:
        """Where the running instance tells `manage` its addresses."""
        return self.path / "running.json"

    @property
    def installation_path(self) -> Path:
        """What this folder was created as: a demo or a real installation."""
        return self.path / "installation.json"

    def log(self, name: str) -> Path:
        """The log of one process."""
        return self.logs / f"{name}.log"

    def make(self) -> None:
        """Create the folder and its log folder, closed to others."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self.path.chmod(0o700)
            for part in (self.logs, self.static):
                part.mkdir(mode=0o700, exist_ok=True)
        except (PermissionError, FileExistsError, FileNotFoundError, NotADirectoryError) as error:
            raise Refusal("not_writable", path=self.path) from error

    def acquire(self) -> None:
        """Hold the folder until the last of our processes ends (they inherit the lock); raises Refusal("locked").

        An instance that was just killed may still be ending: then wait for it. One that lives is not waited for.
        """
        self.make()
        handle = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        limit = time.monotonic() + PATIENCE
        while not try_lock(handle):
            owner = os.pread(handle, 32, 0).decode().strip()
            if process_exists(owner) or time.monotonic() > limit:
                os.close(handle)
                raise Refusal("locked", path=self.path, owner=f" ({owner})" if owner else "")
            time.sleep(0.05)
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        self.state_path.unlink(missing_ok=True)
        self.lock = handle

    def release(self) -> None:
        """Let the folder go; one that another instance holds is left as it is."""
        if self.lock >= 0:
            self.state_path.unlink(missing_ok=True)
            os.close(self.lock)
            self.lock = -1

    def socket_folder(self) -> Path:
        """A folder for the sockets: in the data folder, or a private short one when that path is long or unplain."""
        own = self.path / "run"
        if len(os.fsencode(own)) <= LONGEST_FOLDER and PLAIN_PATH.fullmatch(str(own)):
            own.mkdir(mode=0o700, exist_ok=True)
            own.chmod(0o700)
            return own
        return self.remembered_short_folder(own)

    def remembered_short_folder(self, link: Path) -> Path:
        """The short folder a link in the data folder points to; made anew when it is gone or not ours."""
        target = link.resolve() if link.is_symlink() else None
        if target and target.is_dir() and target.stat().st_uid == os.geteuid():
            target.chmod(0o700)
            return target
        base = os.environ.get("XDG_RUNTIME_DIR", "")
        usable = (
            base
            and len(base) < LONGEST_FOLDER - 24
            and os.access(base, os.W_OK)
            and PLAIN_PATH.fullmatch(base)
        )
        short = Path(tempfile.mkdtemp(prefix="passerelle-", dir=base if usable else "/tmp"))  # noqa: S108
        link.unlink(missing_ok=True)
        link.symlink_to(short)
        return short

    def forget_sockets(self) -> None:
        """Remove the short folder outside the data folder, if there is one."""
        link = self.path / "run"
        if link.is_symlink():
            for item in link.resolve().glob("*"):
                item.unlink(missing_ok=True)
            link.resolve().rmdir()
            link.unlink()

    def secret(self, name: str) -> str:
        """A secret of this installation, generated on first use, readable by its owner alone."""
        path = self.path / name
        if not path.exists():
            write_private(path, secrets.token_urlsafe(50))
        return path.read_text("ascii").strip()

    def read_json(self, path: Path) -> dict[str, Any]:
        """The content of one of this folder's JSON files, or nothing."""
        try:
            content: dict[str, Any] = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return content


def write_private(path: Path, text: str) -> None:
    """Write a file of mode 0600 whole or not at all."""
    draft = path.with_name(path.name + ".new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
    draft.replace(path)


def try_lock(handle: int) -> bool:
    """Take the lock if nobody holds it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def process_exists(pid: str) -> bool:
    """Whether a process of that number lives."""
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
