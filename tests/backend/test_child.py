"""No process outlives its parent, even one killed without a word."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from backend.services import processes
from backend.services.folder import process_exists
from backend.services.processes import Program

PARENT = """
import sys
from pathlib import Path
from backend.services import processes
child = processes.start(processes.Program("sleeper", ["/bin/sleep", "60"], {}, Path(sys.argv[1])))
print(child.pid, flush=True)
child.wait()
"""


def wait_gone(pid: str, seconds: float = 5.0) -> bool:
    limit = time.monotonic() + seconds
    while process_exists(pid) and time.monotonic() < limit:
        time.sleep(0.02)
    return not process_exists(pid)


def descendants(pid: str) -> list[str]:
    answer = subprocess.run(["pgrep", "-s", pid], capture_output=True, text=True, check=False)
    return answer.stdout.split()


@pytest.mark.parametrize("guardian", ["", "1"], ids=["death signal", "watched pipe"])
def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path, guardian: str) -> None:
    """The kernel's death signal on Linux, the guardian's pipe elsewhere (which works on Linux too)."""
    command = [sys.executable, "-c", PARENT, str(tmp_path / "log")]
    surroundings = dict(os.environ) | {"PASSERELLE_GUARDIAN": guardian}
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=surroundings)
    assert parent.stdout is not None
    child = parent.stdout.readline().strip()
    time.sleep(0.3)
    family = descendants(child)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert family
    assert all(wait_gone(pid) for pid in family)


def test_a_child_that_ignores_the_polite_signal_is_ended(tmp_path: Path) -> None:
    """Stopping escalates, and sweeps what the child had started."""
    stubborn = Program("stubborn", ["/bin/sh", "-c", "trap '' TERM; sleep 60 & wait"], {}, tmp_path / "log")
    child = processes.start(stubborn)
    time.sleep(0.3)
    family = descendants(str(child.pid))
    processes.stop(child, [(signal.SIGTERM, 0.2)])
    assert len(family) == 2
    assert all(wait_gone(pid) for pid in family)


def test_a_grown_log_is_set_aside(tmp_path: Path) -> None:
    """A log never grows for ever: at the next start the old one is kept once."""
    log = tmp_path / "web.log"
    log.write_bytes(b"x" * (processes.OLD_LOG + 1))
    os.close(processes.open_log(log))
    assert log.stat().st_size == 0
    assert (tmp_path / "web.1.log").exists()
