"""The compiled code is made apart, once, and everybody after that finds it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from workers.engine.kernel.ready import cache_folder

ROOT = Path(__file__).resolve().parents[2]
ASK = "from workers.engine.kernel import ready; print(ready.is_compiled(), 'numba' in __import__('sys').modules)"


def run(*words: str, **more: str) -> str:
    environment = dict(os.environ) | more
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_nothing_is_compiled_in_an_empty_folder_and_asking_loads_nothing(tmp_path: Path) -> None:
    assert run("-c", ASK, PASSERELLE_KERNEL_CACHE=str(tmp_path)) == "False False"


def test_compiling_leaves_the_code_its_mark_and_nothing_to_do_again() -> None:
    run("-m", "workers.engine.kernel")
    assert run("-c", ASK) == "True False"
    before = sorted(path.name for path in cache_folder().rglob("*.nbi"))
    assert before
    run("-m", "workers.engine.kernel")
    assert sorted(path.name for path in cache_folder().rglob("*.nbi")) == before
