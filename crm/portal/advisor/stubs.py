"""Pages that are being written."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def soon(request: HttpRequest, **_more: Any) -> HttpResponse:
    """The shell alone."""
    return render(request, "app.html")
