"""Being laid."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def plan(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")


def open_plan(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")


def close_plan(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")


def complete(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")
