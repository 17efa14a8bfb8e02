"""Being laid."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def passport(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")


def revoke(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")
