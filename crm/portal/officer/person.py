"""Being laid."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def overview(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")


def move(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")


def officer(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")


def history(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")


def matches(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")
