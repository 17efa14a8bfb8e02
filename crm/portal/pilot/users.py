"""Being laid."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def users(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")


def new(request: HttpRequest, **at: Any) -> HttpResponse:
    return render(request, "app.html")
