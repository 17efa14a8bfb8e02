"""Finds a Python of a given version that is already on the machine; nothing is ever downloaded."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from backend.launch.sentences import Refusal

QUESTION = "import sys; print('%d.%d' % sys.version_info[:2]); print(sys.executable)"


def candidates(version: str) -> Iterator[str]:
    """Where that version may lie: on PATH, then in pyenv's folder, then where uv and Homebrew keep theirs."""
    found = shutil.which(f"python{version}")
    if found:
        yield found
    home = Path.home()
    pyenv = Path(os.environ.get("PYENV_ROOT") or home / ".pyenv")
    for folder, pattern in (
        (pyenv / "versions", f"{version}*/bin/python{version}"),
        (home / ".local/share/uv/python", f"cpython-{version}*/bin/python{version}"),
        (Path("/opt/homebrew/bin"), f"python{version}"),
    ):
        yield from sorted(str(path) for path in folder.glob(pattern))


def find_python(version: str) -> Path:
    """The interpreter of `version` ("3.13") that really answers with it; raises Refusal("no_python")."""
    if version == "{}.{}".format(*sys.version_info[:2]):
        return Path(sys.executable)
    supported = version in {"3.11", "3.12", "3.13", "3.14"}
    for candidate in candidates(version) if supported else ():
        answer = subprocess.run(  # noqa: S603  the path comes from this machine's own folders
            [candidate, "-c", QUESTION], capture_output=True, text=True, check=False
        )
        lines = answer.stdout.split("\n")
        if answer.returncode == 0 and lines[0] == version:
            return Path(lines[1])
    raise Refusal("no_python", version=version or "?")
