"""Starts and stops the supervisor's children; none of them outlives it."""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

CHILD = Path(__file__).with_name("child.py")
OLD_LOG = 5 * 1024 * 1024


@functools.cache
def alive_pipe() -> tuple[int, int]:
    """A pipe that only this process holds open: how a system without death signals sees it end."""
    return os.pipe()


def watched_pipe() -> int:
    """The reading end of the pipe of life, or -1 where the kernel itself tells of our death."""
    linux = sys.platform == "linux" and not os.environ.get("PASSERELLE_GUARDIAN")
    return -1 if linux else alive_pipe()[0]


@dataclass(frozen=True, slots=True)
class Program:
    """What to run: its log, environment, account, the signal it gets if we die, and files it inherits."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path | None
    account: str = "same"
    death_signal: int = signal.SIGKILL
    inherited: tuple[int, ...] = ()
    folder: Path | None = None


def wrapped(program: Program) -> list[str]:
    """The command line that ties the program's life to ours (see child.py)."""
    wrapper = [sys.executable, "-I", "-S", str(CHILD), str(os.getpid()), str(int(program.death_signal))]
    return [*wrapper, program.account, str(watched_pipe()), "--", *program.command]


def start(
    program: Program, *, stdin: IO[bytes] | None = None, piped: bool = False
) -> subprocess.Popen[bytes]:
    """Start the program; one with a log or a pipe gets a session of its own: Ctrl-C then reaches us alone.

    `piped` gives its standard output to the caller; without log and pipe it shares our terminal.
    """
    pipe = watched_pipe()
    output = open_log(program.log) if program.log else None
    apart = piped or output is not None
    try:
        return subprocess.Popen(  # noqa: S603  the command is built by this package
            wrapped(program),
            env=dict(program.environment),
            stdin=stdin or (subprocess.DEVNULL if apart else None),
            stdout=subprocess.PIPE if piped else output,
            stderr=output,
            pass_fds=program.inherited + ((pipe,) if pipe >= 0 else ()),
            cwd=program.folder,
            start_new_session=apart,
        )
    finally:
        if output is not None:
            os.close(output)


def open_log(path: Path) -> int:
    """Open a log for appending; one that has grown past 5 MB is set aside first."""
    if path.exists() and path.stat().st_size > OLD_LOG:
        path.replace(path.with_suffix(".1.log"))
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def stop(process: subprocess.Popen[bytes], signals: Sequence[tuple[int, float]]) -> None:
    """Send each signal in turn, waiting its seconds, until the process ends; then sweep what is left of its group."""
    for number, seconds in signals:
        if process.poll() is not None:
            break
        process.send_signal(number)
        wait(process, seconds)
    if process.poll() is None:
        process.kill()
        process.wait()
    sweep(process.pid)


def wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Wait for the end of the process, at most so many seconds."""
    limit = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < limit:
        time.sleep(0.02)


def sweep(group: int) -> None:
    """End whatever remains of a process group that we created."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
