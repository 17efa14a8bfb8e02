"""Whether the installation lives: for supervisors, load balancers and people."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from crm.accounts.models import User
from crm.accounts.policy import scope_of
from crm.core.models import OutboxMessage, WorkerHeartbeat

VERSION = "0.1.0"
SILENCE = timedelta(seconds=20)
LOOPBACK = {"127.0.0.1", "::1"}


def database_answers() -> bool:
    """Whether PostgreSQL answers a query now."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        connection.close()
        return False
    return True


def broker_answers() -> bool:
    """Whether the broker answers within a second."""
    address = settings.CELERY_BROKER_URL
    if "socket" in urlsplit(address).scheme:
        parts = urlsplit(address)
        address = f"unix://{parts.path}"
    try:
        with redis.Redis.from_url(address, socket_timeout=1, socket_connect_timeout=1) as client:
            return bool(client.ping())
    except (redis.RedisError, OSError):
        return False


def worker_beats(now: datetime) -> bool:
    """Whether a worker showed a sign of life in the last 20 seconds; only asked while PostgreSQL answers."""
    return WorkerHeartbeat.objects.filter(seen_at__gte=now - SILENCE).exists()


def may_see_version(request: HttpRequest, *, database: bool) -> bool:
    """The version is for this machine itself and for signed-in staff; a request that a proxy passed on is not ours."""
    near = request.META.get("REMOTE_ADDR") in LOOPBACK and "HTTP_X_FORWARDED_FOR" not in request.META
    return near or (database and isinstance(request.user, User) and scope_of(request.user).is_staff)


@csrf_exempt  # Writes nothing: a POST hears that it is not allowed, rather than of a token.
@never_cache
@require_safe
@login_not_required
@transaction.non_atomic_requests
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the web process lives; each part is `ok` or `down`, `status` is `ok` when all are.

    Work that was given up is counted beside the command that tells which; everything else goes on.
    """
    database = database_answers()
    parts = {
        "database": database,
        "broker": broker_answers(),
        "worker": database and worker_beats(timezone.now()),
    }
    content = {"status": "ok" if all(parts.values()) else "down"}
    content |= {name: "ok" if well else "down" for name, well in parts.items()}
    if database and (given_up := OutboxMessage.objects.given_up().count()):
        content["given_up"] = f"{given_up}: ./passerelle manage given_up"
    if may_see_version(request, database=database):
        content["version"] = VERSION
    return JsonResponse(content)


@csrf_exempt  # Writes nothing: a POST hears that it is not allowed, rather than of a token.
@never_cache
@require_safe
@login_not_required
@transaction.non_atomic_requests
def readyz(_request: HttpRequest) -> HttpResponse:
    """200 when pages can be served, 503 when PostgreSQL is down."""
    ready = database_answers()
    return JsonResponse({"status": "ok" if ready else "down"}, status=200 if ready else 503)
