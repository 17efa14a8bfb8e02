"""Being laid."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def read_journal(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")


def releases(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")
