"""The verbs classify, rank and plan: their options, then the engine in a process of its own, without any server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from backend.launch.options import OptionParser
from backend.services.embedded import ONE_THREAD, ROOT

#: The tables that each verb may be given.
TABLES = {"classify": ("occupations", "profiles"), "rank": ("profiles",), "plan": ("profiles",)}


def main(verb: str, arguments: list[str]) -> int:
    """Answer the lines of the standard input. Exit code 2 when a line or a table cannot be read."""
    parser = OptionParser(verb)
    for table in TABLES[verb]:
        parser.add_argument(f"--{table}", type=Path, metavar="FILE.csv")
    given = vars(parser.parse_args(arguments))
    options = [f"--{table}={path.absolute()}" for table, path in given.items() if path]
    command = [sys.executable, "-m", "workers.lines", verb, *options]
    environment = {"OPENBLAS_NUM_THREADS": ONE_THREAD} | dict(os.environ)
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode  # noqa: S603
