"""Under which account the servers run: PostgreSQL refuses root, so root lends them another one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from backend.launch.sentences import Refusal
from backend.services import processes
from backend.services.processes import Program

NOBODY = "65534"


def can_run(account: str, program: Path, folder: Path) -> bool:
    """Whether the program runs under that account and can enter the folder."""
    for command in ([str(program), "--version"], ["/bin/sh", "-c", 'cd "$0"', str(folder)]):
        attempt = processes.start(Program("probe", command, {"PATH": os.defpath}, Path(os.devnull), account))
        if attempt.wait() != 0:
            return False
    return True


def choose_account(program: Path, folder: Path) -> str:
    """`same` for an ordinary user; for root a user namespace, else the account `nobody`; raises Refusal."""
    if os.geteuid() != 0:
        return "same"
    if sys.platform == "linux" and can_run("namespace", program, folder):
        return "namespace"
    if can_run(NOBODY, program, folder):
        return NOBODY
    raise Refusal("no_account", path=folder)


def own(account: str, *folders: Path) -> None:
    """Give the folders to the account, when it is one that differs from ours."""
    if account.isdigit():
        for folder in folders:
            os.chown(folder, int(account), int(account))
