"""Where the compiled code lies, whether it is there, and how it is made in a process of its own.

This module loads nothing of numba, which weighs more than all the rest: who asks whether the code is there need not.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from functools import cache
from hashlib import sha256
from pathlib import Path

#: Where the compiled code is kept; a folder of the data folder in an installation.
CACHE_VARIABLE = "PASSERELLE_KERNEL_CACHE"
MARK = "complete"


@cache
def cache_folder() -> Path:
    """A folder for this very source: numba alone would not see that a function called from elsewhere changed."""
    digest = sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    named = os.environ.get(CACHE_VARIABLE)
    folder = Path(named) if named else Path(tempfile.gettempdir()) / f"passerelle-kernel-{os.getuid()}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Compiled code is run as it is found: a folder that somebody else made is never read.
    if folder.stat().st_uid != os.getuid() or folder.stat().st_mode & 0o022:
        folder = Path(tempfile.mkdtemp(prefix="passerelle-kernel-"))
    return folder / digest.hexdigest()[:16]


def is_compiled() -> bool:
    """Whether everything was compiled on this host, so that the fast path costs a second to load, not half a minute."""
    return (cache_folder() / MARK).exists()


def mark_compiled() -> None:
    """Everything is compiled."""
    cache_folder().mkdir(parents=True, exist_ok=True)
    (cache_folder() / MARK).touch()


def begin_compiling() -> None:
    """Compile in a process of its own and do not wait: compiling takes more memory than ever scoring does.

    Until it is done the slower path gives the same answers. Nothing is begun where it is done already.
    """
    if not is_compiled():
        root = Path(__file__).resolve().parents[3]
        subprocess.Popen([sys.executable, "-m", "workers.engine.kernel"], cwd=root)
