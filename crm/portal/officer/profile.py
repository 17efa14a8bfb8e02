"""Being laid."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def profile(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")


def confirm(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")


def section(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")
