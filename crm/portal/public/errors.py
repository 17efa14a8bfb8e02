"""Pages for what went wrong: not found, not allowed, our fault."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _page(request: HttpRequest, kind: str, status: int, reason: str = "") -> HttpResponse:
    return render(request, "public/error.html", {"kind": kind, "reason": reason}, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What does not exist and what one may not see answer exactly alike."""
    return _page(request, "not_found", 404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A visible object whose gesture is not allowed, with the reason."""
    return _page(request, "forbidden", 403, str(exception or ""))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "bad_request", 400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page stayed open too long or its cookie went: say how to go on."""
    return _page(request, "expired", 403)


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, "server_error", 500)
