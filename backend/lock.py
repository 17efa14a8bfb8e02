"""Compiles the lock files from pyproject.toml: every platform, Python 3.11–3.14, hashes, no addresses."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from backend.launch.options import OptionParser

ROOT = Path(__file__).resolve().parents[1]
HEADER = "# Compiled from pyproject.toml by ./passerelle lock; do not edit.\n"
LOCKS: dict[str, list[str]] = {
    "requirements.lock": ["pyproject.toml"],
    "requirements-dev.lock": ["pyproject.toml", "--group", "dev", "--constraints", "requirements.lock"],
    "requirements-bench.lock": ["pyproject.toml", "--group", "bench", "--constraints", "requirements.lock"],
    "requirements-uv.lock": ["--group", "launcher"],
}


def compile_lock(uv: str, name: str, sources: list[str]) -> None:
    """Write one lock file; pins already there are kept while they still fit (delete the file to renew them all)."""
    command = [
        uv,
        "pip",
        "compile",
        "--quiet",
        "--universal",
        "--python-version",
        "3.11",
        "--generate-hashes",
    ]
    command += ["--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"]
    subprocess.run([*command, *sources, "--output-file", name], cwd=ROOT, check=True)  # noqa: S603
    path = ROOT / name
    path.write_text(HEADER + path.read_text("utf-8"), "utf-8")


def main(arguments: list[str]) -> int:
    """Compile every lock file; needs uv and the network. Raises Refusal("option_unknown")."""
    OptionParser("lock").parse_args(arguments)
    uv = shutil.which("uv") or str(Path(sys.executable).parent / "uv")
    for name, sources in LOCKS.items():
        compile_lock(uv, name, sources)
    return 0
