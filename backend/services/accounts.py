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


def modest_account(program: Path, folder: Path) -> str:
    """`namespace` for root where the kernel allows it, else `same`: for a program that accepts root."""
    root_on_linux = os.geteuid() == 0 and sys.platform == "linux"
    return "namespace" if root_on_linux and can_run("namespace", program, folder) else "same"


def unprivileged_account(program: Path, folder: Path) -> str:
    """As `modest_account`, but where root gets no namespace the account `nobody`; raises Refusal."""
    account = modest_account(program, folder)
    if os.geteuid() != 0 or account != "same":
        return account
    # What lies inside stays closed: only its passage is opened.
    folder.chmod(0o711)
    if can_run(NOBODY, program, folder):
        return NOBODY
    raise Refusal("no_account", path=folder)


def own(account: str, *folders: Path) -> None:
    """Give the folders to the account, when it is one that differs from ours."""
    if account.isdigit():
        for folder in folders:
            os.chown(folder, int(account), int(account))
