"""Becomes another program that cannot outlive its parent: `child.py PARENT_PID SIGNAL HOW PIPE -- PROGRAM …`.

Runs alone, standard library only, because it is started once for every process of the supervisor. On Linux the
kernel sends SIGNAL when the parent dies, even by `kill -9`; elsewhere a guardian watches PIPE (a descriptor, or -1
on Linux), which only the parent holds open. HOW is `same` (this account), `namespace` (root becomes uid 1000 of a
user namespace) or a numeric account to change to.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000


def die_with_parent(parent: int, number: int) -> None:
    """Ask the kernel for `number` when the parent ends; leave at once if it already has (Linux only)."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
    if os.getppid() != parent:
        raise SystemExit(0)


def enter_namespace() -> None:
    """Become uid and gid 1000 of a new user namespace: PostgreSQL refuses root, the files stay root's outside."""
    user, group = os.geteuid(), os.getegid()
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    for name, line in (("setgroups", "deny"), ("gid_map", f"1000 {group} 1"), ("uid_map", f"1000 {user} 1")):
        Path(f"/proc/self/{name}").write_text(line, "ascii")


def change_account(how: str) -> None:
    """Take the account that HOW names."""
    if how == "namespace":
        enter_namespace()
    elif how != "same":
        os.setgroups([])
        os.setgid(int(how))
        os.setuid(int(how))


def guard(pipe: int, number: int, command: list[str]) -> int:
    """Run the command as a child, pass signals on, and end it when the pipe says that the supervisor is gone."""
    child = os.fork()
    if child == 0:
        os.close(pipe)
        os.execv(command[0], command)  # noqa: S606  no shell is meant
    for passed in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
        signal.signal(passed, lambda received, _frame: os.kill(child, received))
    watcher = os.fork()
    if watcher == 0:
        for passed in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
            signal.signal(passed, signal.SIG_IGN)
        os.read(pipe, 1)
        own_session = os.getsid(0) == os.getppid()
        os.killpg(0, number) if own_session and number == signal.SIGKILL else os.kill(child, number)
        os._exit(0)
    os.close(pipe)
    _, status = os.waitpid(child, 0)
    os.kill(watcher, signal.SIGKILL)
    return os.waitstatus_to_exitcode(status)


def main(argv: list[str]) -> NoReturn:
    """Take the account, tie the life to the parent's, become the program."""
    parent, number, how, pipe = int(argv[0]), int(argv[1]), argv[2], int(argv[3])
    command = argv[5:]
    os.umask(0o077)
    change_account(how)
    if pipe >= 0:
        raise SystemExit(guard(pipe, number, command))
    die_with_parent(parent, number)
    os.execv(command[0], command)  # noqa: S606  no shell is meant


if __name__ == "__main__":
    main(sys.argv[1:])
