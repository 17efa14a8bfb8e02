"""Being laid."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def new(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")


def identity(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")
