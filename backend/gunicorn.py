"""gunicorn's hooks: a web worker ends with its master even when that one is killed."""

from __future__ import annotations

import os
import signal
import sys

from backend.services.child import die_with_parent


def post_fork(_server: object, _worker: object) -> None:
    """Tie the new worker's life to the master's."""
    if sys.platform == "linux":
        die_with_parent(os.getppid(), signal.SIGKILL)
