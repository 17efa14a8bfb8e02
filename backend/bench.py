"""`./passerelle bench NAME`: measurements of the product on this machine, each in benchmarks/NAME.py."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from backend.launch.options import OptionParser
from backend.services.embedded import ROOT

#: The measurements there are; each module has a `main(arguments) -> int`.
BENCHES = ("confidence", "edit", "edits", "engine", "fanout", "figures", "pages", "plan", "visible", "write")


def main(arguments: list[str]) -> int:
    """Run one measurement with the options that follow its name. Raises Refusal for an unknown name."""
    parser = OptionParser("bench")
    parser.add_argument("name", choices=BENCHES)
    parser.add_argument("options", nargs=argparse.REMAINDER)
    asked = parser.parse_args(arguments)
    command = [sys.executable, "-m", f"benchmarks.{asked.name}", *asked.options]
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return subprocess.run(command, cwd=ROOT, env=os.environ | one_thread, check=False).returncode  # noqa: S603
