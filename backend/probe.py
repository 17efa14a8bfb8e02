"""Health checks of the containers: `python -m backend.probe web|worker|beat`, exit code 0 when it lives."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException

import psycopg

ALIVE = "SELECT 1 FROM core_workerheartbeat WHERE seen_at > now() - interval '60 seconds' AND worker LIKE %s LIMIT 1"


def web_answers() -> bool:
    """Whether this container's pages can be served, asked as the proxy would ask."""
    host = os.environ.get("PASSERELLE_ALLOWED_HOSTS", "localhost").split(",")[0].lstrip(".")
    door = HTTPConnection("127.0.0.1", 8000, timeout=4)
    try:
        door.request("GET", "/readyz", headers={"Host": host, "X-Forwarded-Proto": "https"})
        return door.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        door.close()


def heart_beats(worker: str) -> bool:
    """Whether a worker whose name is like `worker` showed a sign of life in the last minute."""
    try:
        with psycopg.connect(os.environ["PASSERELLE_DATABASE_URL"], connect_timeout=3) as connection:
            return connection.execute(ALIVE, [worker]).fetchone() is not None
    except psycopg.Error:
        return False


PROBES: dict[str, Callable[[], bool]] = {
    "web": web_answers,
    # A heart beats when the clock rings and a worker answers, so both show in the same row.
    "worker": lambda: heart_beats(f"%{socket.gethostname()}%"),
    "beat": lambda: heart_beats("%"),
}

if __name__ == "__main__":
    sys.exit(0 if PROBES[sys.argv[1]]() else 1)
