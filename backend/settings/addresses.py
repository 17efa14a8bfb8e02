"""Addresses of the database and the broker, read from one URL each."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def database_from_url(url: str) -> dict[str, Any]:
    """The Django database entry of a `postgresql://user:password@host:port/name?host=/socket/folder` address.

    The query's `host` (a folder) wins over the host part, as in libpq; raises ValueError for another scheme.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError(f"PASSERELLE_DATABASE_URL must begin with postgresql://, not {parts.scheme}://")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": query.pop("port", "") or str(parts.port or ""),
        "OPTIONS": query,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }


def broker_options(url: str) -> dict[str, Any]:
    """kombu's options: a message that a killed worker held comes back within seconds, not after an hour.

    The sweep for unacknowledged messages runs every 2 s (`unacked_restore_interval`), not throttled to one in ten.
    """
    return {
        "visibility_timeout": 120,
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
    } | ({} if "socket" in urlsplit(url).scheme else {"socket_keepalive": True})
