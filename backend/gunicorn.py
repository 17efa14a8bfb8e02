"""gunicorn's hooks: a web worker ends with its master even when that one is killed."""

from __future__ import annotations

import os
import signal
import sys

from backend.services.child import die_with_parent

#: Bytes of a request's first line, the most that gunicorn allows: filters and searches in accented letters are long.
limit_request_line = 8190


def post_fork(_server: object, _worker: object) -> None:
    """Tie the new worker's life to the master's."""
    if sys.platform == "linux":
        die_with_parent(os.getppid(), signal.SIGKILL)
